// Our own way: measureFile as the function calls it, on a file instead of an object.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { measureFile } from '../../lambda/core/formats/index.ts';
import { DEFAULT_LIMITS } from '../../lambda/core/limits.ts';
import type { Verdict } from '../../lambda/core/outcome.ts';
import { openFile, type Found, type Variant } from './variant.ts';

/** The limits of the product, but for the size: the benchmark has files of more than 1 GiB. */
export const BENCH_LIMITS = { ...DEFAULT_LIMITS, maxFileSizeInBytes: Number.MAX_SAFE_INTEGER };

/** A verdict as the other variants tell theirs. */
export function foundBy(verdict: Verdict, sizeInBytes: number): Found {
  if (verdict.status !== 'PROCESSED') return { verdict: 'REJECTED' };
  const { lineCount: lines, wordCount: words, recordCount, details } = verdict;
  const columns = details?.['columnCount'];
  const unpacked = details?.['unpackedSizeInBytes'];
  return {
    verdict: 'PROCESSED',
    records: recordCount ?? lines,
    lines,
    words,
    bytes: typeof unpacked === 'number' ? unpacked : sizeInBytes,
    ...(typeof columns === 'number' && { columns }),
  };
}

export const ours: Variant = async (path) => {
  const { size: sizeInBytes } = statSync(path);
  const fileName = basename(path);
  const verdict = await measureFile({ fileName, sizeInBytes, body: openFile(path), limits: BENCH_LIMITS });
  return foundBy(verdict, sizeInBytes);
};
