// The files of a load: 1 to 64 KB, in the formats of the samples, one in eight of them bad. What file number n is depends on n alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { MixedFile } from '../lib/outside/mixed-files.ts';
import { FORMATS, sizedFile, type Format } from '../lib/outside/sized-files.ts';
import { ROOT } from '../lib/root.ts';
import { seeded } from '../lib/seeded.ts';

const LEAST_IN_BYTES = 1_000;
const MOST_IN_BYTES = 64_000;
/** So many different bodies; then they repeat under other keys. To make 50,000 would take longer than to process them. */
const DIFFERENT_FILES = 64;

/** Eight in a row: five text formats good, packed CSV, a PDF, and a bad file of each format in turn. */
const KINDS = [...FORMATS, 'csv.gz', 'pdf', 'bad'] as const;

type Body = Omit<MixedFile, 'key'> & { extension: string };

/** Files number 0 to count - 1; the prefix keeps the keys of two runs apart. */
export function loadFiles(count: number, prefix: string): MixedFile[] {
  const bodies = Array.from({ length: Math.min(count, DIFFERENT_FILES) }, (_, n) => bodyOf(n));
  return Array.from({ length: count }, (_, n) => {
    const { extension, ...rest } = bodies[n % DIFFERENT_FILES] as Body;
    return { ...rest, key: `${prefix}${n}.${extension}` };
  });
}

/** Sizes are spread evenly over their logarithm: most files are small, some are not. */
function bodyOf(n: number): Body {
  const sizeInBytes = Math.round(LEAST_IN_BYTES * (MOST_IN_BYTES / LEAST_IN_BYTES) ** seeded(n)());
  const kind = KINDS[n % KINDS.length] as (typeof KINDS)[number];
  if (kind === 'pdf') return invoice();
  if (kind === 'bad') {
    const format = FORMATS[Math.floor(n / KINDS.length) % FORMATS.length] as Format;
    const { extension, body, reasonCode } = sizedFile({ format, sizeInBytes, seed: n, isBad: true });
    return { extension, body, expected: { status: 'REJECTED', ...(reasonCode && { reasonCode }) } };
  }
  const format = kind === 'csv.gz' ? 'csv' : kind;
  const { extension, body, recordCount } = sizedFile({ format, sizeInBytes, seed: n });
  return {
    extension: kind === 'csv.gz' ? kind : extension,
    body: kind === 'csv.gz' ? gzipSync(body) : body,
    expected: { status: 'PROCESSED', ...(recordCount !== undefined && { recordCount }) },
  };
}

function invoice(): Body {
  const body = readFileSync(join(ROOT, 'samples', 'invoice.pdf'));
  return { extension: 'pdf', body, expected: { status: 'PROCESSED' } };
}
