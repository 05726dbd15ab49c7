import { describe, expect, test } from '@jest/globals';
import { emailTextOf } from '../../../../lambda/core/notices/email-text.ts';
import { fileNotice } from '../../../../lambda/core/notices/file-notice.ts';
import { committedRow } from '../../../support/events.ts';

function mailOf(fileName: string, more = {}): string {
  return fileNotice(committedRow({ fileName, ...more })).emailText;
}

describe('the mail of a file', () => {
  test('says in its first line what happened, then the facts below each other, then what to do', () => {
    const row = committedRow({
      status: 'REJECTED',
      reasonCode: 'MALFORMED_CSV',
      reason: 'The row that begins on line 7 has 3 columns where the header has 4.',
      fileSize: 1_234_567,
      revision: 2,
    });
    expect(fileNotice(row).emailText).toBe(
      [
        'orders.csv was rejected: The row that begins on line 7 has 3 columns where the header has 4.',
        '',
        'File      orders.csv',
        'Status    REJECTED',
        'Reason    MALFORMED_CSV',
        'Type      text/csv',
        'Size      1.2 MB (1,234,567 bytes)',
        'Content   2 records, 3 lines, 4 words',
        'Finished  2026-11-21 10:00:01 UTC',
        'Report    processed/0f8fad5b-d9cb-869f-a165-70867728950e.json in the reports bucket',
        'Bucket    source',
        'Version   v1',
        'Revision  2',
        'Message   0f8fad5b-d9cb-869f-a165-70867728950e-2',
        '',
        'The file is at fault: mend it and upload it again under any name.',
        '',
      ].join('\n'),
    );
  });

  test('says how many orders were accepted, and their sums', () => {
    const details = { orderCount: 1_000, invalidOrderCount: 0, totals: { EUR: '1234.50', JPY: '300' } };
    const mail = mailOf('orders/web.csv', { details }).split('\n');
    expect(mail[0]).toBe('1000 orders processed successfully at 2026-11-21T10:00:01.000Z.');
    expect(mail).toContain('Orders    1,000');
    expect(mail).toContain('Totals    EUR 1234.50, JPY 300');
    expect(mail).toContain('File      orders/web.csv');
  });

  test('lists the first faults of orders with place, sentence and rule', () => {
    const errors = [
      { record: 0, line: 1, field: 'header', rule: 'header', message: 'The header is wrong.' },
      { record: 17, line: 18, field: 'total', rule: 'total-is-sum', message: 'The total is wrong.' },
      {
        record: 18,
        line: null,
        field: 'orderId',
        rule: 'duplicate-in-another-file',
        message: 'It is known.',
      },
    ];
    const more = {
      status: 'REJECTED' as const,
      reasonCode: 'INVALID_ORDERS' as const,
      reason: '2 of 20 orders are not valid.',
      details: { orderCount: 18, invalidOrderCount: 2, errorCount: 1_204, errors },
    };
    const mail = mailOf('orders/web.csv', more);
    expect(mail.split('\n')[0]).toBe('orders/web.csv was rejected: 2 of 20 orders are not valid.');
    expect(mail).toContain('Orders    18 good, 2 not valid\n');
    expect(mail).toContain(
      [
        'The first 3 of 1,204 faults',
        '  line 1: The header is wrong. (header)',
        '  record 17, line 18: The total is wrong. (total-is-sum)',
        '  record 18: It is known. (duplicate-in-another-file)',
        '',
        'The file is at fault',
      ].join('\n'),
    );
  });

  test.each([
    [{}, 'orders.csv was processed: 2 records, 3 lines, 4 words.'],
    [
      { recordCount: 1, lineCount: 1, wordCount: 1000 },
      'orders.csv was processed: 1 record, 1 line, 1,000 words.',
    ],
    [{ status: 'DELETED' as const }, 'orders.csv was deleted before it could be read.'],
    [
      { status: 'FAILED' as const, reasonCode: 'NOT_READABLE' as const, reason: 'The object is archived.' },
      'orders.csv could not be processed: The object is archived.',
    ],
  ])('%j begins with: %s', (more, sentence) => {
    expect(mailOf('orders.csv', more).split('\n')[0]).toBe(sentence);
  });

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1.0 kB (1,000 bytes)'],
    [52_428_800, '52.4 MB (52,428,800 bytes)'],
    [1_073_741_824, '1.1 GB (1,073,741,824 bytes)'],
  ])('tells %i bytes as %s', (fileSize, text) => {
    expect(mailOf('a.csv', { fileSize })).toContain(`Size      ${text}\n`);
  });

  test('is a function of the machine JSON and of nothing else', () => {
    const notice = fileNotice(committedRow({ fileName: 'http://evil.com' }));
    expect(emailTextOf(JSON.parse(notice.machineText) as Record<string, unknown>)).toBe(notice.emailText);
  });
});

describe('the mail of a daily report', () => {
  const report = {
    type: 'daily-report',
    notificationId: 'daily-report-2026-11-20-1',
    day: '2026-11-20',
    revision: 1,
    total: 1200,
    byStatus: { PROCESSED: 1000, REJECTED: 200, FAILED: 0, DELETED: 0 },
    reportKey: 'daily-reports/2026-11-20.json',
    csvKey: 'daily-reports/2026-11-20.csv',
    htmlKey: 'daily-reports/2026-11-20.html',
    text: '2026-11-20: 1,200 files, 1,000 processed, 200 rejected.',
  };

  test('says the day, the counts and where the report is', () => {
    expect(emailTextOf(report).split('\n').slice(0, 6)).toEqual([
      report.text,
      '',
      'Day           2026-11-20 (UTC)',
      'Files         1,200',
      'Rejected      200',
      'Processed     1,000',
    ]);
    expect(emailTextOf(report)).toMatch(/To read +daily-reports\/2026-11-20\.html in the reports bucket/);
    expect(emailTextOf(report)).not.toContain('Revision');
  });

  test('says that it takes the place of another one', () => {
    expect(emailTextOf({ ...report, revision: 2 })).toContain('Revision      2 (rows came late');
  });
});

test('a kind of message that nobody knows shows its text', () => {
  expect(emailTextOf({ type: 'release', text: 'A release.' })).toBe('A release.\n');
  expect(emailTextOf({})).toBe('There is news from the file processing.\n');
});
