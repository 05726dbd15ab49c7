// A row as `--json` shows it: the public attributes of the report and what an operator wants beyond them; absent values are null.
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { isTerminal, PUBLIC_ATTRIBUTES } from '../../../lambda/core/file-row.ts';
import { normalizedKeyOf } from '../../../lambda/core/order-files/order-file.ts';
import { reportKeyOf } from '../../../lambda/core/report/file-report.ts';
import { isForgotten } from './tombstone.ts';

/** Beyond the report: how the work stands. */
const WORK_ATTRIBUTES = [
  'attempt',
  'redriveRounds',
  'leaseUntil',
  'nextTryAt',
  'notification',
  'audience',
  'expiresAt',
] as const;

type Shown = (typeof PUBLIC_ATTRIBUTES)[number] | (typeof WORK_ATTRIBUTES)[number];

/** Every field is always there. `ordersKey` is that of the normalized orders, null for other files. `reportKey` is null until the file has its verdict, and again when it was forgotten. */
export type FileRecord = { [Name in Shown]: FileRow[Name] | null } & {
  reportKey: string | null;
  ordersKey: string | null;
  isForgotten: boolean;
};

export function toRecord(row: FileRow): FileRecord {
  const fields = [...PUBLIC_ATTRIBUTES, ...WORK_ATTRIBUTES].map((name) => [name, row[name] ?? null]);
  return {
    ...(Object.fromEntries(fields) as FileRecord),
    reportKey: reportKeyFor(row) ?? null,
    ordersKey: ordersKeyFor(row) ?? null,
    isForgotten: isForgotten(row),
  };
}

/** Undefined while there can be no report yet, or none any more. */
export function reportKeyFor(row: FileRow): string | undefined {
  return isTerminal(row) && !isForgotten(row) ? reportKeyOf(row.documentId) : undefined;
}

/** Undefined where no orders were accepted, or the file is forgotten. */
export function ordersKeyFor(row: FileRow): string | undefined {
  return row.stagedKey === undefined ? undefined : normalizedKeyOf(row.documentId);
}
