// The files table in memory: interprets a RowWrite by the rules of DynamoDB. Every method is async and has one effect.
import type { Counters } from '../../../lambda/core/digest/digest-run.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { FilesIndex, FilesTable, KnownRows } from '../../../lambda/core/ports.ts';
import type { Condition, RowWrite, Value, WriteResult } from '../../../lambda/core/row-write.ts';

type Item = Record<string, unknown>;

export interface MemoryFilesTable extends FilesTable, FilesIndex, KnownRows, Counters {
  /** A copy of every row, in the order of creation. */
  rows(): FileRow[];
  /** Puts a row as it is, past all conditions. */
  load(row: FileRow): void;
  /** Removes a row as an operator could. */
  remove(documentId: string): void;
}

/** Rows are replaced and never changed in place, so a row that was handed out stays as it was. */
export function createMemoryFilesTable(initial: readonly FileRow[] = []): MemoryFilesTable {
  const items = new Map<string, Item>(initial.map((row) => [row.documentId, { ...row }]));
  const counters = new Map<string, number>();
  const rows = () => [...items.values()].map((item) => copyOf(item));
  return {
    rows,
    load: (row) => void items.set(row.documentId, { ...row }),
    remove: (documentId) => void items.delete(documentId),
    get: async (documentId) => {
      const item = items.get(documentId);
      return item && copyOf(item);
    },
    write: async (write) => applyWrite(items, write),
    count: async ({ name, amount = 1 }) => {
      const value = (counters.get(name) ?? 0) + amount;
      counters.set(name, value);
      return value;
    },
    read: async (name) => counters.get(name) ?? 0,
    byFile: (fileName) =>
      stream(
        rows().filter((row) => row.fileName === fileName),
        (a, b) => compareUploads(a, b),
      ),
    byDay: (day, times) =>
      stream(
        rows().filter((row) => row.daySlot?.split('#')[0] === day && isBetween(row.processedAt, times)),
        (a, b) => compareTexts(a.processedAt, b.processedAt) || compareTexts(a.documentId, b.documentId),
      ),
    existing: async (documentIds) => new Set(documentIds.filter((documentId) => items.has(documentId))),
    open: (dueBefore) =>
      stream(
        rows().filter((row) => isOpen(row) && (dueBefore === undefined || (row.nextTryAt ?? '') < dueBefore)),
        (a, b) => compareTexts(a.nextTryAt, b.nextTryAt) || compareTexts(a.documentId, b.documentId),
      ),
  };
}

function isBetween(time: string | undefined, times?: { from: string; to: string }): boolean {
  return time !== undefined && (times === undefined || (time >= times.from && time <= times.to));
}

function isOpen({ openShard, nextTryAt }: FileRow): boolean {
  return openShard !== undefined && nextTryAt !== undefined;
}

function applyWrite(items: Map<string, Item>, write: RowWrite): WriteResult {
  refuseOverlap(write);
  const before = items.get(write.documentId);
  if (!holds(write.condition, before ?? {}))
    return { written: false, ...(before && { row: copyOf(before) }) };
  const after = updated(before ?? {}, write);
  items.set(write.documentId, after);
  return { written: true, row: copyOf(after) };
}

/** Every part of the update sees the row as it was before. */
function updated(before: Item, { documentId, set, setIfAbsent, add, remove = [] }: RowWrite): Item {
  const missing = present(setIfAbsent).filter(([name]) => before[name] === undefined);
  const sums = present(add).map(([name, value]) => [name, sum(before[name], Number(value))]);
  const after: Item = {
    ...before,
    ...Object.fromEntries([...present(set), ...missing, ...sums]),
    documentId,
  };
  for (const name of remove) delete after[name];
  return after;
}

function present(attributes: object = {}): [string, unknown][] {
  return Object.entries(attributes).filter(([, value]) => value !== undefined);
}

/** DynamoDB refuses an update that touches an attribute twice, or the key; here too, so that no step of the protocol can do it unseen. */
function refuseOverlap({ set, setIfAbsent, add, remove = [] }: RowWrite): void {
  const names = [set, setIfAbsent, add].flatMap((part) => present(part).map(([name]) => name)).concat(remove);
  if (names.includes('documentId') || new Set(names).size !== names.length)
    throw new TypeError(`One update touches an attribute twice, or the key: ${names.join(', ')}.`);
}

function sum(before: unknown, value: number): number {
  if (before !== undefined && typeof before !== 'number')
    throw new TypeError('Only numbers can be added to.');
  return (before ?? 0) + value;
}

function holds(condition: Condition, item: Item): boolean {
  switch (condition.op) {
    case 'and':
      return condition.of.every((part) => holds(part, item));
    case 'or':
      return condition.of.some((part) => holds(part, item));
    case 'exists':
      return item[condition.name] !== undefined;
    case 'absent':
      return item[condition.name] === undefined;
    case 'equals':
      return isSame(item[condition.name], condition.value);
    case 'differs':
      return !isSame(item[condition.name], condition.value);
    case 'less':
      return isLess(item[condition.name], condition.value);
  }
}

/** Values of different types are never the same and never less. */
function isSame(actual: unknown, value: unknown): boolean {
  if (typeof actual !== 'object' || typeof value !== 'object') return actual === value;
  const [left, right] = [Object.entries(actual ?? {}), Object.entries(value ?? {})];
  return (
    Array.isArray(actual) === Array.isArray(value) &&
    left.length === right.length &&
    right.every(([name, part]) => isSame((actual as Item)[name], part))
  );
}

function isLess(actual: unknown, value: Value): boolean {
  if (typeof actual === 'number' && typeof value === 'number') return actual < value;
  if (typeof actual === 'string' && typeof value === 'string')
    return Buffer.compare(Buffer.from(actual), Buffer.from(value)) < 0;
  if (typeof value === 'string' || typeof value === 'number') return false;
  throw new TypeError('A condition "less" compares texts or numbers only.');
}

function copyOf(item: Item): FileRow {
  return { ...item } as unknown as FileRow;
}

async function* stream(
  rows: FileRow[],
  compare: (a: FileRow, b: FileRow) => number,
): AsyncGenerator<FileRow> {
  yield* rows.sort(compare);
}

function compareUploads(a: FileRow, b: FileRow): number {
  return (
    compareTexts(a.uploadedAt, b.uploadedAt) ||
    compareSequencers(a.sequencer, b.sequencer) ||
    compareTexts(a.documentId, b.documentId)
  );
}

/** Hex texts of unequal length: the shorter one continues with zeros. */
function compareSequencers(a = '', b = ''): number {
  const width = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((text) => BigInt(`0x0${text.padEnd(width, '0')}`));
  if (left === right) return 0;
  return (left ?? 0n) < (right ?? 0n) ? -1 : 1;
}

function compareTexts(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
