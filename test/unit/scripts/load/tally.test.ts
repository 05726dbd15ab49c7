// The judge of the load on a system in which all is well, and on the same with one thing broken.
import { describe, expect, test } from '@jest/globals';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { fileNotice } from '../../../../lambda/core/notices/file-notice.ts';
import type { Heard } from '../../../../scripts/lib/outside/ear.ts';
import { tally, type Evidence, type Upload } from '../../../../scripts/load/tally.ts';
import { committedRow } from '../../../support/events.ts';

function rowNumber(n: number): FileRow {
  const documentId = `0f8fad5b-d9cb-869f-a165-70867728950${n}`;
  const open = committedRow({ documentId, versionId: `v${n}`, fileName: `${n}.csv` });
  const { token: _t, leaseUntil: _l, nextTryAt: _n, openShard: _o, ...row } = open;
  return { ...row, status: 'PROCESSED', recordCount: 5, notification: 'SENT' };
}

const heardOf = (row: FileRow): Heard => ({
  body: JSON.parse(fileNotice(row).machineText) as Record<string, unknown>,
  attributes: {},
});

const uploadOf = (n: number): Upload => ({
  file: { key: `${n}.csv`, body: '', expected: { status: 'PROCESSED', recordCount: 5 } },
  versionId: `v${n}`,
  begunAt: 0,
});

const ROWS = [rowNumber(1), rowNumber(2), rowNumber(3)];
const [FIRST, SECOND, THIRD] = ROWS as [FileRow, FileRow, FileRow];
const WELL: Evidence = { uploads: [1, 2, 3].map(uploadOf), rows: ROWS, heard: ROWS.map(heardOf) };

const judged = (change: Partial<Evidence>) => tally({ ...WELL, ...change });

test('finds nothing where all is well', () => {
  expect(judged({})).toEqual({ lost: 0, doubled: 0, wrong: 0, told: [] });
});

describe('counts as lost', () => {
  test('an upload without a row', () => {
    const { lost, told } = judged({ rows: [FIRST, SECOND] });
    expect({ lost, told }).toEqual({ lost: 1, told: ['3.csv has no row.'] });
  });

  test('one that was never announced', () => {
    expect(judged({ heard: [FIRST, SECOND].map(heardOf) })).toMatchObject({
      lost: 1,
      told: ['3.csv was never announced.'],
    });
  });

  test.each<[string, Partial<FileRow>]>([
    ['in work', { status: 'PROCESSING' }],
    ['not marked as announced', { notification: 'PENDING' }],
    ['still open', { openShard: '0' }],
  ])('one whose row is %s', (_, change) => {
    expect(judged({ rows: [FIRST, SECOND, { ...THIRD, ...change }] })).toMatchObject({ lost: 1, doubled: 0 });
  });

  test('each file once, however much of it is missing', () => {
    expect(judged({ rows: [], heard: [] })).toMatchObject({ lost: 3 });
  });
});

describe('counts as doubled', () => {
  test('a second message and a second row', () => {
    expect(judged({ heard: [...ROWS, FIRST, FIRST].map(heardOf) })).toMatchObject({
      lost: 0,
      doubled: 2,
      told: ['1.csv has 1 rows and 3 messages.'],
    });
    expect(judged({ rows: [...ROWS, { ...FIRST, documentId: SECOND.documentId }] })).toMatchObject({
      lost: 0,
      doubled: 1,
    });
  });

  test('what nobody uploaded', () => {
    expect(judged({ rows: [...ROWS, rowNumber(4)] })).toMatchObject({
      lost: 0,
      doubled: 1,
      told: ['4.csv v4 was never uploaded, and there is a row or a message of it.'],
    });
  });

  test('and not another version of the same key', () => {
    const again = { ...FIRST, documentId: rowNumber(4).documentId, versionId: 'v4' };
    const upload = { ...uploadOf(1), versionId: 'v4' };
    const rows = [...ROWS, again];
    expect(judged({ uploads: [...WELL.uploads, upload], rows, heard: rows.map(heardOf) })).toMatchObject({
      lost: 0,
      doubled: 0,
    });
  });
});

test('counts verdicts that files do not deserve', () => {
  const rejected: FileRow = { ...THIRD, status: 'REJECTED', reasonCode: 'MALFORMED_CSV' };
  expect(judged({ rows: [FIRST, SECOND, rejected] })).toMatchObject({
    wrong: 1,
    told: ['3.csv is REJECTED/MALFORMED_CSV/5, not PROCESSED/5.'],
  });
  expect(judged({ rows: [FIRST, SECOND, { ...THIRD, recordCount: 4 }] })).toMatchObject({ wrong: 1 });
  expect(judged({ rows: [FIRST, SECOND, { ...THIRD, status: 'DELETED' }] })).toMatchObject({ wrong: 1 });
});

test('tells the first dozen and how many more', () => {
  const uploads = Array.from({ length: 20 }, (_, n) => uploadOf(n + 10));
  expect(tally({ uploads, rows: [], heard: [] }).told).toHaveLength(13);
});
