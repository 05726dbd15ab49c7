// Reads the rows of one day once and makes everything of them that does not depend on other days.
import { TryAgain } from '../errors.ts';
import type { DailyRun } from './daily-ports.ts';
import { CsvOfDay } from './day-csv.ts';
import { FactsOfDay } from './day-facts.ts';
import { inOrder, RowsHash } from './day-rows.ts';
import type { DayFacts } from './report-types.ts';

/** The clock is looked at once in so many rows. */
const ROWS_BETWEEN_LOOKS = 500;

export interface ReadDay {
  facts: DayFacts;
  rowsHash: string;
  csv: Buffer;
}

/** Time ran out in the middle of a day; nothing was written. */
export class OutOfTime extends TryAgain {}

/** Throws TryAgain, and OutOfTime when there is no time left to write what was read. */
export async function readDay(run: DailyRun, day: string): Promise<ReadDay> {
  const [facts, hash, csv] = [new FactsOfDay(), new RowsHash(), new CsvOfDay()];
  let rows = 0;
  for await (const row of inOrder(run.index.byDay(day))) {
    if (rows++ % ROWS_BETWEEN_LOOKS === 0 && run.clock.now() >= run.deadlines.startBefore)
      throw new OutOfTime(`There was no time left to read all rows of ${day}.`);
    facts.add(row);
    hash.add(row);
    csv.add(row);
  }
  return { facts: facts.result(), rowsHash: hash.digest(), csv: csv.bytes() };
}
