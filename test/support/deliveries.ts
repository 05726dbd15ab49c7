// Deliveries of one file in a world in memory, and what must hold after them.
import { expect } from '@jest/globals';
import { processFile } from '../../lambda/core/process-file.ts';
import { fileReport } from '../../lambda/core/report/file-report.ts';
import type { Result } from '../../lambda/core/result.ts';
import type { FileVersion } from '../../lambda/core/work.ts';
import { onlyRow, type World } from './world.ts';

export const deliver = (world: World, file: FileVersion, receives = 1): Promise<Result> =>
  processFile({ file, receives }, world.run());
/** The calls of a delivery without trouble, in order. */
export const HAPPY_PATH = ['get', 'claim', 'open', 'count', 'commit', 'putIfAbsent', 'publish', 'mark'];

/** A delivery that may hang because of a crash; tells whether it came to an end. */
export async function deliverOrCrash(world: World, file: FileVersion): Promise<Result | 'crashed'> {
  let done: Result | 'crashed' = 'crashed';
  void deliver(world, file).then((result) => (done = result));
  for (let turns = 0; turns < 200; turns++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  for (let turns = 0; turns < 200; turns++) await Promise.resolve();
  return done;
}

/** One announced row, its report, and messages that say the same. */
export function expectPromiseKept(world: World, mostMessages: number): void {
  const row = onlyRow(world);
  expect(row).toMatchObject({ status: 'PROCESSED', notification: 'SENT', wordCount: 7 });
  for (const name of ['token', 'leaseUntil', 'nextTryAt', 'openShard']) expect(row).not.toHaveProperty(name);
  expect(world.reports.objects.get(`processed/${row.documentId}.json`)).toEqual(fileReport(row));
  const texts = new Set(world.notices.published.map(({ machineText }) => machineText));
  expect(texts.size).toBe(1);
  expect(world.notices.published.length).toBeLessThanOrEqual(mostMessages);
}
