// The CSV kernel and what it is compared with: csv-parse and the places that are kept beside it.
import { readdirSync, readFileSync } from 'node:fs';
import { createCsvReader } from '../../../lambda/core/formats/csv.ts';
import { createCsvReferenceReader } from '../../../lambda/core/formats/reference/csv-reference.ts';
import type { Limits } from '../../../lambda/core/limits.ts';
import type { Input, Subject } from './harness.ts';
import { mutate } from './random.ts';
import type { Random } from './random.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const FILES = readdirSync(FIXTURES)
  .filter((name) => /^csv-.*\.csv$/.test(name))
  .map((name) => readFileSync(new URL(name, FIXTURES)))
  .filter(({ length }) => length < 4_000);

const SPECIAL = '",;\n\r\t|xé ';
/** Pieces that make rows which are nearly right. */
const PIECES = [
  '1,2\n',
  'x,"y"\r\n',
  '"p\nq",r\n',
  '"",é\n',
  '\n',
  '\r\n',
  '"',
  ',',
  '\r',
  '3,4,5\n',
  'z',
  '""',
  '"a""b",',
  'x'.repeat(30),
];

/** One field as a writer makes it; quoted when it must be, and sometimes when it need not be. */
function field(random: Random, delimiter: string): string {
  const text = random.text(
    ['a', 'bc', '1', '12.50', 'é', '山', ' ', '"', delimiter, '\n', '\r\n', 'word'],
    random.chance(0.05) ? 40 : 4,
  );
  const mustQuote = /["\r\n]/.test(text) || text.includes(delimiter);
  return mustQuote || random.chance(0.2) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table of one width. */
function table(random: Random): Buffer {
  const delimiter = random.pick([',', ',', ',', ';', '\t', '|']);
  const end = random.pick(['\n', '\n', '\r\n']);
  const width = random.chance(0.15) ? 1 : 1 + random.int(random.chance(0.1) ? 40 : 5);
  const row = () => Array.from({ length: width }, () => field(random, delimiter)).join(delimiter);
  const rows = Array.from(
    { length: random.int(random.chance(0.2) ? 40 : 6) },
    () => row() + (random.chance(0.03) ? end + end : end),
  );
  const header = Array.from({ length: width }, (_, at) => `c${at}`).join(delimiter);
  const tail = random.chance(0.3) ? row() : '';
  return Buffer.from((random.chance(0.8) ? header : row()) + end + rows.join('') + tail);
}

/** Short fields over many chunks of 64 bytes with at most one fault, so that it falls on the border of two chunks often enough. */
function longTable(random: Random): Buffer {
  const delimiter = random.pick([',', ';']);
  const end = random.pick(['\n', '\r\n']);
  const fields = [
    '1',
    '22',
    '',
    'é',
    '"q"',
    '""',
    '"""q"',
    `"${delimiter}"`,
    '"\n"',
    'abc',
    'a long text',
    '"x""y"',
  ];
  const width = 1 + random.int(12);
  const count = 8 + random.int(40);
  const row = () => Array.from({ length: width }, () => random.pick(fields)).join(delimiter) + end;
  const text = Array.from({ length: count }, row).join('');
  const at = random.int(text.length);
  const slip = random.pick([
    '',
    '"',
    delimiter,
    '\n',
    '\r',
    'x',
    '"x',
    'x"',
    `${delimiter}"`,
    '\r\n',
    delimiter.repeat(20),
  ]);
  return Buffer.from(text.slice(0, at) + slip + text.slice(random.chance(0.5) ? at : at + 1));
}

function bytesOf(random: Random): Buffer {
  const kind = random.int(13);
  if (kind < 2)
    return Buffer.from(
      'a,"b\n""c"\r\n'.slice(0, random.chance(0.7) ? undefined : random.int(8)) + random.text(PIECES, 40),
    );
  if (kind > 9) return longTable(random);
  const good = kind < 9 ? table(random) : random.pick(FILES);
  return random.chance(0.45) ? mutate(good, random, SPECIAL) : good;
}

function limitsOf(random: Random): Partial<Limits> {
  const size = random.pick([30, 64, 100, 300]);
  return {
    ...(random.chance(0.15) && { maxRecordSizeInBytes: 1 + random.int(size) }),
    ...(random.chance(0.15) && { maxCsvColumns: 1 + random.int(14) }),
  };
}

export const CSV: Subject = {
  name: 'csv',
  create: createCsvReader,
  reference: createCsvReferenceReader,
  generate: (random): Input => ({ bytes: bytesOf(random), limits: limitsOf(random) }),
};
