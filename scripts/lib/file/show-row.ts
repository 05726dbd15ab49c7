// The facts of one row as a person reads them; shared by all verbs.
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { Details, Json } from '../../../lambda/core/outcome.ts';
import { showText } from './show-text.ts';
import { isForgotten } from './tombstone.ts';

const NOTHING = '-';

/** 1234567 as 1,234,567; a dash when there is none. */
export function showCount(count: number | undefined): string {
  return count === undefined ? NOTHING : count.toLocaleString('en-US');
}

export function showSize(bytes: number | undefined): string {
  return bytes === undefined ? NOTHING : `${showCount(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

export function showStatus(row: FileRow): string {
  return isForgotten(row) ? `${row.status} (forgotten)` : row.status;
}

/** A tombstone's is no count. */
export function showRevision(row: FileRow): string {
  return isForgotten(row) ? NOTHING : String(row.revision);
}

/** Reason code and sentence; a tombstone has only the sentence. */
export function showReason({ reasonCode, reason }: FileRow): string {
  if (reasonCode === undefined && reason !== undefined) return showText(reason);
  if (reasonCode === undefined) return NOTHING;
  return reason === undefined ? reasonCode : `${reasonCode}: ${showText(reason)}`;
}

/** `delimiter: ";", columns: a, b` */
export function showDetails(details: Details | undefined): string {
  return showMembers(details ?? {}) || NOTHING;
}

function showMembers(members: object): string {
  return Object.entries(members as Details)
    .map(([name, value]) => `${showText(name)}: ${showValue(value)}`)
    .join(', ');
}

function showValue(value: Json): string {
  if (typeof value === 'string') return `"${showText(value)}"`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => showValue(item)).join(', ')}]`;
  return `{${showMembers(value)}}`;
}

/** What the machine and the people were told. */
export function showNotification(row: FileRow): string {
  const { notification, audience } = row;
  if (notification === undefined || isForgotten(row)) return NOTHING;
  const to =
    audience === 'machines'
      ? 'machines only; the minute had too many files for people'
      : 'people and machines';
  return notification === 'SENT' ? `sent to ${to}` : `pending, to ${to}`;
}

/** How long it took from upload to verdict. */
export function showDuration(row: FileRow): string {
  const { uploadedAt, processedAt } = row;
  if (processedAt === undefined || isForgotten(row)) return NOTHING;
  const ms = Date.parse(processedAt) - Date.parse(uploadedAt);
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** An optional text that is ours or a store's, not chosen by a stranger; escaped all the same. */
export function showOptional(text: string | undefined): string {
  return text === undefined ? NOTHING : showText(text);
}
