import { describe, expect, test } from '@jest/globals';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { fileNotice } from '../../../lambda/core/notices/file-notice.ts';
import { fileReport } from '../../../lambda/core/report/file-report.ts';
import type { DoneFault } from '../../../scripts/drill/faults.ts';
import { windowFaults } from '../../../scripts/drill/window.ts';
import type { Heard } from '../../../scripts/lib/outside/ear.ts';
import { judgeMessages, judgeReport, judgeRow } from '../../../scripts/lib/outside/promise.ts';
import { committedRow } from '../../support/events.ts';

function sentRow(more: Partial<FileRow> = {}): FileRow {
  const { token: _t, leaseUntil: _l, nextTryAt: _n, openShard: _o, ...row } = committedRow(more);
  return { ...row, notification: 'SENT' };
}

const reportOf = (row: FileRow) => JSON.parse(fileReport(row).toString()) as Record<string, unknown>;
const heardOf = (row: FileRow): Heard => ({
  body: JSON.parse(fileNotice(row).machineText) as Record<string, unknown>,
  attributes: {},
});

describe('a row', () => {
  test('that is terminal, announced and closed is good', () => expect(judgeRow(sentRow())).toEqual([]));

  test.each<[string, Partial<FileRow>]>([
    ['in work', { status: 'PROCESSING' }],
    ['unannounced', { notification: 'PENDING' }],
    ['still open', { openShard: '0' }],
    ['still owned', { token: 't' }],
  ])('that is %s is not', (_, more) => expect(judgeRow({ ...sentRow(), ...more })).toHaveLength(1));
});

describe('a report', () => {
  const row = sentRow();
  test('that repeats the row is good', () => expect(judgeReport(row, reportOf(row))).toEqual([]));
  test('that is missing is not', () => expect(judgeReport(row, undefined)).toHaveLength(1));
  test.each(Object.keys(reportOf(row)).filter((name) => name !== 'schemaVersion'))(
    'that differs in %s is not',
    (name) => expect(judgeReport(row, { ...reportOf(row), [name]: 'other' })[0]).toContain(name),
  );
});

describe('messages', () => {
  const row = sentRow();
  const message = heardOf(row);
  const repeated = (times: number) => Array<Heard>(times).fill(message);

  test('one is good, none is not', () => {
    expect(judgeMessages(row, repeated(1), 0)).toEqual([]);
    expect(judgeMessages(row, [], 5)).toHaveLength(1);
  });

  test('are repeated only as often as faults explain', () => {
    expect(judgeMessages(row, repeated(3), 2)).toEqual([]);
    expect(judgeMessages(row, repeated(3), 1)).toEqual([
      'orders.csv was announced 3 times; its faults explain 2.',
    ]);
  });

  test('of one revision are all the same', () => {
    const other = { ...message, body: { ...message.body, text: 'other' } };
    expect(judgeMessages(row, [message, other], 1)).toEqual([
      'The messages of orders.csv differ from each other.',
    ]);
  });

  test.each(['status', 'recordCount', 'notificationId', 'reportKey', 'processedAt'])(
    'that differ from the row in %s are not good',
    (name) => {
      const other = { ...message, body: { ...message.body, [name]: 'other' } };
      expect(judgeMessages(row, [other], 0)).toHaveLength(1);
    },
  );
});

test('the window of a file is its publish that may have happened, and its mark', () => {
  const row = sentRow();
  const fault = (kind: DoneFault['kind'], operation: string, more: Partial<DoneFault> = {}): DoneFault => ({
    service: 'sns',
    operation,
    invocationId: '',
    isMark: false,
    documentId: row.documentId,
    at: 0,
    kind,
    ...more,
  });
  const explained = windowFaults([
    fault('drop-reply', 'Publish'),
    fault('delay', 'Publish'),
    fault('reset', 'UpdateItem', { isMark: true }),
    fault('reset', 'Publish'),
    fault('error', 'Publish'),
    fault('throttle', 'Publish'),
    fault('drop-reply', 'UpdateItem'),
    fault('drop-reply', 'Publish', { documentId: 'of another file' }),
  ]);
  expect(explained(row)).toBe(3);
});
