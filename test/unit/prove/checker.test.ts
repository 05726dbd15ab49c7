import { describe, expect, test } from '@jest/globals';
import { judge, type Evidence } from '../../../scripts/prove/checker.ts';
import { evidence, messageOf, reportOf, ROW, version } from '../../support/proof-evidence.ts';

describe('a kept promise', () => {
  test('of one version has no complaint', () => {
    expect(judge(evidence())).toEqual([]);
  });

  test('may have one message more for each fault that can do that, but not two', () => {
    const messages = [messageOf(ROW), messageOf(ROW)];
    expect(judge(evidence(ROW, { messages, ...version({ doublings: 1 }) }))).toEqual([]);
    expect(judge(evidence(ROW, { messages }))).toEqual([
      'v1: revision 1 was announced 2 times with 0 faults that can do that',
    ]);
  });

  test('has a message for the revision before, as the row was then', () => {
    const second = { ...ROW, revision: 2, wordCount: 3 };
    const more = {
      messages: [messageOf(ROW), messageOf(second)],
      ...version({ revision: 2, earlier: new Map([[1, ROW]]) }),
    };
    expect(judge(evidence(second, more))).toEqual([]);
    const wrong = version({ revision: 2, earlier: new Map([[1, { ...ROW, wordCount: 9 }]]) });
    expect(judge(evidence(second, { ...more, ...wrong }))).toEqual([
      'v1: message and row of revision 1 differ in wordCount',
    ]);
  });
});

describe('a broken promise is told', () => {
  const cases: [string, Evidence, string][] = [
    ['a missing row', evidence(ROW, { rows: [] }), 'v1: has no row'],
    [
      'a row too many',
      evidence(ROW, { rows: [ROW, { ...ROW, documentId: 'd2' }] }),
      'there are more rows than versions',
    ],
    ['a row in work', evidence({ ...ROW, status: 'PROCESSING' }), 'v1: the row ended PROCESSING'],
    [
      'an unannounced row',
      evidence({ ...ROW, notification: 'PENDING' }),
      'v1: the notification ended PENDING',
    ],
    [
      'a finished row that is open',
      evidence({ ...ROW, openShard: 'd' }),
      'v1: the finished row still has openShard',
    ],
    ['a missing report', evidence(ROW, { reports: new Map() }), 'v1: has no report'],
    [
      'a report of no version',
      evidence(ROW, {
        reports: new Map([
          ['processed/d1.json', reportOf(ROW)],
          ['processed/d9.json', '{}'],
        ]),
      }),
      'there is a report of no version',
    ],
    [
      'another report',
      evidence(ROW, { reports: new Map([['processed/d1.json', reportOf({ ...ROW, wordCount: 3 })]]) }),
      'v1: report and row differ in wordCount: 3, 2',
    ],
    ['a missing message', evidence(ROW, { messages: [] }), 'v1: revision 1 was never announced'],
    [
      'another message',
      evidence(ROW, { messages: [messageOf({ ...ROW, wordCount: 3 })] }),
      'v1: message and row of revision 1 differ in wordCount',
    ],
    [
      'a message to the wrong people',
      evidence(ROW, { messages: [{ ...messageOf(ROW), attributes: { audience: 'machines' } }] }),
      'v1: the message of revision 1 went to the wrong audience',
    ],
    [
      'messages that differ',
      evidence(ROW, {
        messages: [messageOf(ROW), messageOf({ ...ROW, wordCount: 3 })],
        ...version({ doublings: 1 }),
      }),
      'v1: the messages of revision 1 differ',
    ],
    [
      'a message of a later revision',
      evidence(ROW, { messages: [messageOf(ROW), messageOf({ ...ROW, revision: 2 })] }),
      'v1: a revision was announced that is not in the table',
    ],
    [
      'a replay that was not done',
      evidence(ROW, version({ revision: 2 })),
      'v1: the row ended at revision 1 instead of 2',
    ],
    ['a message that is left', evidence(ROW, { queued: 1 }), '1 messages are left in the queues'],
    [
      'a parked message that everybody understands',
      evidence(ROW, { parked: 1 }),
      'a message was parked that everybody understands',
    ],
    [
      'a foreign message that is gone',
      evidence(ROW, { foreign: 1 }),
      'a foreign message is not among the parked ones',
    ],
    [
      'a reserved version that was queued again',
      evidence(ROW, { excessSends: 2 }),
      'reconcile queued a reserved version 2 times',
    ],
    [
      'the content of another version',
      evidence({ ...ROW, eTag: 'e2' }),
      'v1: its row names the content of another version',
    ],
    [
      'DELETED for what is there',
      evidence({ ...ROW, status: 'DELETED' }),
      'v1: is DELETED although it is there',
    ],
    [
      'a crasher without crashes',
      evidence({ ...ROW, status: 'REJECTED', reasonCode: 'CRASHES_PARSER' }, { faults: 2 }),
      'v1: was called a crasher after at most 2 crashes',
    ],
    [
      'a fourth read of a killer',
      evidence({ ...ROW, status: 'REJECTED' }, version({ content: 'kills', reads: 4 })),
      'v1: was read 4 times although it ends the process',
    ],
    [
      'a healthy file that was given up',
      evidence({ ...ROW, status: 'FAILED', reasonCode: 'ATTEMPTS_EXHAUSTED' }),
      'v1: was given up although it can be read',
    ],
  ];

  test.each(cases)('%s', (_what, given, sentence) => {
    expect(judge(given)).toContain(sentence);
  });
});

test('a purged version may be missing only when a message was lost', () => {
  const missing = (isLossy: boolean) =>
    judge(evidence(ROW, { rows: [], reports: new Map(), isLossy, ...version({ isPurged: true }) }));
  expect(missing(true)).toEqual([]);
  expect(missing(false)).toEqual(['v1: has no row']);
});
