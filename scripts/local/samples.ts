// The sample files of the walk-through and what each must come to (samples/expected.json).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/root.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';

/** The attributes of the row that are foretold; every one that is given must be equal. */
export type Expectation = Partial<
  Pick<FileRow, 'status' | 'fileType' | 'lineCount' | 'wordCount' | 'recordCount' | 'reasonCode'> & {
    /** Of `details`: good orders. */
    orderCount: number;
  }
>;

export interface Sample {
  name: string;
  body: Buffer;
  expected: Expectation;
}

const FOLDER = join(ROOT, 'samples');

/** All samples, in the order of expected.json. */
export function loadSamples(folder = FOLDER): Sample[] {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
    string,
    Expectation
  >;
  return Object.entries(expected).map(([name, expectation]) => ({
    name,
    body: readFileSync(join(folder, name)),
    expected: expectation,
  }));
}

/** What is otherwise than foretold, one sentence each; empty when all is as it should be. */
export function differences(expected: Expectation, row: FileRow): string[] {
  return (Object.keys(expected) as (keyof Expectation)[])
    .filter((name) => (expected[name] ?? undefined) !== found(name, row))
    .map((name) => `${name} is ${found(name, row) ?? 'absent'} and should be ${expected[name] ?? 'absent'}`);
}

function found(name: keyof Expectation, row: FileRow): string | number | undefined {
  return name === 'orderCount' ? orderCountOf(row) : row[name];
}

/** Good orders; undefined for a file that holds none. */
export function orderCountOf({ details }: FileRow): number | undefined {
  const count = details?.['orderCount'];
  return typeof count === 'number' ? count : undefined;
}
