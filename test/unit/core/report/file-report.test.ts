import { describe, expect, test } from '@jest/globals';
import { PUBLIC_ATTRIBUTES, type FileRow } from '../../../../lambda/core/file-row.ts';
import { fileReport, reportKeyOf } from '../../../../lambda/core/report/file-report.ts';
import { committedRow } from '../../../support/events.ts';

const reportOf = (row: FileRow) => JSON.parse(fileReport(row).toString()) as Record<string, unknown>;

describe('fileReport', () => {
  test('equals the row field by field, absent values as null', () => {
    const row = committedRow({ details: { delimiter: ',' } });
    const report = reportOf(row);
    expect(Object.keys(report)).toEqual(['schemaVersion', ...PUBLIC_ATTRIBUTES]);
    for (const name of PUBLIC_ATTRIBUTES) expect(report[name]).toEqual(row[name] ?? null);
    expect(report.reasonCode).toBeNull();
  });

  test('tells nothing of ownership and bookkeeping', () => {
    const hidden =
      'token leaseUntil nextTryAt openShard daySlot attempt redriveRounds notification audience expiresAt'.split(
        ' ',
      );
    for (const name of hidden) expect(reportOf(committedRow({ expiresAt: 1 }))).not.toHaveProperty(name);
  });

  test('is the same bytes for the same row, whatever order the table gives', () => {
    const row = committedRow({ details: { a: 1, b: 'x' } });
    const turned = Object.fromEntries(
      Object.entries({ ...row, details: { b: 'x', a: 1 } }).reverse(),
    ) as unknown as FileRow;
    expect(fileReport(turned)).toEqual(fileReport(row));
    const nested = (details: FileRow['details']) => fileReport(committedRow(details && { details }));
    expect(
      nested({ totals: { USD: '1', EUR: '2' }, errors: [{ line: null, field: 'x' }, { field: 'y' }] }),
    ).toEqual(
      nested({ errors: [{ field: 'x', line: null }, { field: 'y' }], totals: { EUR: '2', USD: '1' } }),
    );
    expect(reportOf(committedRow({ details: { errors: [{ line: null }] } })).details).toEqual({
      errors: [{ line: null }],
    });
  });

  test('has a key that no file name can influence', () => {
    expect(reportKeyOf('0f8fad5b-d9cb-869f-a165-70867728950e')).toBe(
      'processed/0f8fad5b-d9cb-869f-a165-70867728950e.json',
    );
  });
});
