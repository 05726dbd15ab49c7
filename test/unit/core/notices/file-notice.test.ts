import { describe, expect, test } from '@jest/globals';
import { fileNotice } from '../../../../lambda/core/notices/file-notice.ts';
import { committedRow } from '../../../support/events.ts';

const machine = (more = {}) =>
  JSON.parse(fileNotice(committedRow(more)).machineText) as Record<string, unknown>;

describe('fileNotice', () => {
  test('tells machines the row under the id of its revision', () => {
    expect(machine({ revision: 2 })).toEqual({
      schemaVersion: 1,
      notificationId: '0f8fad5b-d9cb-869f-a165-70867728950e-2',
      type: 'file',
      documentId: '0f8fad5b-d9cb-869f-a165-70867728950e',
      revision: 2,
      bucketName: 'source',
      fileName: 'orders.csv',
      versionId: 'v1',
      status: 'PROCESSED',
      reasonCode: null,
      reason: null,
      fileType: 'text/csv',
      fileSize: 12,
      lineCount: 3,
      wordCount: 4,
      recordCount: 2,
      processedAt: '2026-11-21T10:00:01.000Z',
      reportKey: 'processed/0f8fad5b-d9cb-869f-a165-70867728950e.json',
      text: 'orders.csv was processed: 2 records, 3 lines, 4 words.',
    });
  });

  test('tells machines what became of orders, in an order that no table can change', () => {
    const details = {
      invalidOrderCount: 1,
      totals: { USD: '1.00', EUR: '2.00' },
      orderCount: 1,
      delimiter: ',',
    };
    const text = '1 order processed successfully at 2026-11-21T10:00:01.000Z; 1 is not valid';
    expect(machine({ details })).toMatchObject({ orderCount: 1, invalidOrderCount: 1, text });
    const turned = {
      delimiter: ',',
      orderCount: 1,
      totals: { EUR: '2.00', USD: '1.00' },
      invalidOrderCount: 1,
    };
    expect(fileNotice(committedRow({ details: turned }))).toEqual(fileNotice(committedRow({ details })));
    expect(machine({ details })).not.toHaveProperty('delimiter');
    expect(machine({ details, status: 'REJECTED', reasonCode: 'INVALID_ORDERS', reason: 'r' }).text).toBe(
      'orders.csv was rejected: INVALID_ORDERS. r',
    );
  });

  test('carries the attributes that subscriptions filter on; the reason code only when there is one', () => {
    expect(fileNotice(committedRow()).attributes).toEqual({
      type: 'file',
      status: 'PROCESSED',
      fileType: 'text/csv',
      audience: 'all',
    });
    const rejected = committedRow({
      status: 'REJECTED',
      reasonCode: 'EMPTY_FILE',
      reason: 'The file is empty.',
      audience: 'machines',
    });
    expect(fileNotice(rejected).attributes).toEqual({
      type: 'file',
      status: 'REJECTED',
      fileType: 'text/csv',
      audience: 'machines',
      reasonCode: 'EMPTY_FILE',
    });
  });

  test('says what is wrong and where', () => {
    const notice = fileNotice(
      committedRow({
        status: 'REJECTED',
        reasonCode: 'MALFORMED_CSV',
        reason: 'Line 7 has 3 columns, the header has 4.',
      }),
    );
    expect(notice.emailText).toContain('orders.csv was rejected: Line 7 has 3 columns');
    expect(notice.subject).toBe('File rejected (0f8fad5b)');
  });

  test('calls the file of a release a probe', () => {
    expect(machine({ fileName: `probe/${'a'.repeat(64)}.txt` }).type).toBe('probe');
    expect(machine({ fileName: 'probe/notes.txt' }).type).toBe('file');
  });

  test.each([
    'a\r\nStatus: PROCESSED',
    'a\u2028b',
    '\u202Egnp.exe',
    'http://evil.com/x',
    '<!channel>@here',
    'x'.repeat(1024),
  ])('keeps the hostile name %j from forging subject, lines and links for people', (fileName) => {
    const notice = fileNotice(committedRow({ fileName }));
    expect(notice.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(notice.emailText.split('\n')).toHaveLength(
      fileNotice(committedRow()).emailText.split('\n').length,
    );
    expect(notice.emailText).not.toMatch(/[\r\u2028\u2029\u202A-\u202E]|:\/\/|evil\.com|@here|<!/);
    expect(JSON.parse(notice.machineText)).toHaveProperty('fileName', fileName);
  });
});
