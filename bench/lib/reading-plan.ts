// Which ways to read a file are measured, and which of them are compared.
import type { BenchFormat } from '../data/shapes.ts';
import type { NodeVariant } from '../variants/index.ts';
import type { GoalName } from './goals.ts';
import type { CountName } from './measurement.ts';

/** A way to read: `<format>/<way>`; gzip is of text. */
export interface Way {
  id: string;
  content: BenchFormat | 'gzip';
  program: 'node' | 'python' | 'wc';
  /** Takes the whole file into memory, so it does not get the largest one (V8 has no string of 1 GB, Python would need 10 GB). */
  isWhole: boolean;
}

const WHOLE = new Set(['json/json-parse', 'text/python', 'json/python']);

const NODE: readonly NodeVariant[] = [
  'text/ours',
  'text/readline',
  'csv/ours',
  'csv/csv-parse',
  'csv/csv-parse-arrays',
  'csv/udsv',
  'ndjson/ours',
  'ndjson/readline',
  'json/ours',
  'json/stream-json',
  'json/json-parse',
  'xml/ours',
  'xml/saxes',
  'gzip/ours',
  'gzip/gunzip',
  'gzip/gunzip-readline',
];

const PYTHON = ['text/python', 'csv/python', 'ndjson/python', 'json/python', 'xml/python'];
const WC = ['text/wc-l', 'text/wc-lw'];

const waysOf = (program: Way['program'], ids: readonly string[]): Way[] =>
  ids.map((id) => ({
    id,
    content: id.slice(0, id.indexOf('/')) as Way['content'],
    program,
    isWhole: WHOLE.has(id),
  }));

/** Grouped by what they read, so that what is compared runs close together. */
export const WAYS: readonly Way[] = [
  ...waysOf('node', NODE),
  ...waysOf('python', PYTHON),
  ...waysOf('wc', WC),
].sort(
  (a, b) =>
    NODE.findIndex((id) => id.startsWith(a.content)) - NODE.findIndex((id) => id.startsWith(b.content)),
);

/** The speed of `of` over that of `over`; both must have found the same. */
export interface Comparison {
  name: GoalName;
  of: string;
  over: string;
  same: readonly CountName[];
}

const TEXT = ['lines', 'words'] as const;
const TABLE = ['records', 'columns'] as const;
const RECORDS = ['records'] as const;

export const COMPARISONS: readonly Comparison[] = [
  { name: 'text-vs-readline', of: 'text/ours', over: 'text/readline', same: TEXT },
  { name: 'text-vs-python', of: 'text/ours', over: 'text/python', same: TEXT },
  { name: 'text-vs-wc-lw', of: 'text/ours', over: 'text/wc-lw', same: TEXT },
  { name: 'csv-vs-csv-parse', of: 'csv/ours', over: 'csv/csv-parse', same: TABLE },
  { name: 'csv-vs-udsv', of: 'csv/ours', over: 'csv/udsv', same: TABLE },
  { name: 'ndjson-vs-readline-json-parse', of: 'ndjson/ours', over: 'ndjson/readline', same: RECORDS },
  { name: 'ndjson-vs-python', of: 'ndjson/ours', over: 'ndjson/python', same: RECORDS },
  { name: 'json-array-vs-stream-json', of: 'json/ours', over: 'json/stream-json', same: RECORDS },
  { name: 'json-array-vs-json-parse', of: 'json/ours', over: 'json/json-parse', same: RECORDS },
  { name: 'json-array-vs-python', of: 'json/ours', over: 'json/python', same: RECORDS },
  { name: 'xml-vs-saxes', of: 'xml/ours', over: 'xml/saxes', same: RECORDS },
  { name: 'xml-vs-iterparse', of: 'xml/ours', over: 'xml/python', same: RECORDS },
  { name: 'gzip-count-vs-gunzip-readline', of: 'gzip/ours', over: 'gzip/gunzip-readline', same: TEXT },
  { name: 'gzip-count-vs-gunzip', of: 'gzip/ours', over: 'gzip/gunzip', same: ['bytes'] },
];
