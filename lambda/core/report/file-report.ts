// The report of one file: a pure function of its committed row.
import { PUBLIC_ATTRIBUTES, type FileRow } from '../file-row.ts';

/** Key in the reports bucket. The raw key of the file is a field of the report, never part of a path. */
export function reportKeyOf(documentId: string): string {
  return `processed/${documentId}.json`;
}

/** The row's public attributes, field by field; a value that does not exist is null. The same row gives the same bytes. */
export function fileReport(row: FileRow): Buffer {
  const fields = PUBLIC_ATTRIBUTES.map((name) => [name, inFixedOrder(row[name]) ?? null]);
  return Buffer.from(`${JSON.stringify({ schemaVersion: 1, ...Object.fromEntries(fields) }, null, 2)}\n`);
}

/** A table gives the members of a map back in any order, also of a map within a list. */
export function inFixedOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inFixedOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inFixedOrder(member)]));
}
