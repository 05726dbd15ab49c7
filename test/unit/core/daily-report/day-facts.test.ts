import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FactsOfDay } from '../../../../lambda/core/daily-report/day-facts.ts';
import { inOrder, RowsHash } from '../../../../lambda/core/daily-report/day-rows.ts';
import { STATUSES } from '../../../../lambda/core/daily-report/report-types.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { rowOf } from '../../../support/daily-world.ts';

const DAY = '2026-11-20';
const START = Date.parse(`${DAY}T00:00:00.000Z`);

const rows = fc
  .array(
    fc.record({
      status: fc.constantFrom(...STATUSES),
      fileType: fc.constantFrom('text/csv', 'application/json', undefined),
      reasonCode: fc.constantFrom('EMPTY_FILE', 'MALFORMED_JSON', undefined),
      recordCount: fc.option(fc.nat(1000), { nil: undefined }),
      lineCount: fc.option(fc.nat(1000), { nil: undefined }),
      wordCount: fc.nat(1000),
      fileSize: fc.option(fc.oneof(fc.nat(20), fc.nat()), { nil: undefined }),
      // Few different times, so that many rows share one.
      at: fc.nat(40).map((step) => step * 2_000_000),
      took: fc.integer({ min: -100, max: 1_000_000 }),
    }),
    { maxLength: 60 },
  )
  .map((facts) =>
    facts.map(({ at, took, ...rest }, number) => {
      const optional = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      const {
        fileType: _type,
        fileSize: _size,
        reasonCode: _code,
        recordCount: _records,
        lineCount: _lines,
        ...base
      } = rowOf(DAY, number);
      const processedAt = new Date(START + at).toISOString();
      return {
        ...base,
        processedAt,
        uploadedAt: new Date(START + at - took).toISOString(),
        ...optional,
      } as FileRow;
    }),
  );

async function* given(all: readonly FileRow[]): AsyncGenerator<FileRow> {
  yield* [...all].sort((a, b) =>
    (a.processedAt ?? '') < (b.processedAt ?? '')
      ? -1
      : (a.processedAt ?? '') > (b.processedAt ?? '')
        ? 1
        : 0,
  );
}

async function read(all: readonly FileRow[]) {
  const [facts, hash, order] = [new FactsOfDay(), new RowsHash(), [] as FileRow[]];
  for await (const row of inOrder(given(all))) {
    facts.add(row);
    hash.add(row);
    order.push(row);
  }
  return { facts: facts.result(), hash: hash.digest(), order };
}

const took = (row: FileRow) => Math.max(0, Date.parse(row.processedAt ?? '') - Date.parse(row.uploadedAt));

/** The slow and plain way: the smallest value that at least so many percent do not exceed. */
function naive(values: number[], percent: number): number | null {
  const enough = values.filter((value) => {
    const notAbove = values.filter((other) => other <= value).length;
    return notAbove * 100 >= percent * values.length;
  });
  return enough.length === 0 ? null : Math.min(...enough);
}

describe('facts of a day', () => {
  test('are those that plain counting gives', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const { facts } = await read(all);
        const sizes = all.flatMap(({ fileSize }) => (fileSize === undefined ? [] : [fileSize]));
        expect(facts.total).toBe(all.length);
        expect(facts.totalBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
        for (const [sum, name] of [
          [facts.totalRecords, 'recordCount'],
          [facts.totalLines, 'lineCount'],
          [facts.totalWords, 'wordCount'],
        ] as const)
          expect(sum).toBe(all.reduce((so, row) => so + (row[name] ?? 0), 0));
        for (const status of STATUSES)
          expect(facts.byStatus[status]).toBe(all.filter((row) => row.status === status).length);
        for (const { fileType, count, bytes, byStatus } of facts.byType) {
          const same = all.filter((row) => (row.fileType ?? 'application/octet-stream') === fileType);
          expect([count, bytes]).toEqual([
            same.length,
            same.reduce((sum, row) => sum + (row.fileSize ?? 0), 0),
          ]);
          expect(Object.values(byStatus).reduce((sum, one) => sum + one, 0)).toBe(count);
        }
        expect(facts.byType.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        for (const { reasonCode, count } of facts.byReason)
          expect(count).toBe(all.filter((row) => row.reasonCode === reasonCode).length);
        for (const { hour, count } of facts.byHour)
          expect(count).toBe(
            all.filter((row) => new Date(row.processedAt ?? '').getUTCHours() === hour).length,
          );
        for (const [values, found] of [
          [sizes, facts.sizeInBytes],
          [all.map(took), facts.durationInMs],
        ] as const) {
          const [p50, p90, p95, p99, max] = [50, 90, 95, 99, 100].map((percent) =>
            naive([...values], percent),
          );
          expect(found).toEqual({ count: values.length, p50, p90, p95, p99, max });
        }
        const sorted = [...sizes].sort((a, b) => b - a).slice(0, 10);
        expect(facts.largest.map(({ fileSize }) => fileSize)).toEqual(sorted);
        const slow = all
          .map(took)
          .sort((a, b) => b - a)
          .slice(0, 10);
        expect(facts.slowest.map(({ durationInMs }) => durationInMs)).toEqual(slow);
      }),
      { numRuns: 200 },
    );
  });

  test('do not depend on the order in which rows of one time come', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.infiniteStream(fc.nat()), async (all, numbers) => {
        const one = await read(all);
        const shuffled = all
          .map((row) => [numbers.next().value ?? 0, row] as const)
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row);
        const other = await read(shuffled);
        expect(other).toEqual(one);
        const keys = one.order.map(({ processedAt, documentId }) => `${processedAt} ${documentId}`);
        expect(keys).toEqual([...keys].sort());
      }),
      { numRuns: 100 },
    );
  });

  test('of equally large files the earlier ones are kept', async () => {
    const all = Array.from({ length: 30 }, (_, number) => rowOf(DAY, number, { fileSize: 7 }));
    const { facts, order } = await read(all);
    expect(facts.largest.map(({ documentId }) => documentId)).toEqual(
      order.slice(0, 10).map(({ documentId }) => documentId),
    );
  });

  test('probes and rows in work are nobody’s finished files', async () => {
    const probe = rowOf(DAY, 1, { fileName: `probe/${'a'.repeat(64)}.txt` });
    const open = rowOf(DAY, 2, { status: 'PROCESSING' });
    const { facts, hash } = await read([probe, open, rowOf(DAY, 3)]);
    expect(facts.total).toBe(1);
    expect(hash).toBe((await read([rowOf(DAY, 3)])).hash);
  });
});

describe('the hash of the rows', () => {
  test.each([
    ['a name', { fileName: 'other.csv' }],
    ['a size', { fileSize: 1 }],
    ['a status', { status: 'REJECTED' as const }],
    ['a revision', { revision: 2 }],
    ['a time', { uploadedAt: '2026-11-19T00:00:00.000Z' }],
  ])('changes with %s', async (_name, more) => {
    expect((await read([rowOf(DAY, 1, more)])).hash).not.toBe((await read([rowOf(DAY, 1)])).hash);
  });

  test('does not change with what no report shows', async () => {
    const more = { token: 'x', attempt: 3, notification: 'PENDING' as const, audience: 'machines' as const };
    expect((await read([rowOf(DAY, 1, more)])).hash).toBe((await read([rowOf(DAY, 1)])).hash);
  });
});
