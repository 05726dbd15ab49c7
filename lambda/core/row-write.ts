// A conditional write as data: the protocol states its conditions here once, the DynamoDB adapter and the in-memory table both interpret them.
import type { FileRow, RowAttribute } from './file-row.ts';

export type Value = string | number | boolean | Record<string, unknown>;

/** A condition over one row. As in DynamoDB, comparing an absent attribute is false, except `differs`, which is true. */
export type Condition =
  | { op: 'exists' | 'absent'; name: RowAttribute }
  | { op: 'equals' | 'differs' | 'less'; name: RowAttribute; value: Value }
  | { op: 'and' | 'or'; of: readonly Condition[] };

/** One update of one row; it happens as a whole or not at all. A missing row is created. */
export interface RowWrite {
  documentId: string;
  /** Name of the step, for logs and fault plans. */
  step: string;
  condition: Condition;
  set?: Partial<FileRow>;
  /** Set only where the row has no such attribute yet. */
  setIfAbsent?: Partial<FileRow>;
  /** Added to a number; an absent one counts as 0. */
  add?: { attempt?: number; redriveRounds?: number };
  remove?: readonly RowAttribute[];
}

/** Result of a write: the row after it, or the row that stood in its way (absent when there is none). */
export type WriteResult = { written: true; row: FileRow } | { written: false; row?: FileRow };

export const exists = (name: RowAttribute): Condition => ({ op: 'exists', name });
export const absent = (name: RowAttribute): Condition => ({ op: 'absent', name });
export const equals = (name: RowAttribute, value: Value): Condition => ({ op: 'equals', name, value });
export const differs = (name: RowAttribute, value: Value): Condition => ({ op: 'differs', name, value });
export const less = (name: RowAttribute, value: Value): Condition => ({ op: 'less', name, value });
export const and = (...of: Condition[]): Condition => ({ op: 'and', of });
export const or = (...of: Condition[]): Condition => ({ op: 'or', of });
