// What Slack is told: right for every kind, harmless for every name, within the limits of Slack.
import { describe, expect, test } from '@jest/globals';
import { parseAnnouncement } from '../../../../lambda/core/slack/announcement.ts';
import { slackMessageOf } from '../../../../lambda/core/slack/message-of.ts';
import { fileNotice } from '../../../../lambda/core/notices/file-notice.ts';
import { committedRow } from '../../../support/events.ts';
import { expectHarmless, expectNoLinks, textsOf, told } from '../../../support/slack-judge.ts';
import { ALERTS_TOPIC, PLACE, RESULTS_TOPIC, snsMessage } from '../../../support/slack-world.ts';

describe('a file', () => {
  test('processed: status, name, counts, link to the report, id and time', () => {
    const row = committedRow();
    const message = told(fileNotice(row).machineText);
    expect(message.text).toBe('✅ File processed: orders.csv');
    const texts = message.blocks.flatMap(textsOf).map(({ text }) => text);
    expect(texts).toEqual([
      '✅ File processed',
      'orders.csv',
      'Type: text/csv',
      'Size: 12 bytes',
      'Records: 2',
      'Lines: 3',
      'Words: 4',
      `<https://eu-central-1.console.aws.amazon.com/s3/object/reports?region=eu-central-1&amp;prefix=processed%2F${row.documentId}.json|Report>`,
      `${row.documentId}-1`,
      '2026-11-21T10:00:01.000Z',
    ]);
  });

  test('rejected: its reason, and no counts that it does not have', () => {
    const { lineCount: _l, wordCount: _w, recordCount: _r, ...row } = committedRow();
    const rejected = {
      ...row,
      status: 'REJECTED',
      reasonCode: 'MALFORMED_CSV',
      reason: 'Row 7 is short.',
    } as const;
    const texts = told(fileNotice({ ...rejected, revision: 3 }).machineText).blocks.flatMap(textsOf);
    const plain = texts.map(({ text }) => text);
    expect(plain[0]).toBe('⚠️ File rejected');
    expect(plain).toContain('MALFORMED_CSV: Row 7 is short.');
    expect(plain).toContain('Revision: 3');
    expect(plain.join()).not.toMatch(/Lines|null|undefined/);
  });
});

test('an @ at the end of one part calls nothing in the next', () => {
  const parts = {
    byStatus: { '@': 0 },
    topReasons: [
      { reasonCode: '@', count: 1 },
      { reasonCode: 'A', count: 1 },
    ],
  };
  expectHarmless(told({ type: 'digest', notificationId: 'id', ...parts }));
  expectHarmless(told({ type: 'file', notificationId: 'id', status: '@', fileName: 'a.csv' }));
});

test('a digest: how many, from when to when, by status, top reasons, first names', () => {
  const message = told({
    type: 'digest',
    notificationId: 'digest-2026-11-21T10:00:00.000Z',
    from: '2026-11-21T10:00:00.000Z',
    to: '2026-11-21T10:02:00.000Z',
    total: 1000,
    byStatus: { FAILED: 1, REJECTED: 900, PROCESSED: 99 },
    topReasons: [{ reasonCode: 'MALFORMED_CSV', count: 900 }],
    firstNames: ['a.csv', '<!channel> www.evil.example'],
  });
  expectHarmless(message);
  expectNoLinks(message);
  const texts = message.blocks.flatMap(textsOf).map(({ text }) => text);
  expect(texts).toContain('📦 1000 files in a short time');
  expect(texts).toContain('2026-11-21T10:00:00.000Z to 2026-11-21T10:02:00.000Z');
  expect(texts).toContain('REJECTED: 900');
  expect(texts).toContain('Most frequent reasons: 900 × MALFORMED_CSV');
  expect(texts.join()).toMatch(/The first of them:\na\.csv\n&lt;/);
});

test('a daily report: day, revision, totals, links to page, CSV and JSON', () => {
  const key = 'daily-reports/2026-11-20';
  const message = told({
    type: 'daily-report',
    notificationId: 'daily-report-2026-11-20-2',
    day: '2026-11-20',
    revision: 2,
    total: 3,
    byStatus: { PROCESSED: 3 },
    reportKey: `${key}.json`,
    csvKey: `${key}.csv`,
    htmlKey: `${key}.html`,
  });
  expectHarmless(message);
  const texts = message.blocks.flatMap(textsOf).map(({ text }) => text);
  expect(texts[0]).toBe('📊 Daily report 2026-11-20, revision 2');
  expect(texts.join()).toMatch(/daily-reports%2F2026-11-20\.html\|Page>.*\.csv\|CSV>.*\.json\|JSON>/);
});

describe('an alert', () => {
  const alarm = (NewStateValue: string) =>
    told(
      {
        AlarmName: 'file-processing-dev-messages-parked',
        AlarmDescription: 'Messages are parked. See docs/operations.md#messages-parked',
        NewStateValue,
        NewStateReason: 'Threshold Crossed: 1 datapoint [1.0 (21/11/26 10:00:00)] was >= 1.0.',
        StateChangeTime: '2026-11-21T10:01:00.000+0000',
      },
      { topic: ALERTS_TOPIC },
    );

  test.each([
    ['ALARM', '🔴 ALARM: file-processing-dev-messages-parked'],
    ['OK', '🟢 OK: file-processing-dev-messages-parked'],
    ['INSUFFICIENT_DATA', '⚪ No data: file-processing-dev-messages-parked'],
  ])('of an alarm that is %s begins with %j and says why', (state, title) => {
    const message = alarm(state);
    expectHarmless(message);
    const texts = message.blocks.flatMap(textsOf).map(({ text }) => text);
    expect(texts[0]).toBe(title);
    expect(texts[1]).toContain('See docs/operations.md#messages-parked');
    expect(texts[2]).toContain('&gt;= 1.0.');
    expect(texts[3]).toMatch(/#alarmsV2:alarm\/file-processing-dev-messages-parked\|Alarm>$/);
  });

  test.each([
    ['a text', 'The pipeline failed: https://example.com/run'],
    ['a quoted text', JSON.stringify('The pipeline failed: https://example.com/run')],
  ])('that is %s is shown as it reads', (_what, text) => {
    const message = told(text, { topic: ALERTS_TOPIC, subject: 'Pipeline' });
    expectHarmless(message);
    expect(message.text).toBe('📣 Pipeline: The pipeline failed: https://example.com/run');
  });

  test('that looks like a result of a file is an alert all the same', () => {
    const forged = told({ type: 'file', notificationId: 'x', status: 'PROCESSED' }, { topic: ALERTS_TOPIC });
    expect(forged.blocks[0]).toMatchObject({ text: { text: '📣 Alert' } });
  });
});

test.each([
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('in %s links go to %s', (region, host) => {
  const announcement = parseAnnouncement(
    snsMessage(fileNotice(committedRow()).machineText).body,
    RESULTS_TOPIC,
  );
  expect(JSON.stringify(slackMessageOf(announcement, { ...PLACE, region }))).toContain(host);
});
