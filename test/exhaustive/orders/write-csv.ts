// Writes drafts as CSV, in every manner that a sound CSV may have.
import type { Random } from '../kernels/random.ts';
import { HEAD, LINE } from './oracle-model.ts';
import type { DraftFile, DraftOrder } from './random-orders.ts';

const COLUMNS = [...HEAD, ...LINE, 'total'];

export interface CsvStyle {
  delimiter: string;
  newline: string;
}

function field(value: string, { delimiter }: CsvStyle, random: Random): string {
  const mustQuote = ['"', '\n', '\r', delimiter].some((piece) => value.includes(piece));
  return mustQuote || random.chance(0.1) ? `"${value.replaceAll('"', '""')}"` : value;
}

function rowsOf({ fields, lines }: DraftOrder, random: Random, isClean: boolean): string[][] {
  return lines.map((line) => {
    const all = { ...fields, ...line };
    const row = COLUMNS.map((name) => all[name] ?? '');
    if (!isClean && random.chance(0.02)) row[random.int(row.length)] = 'other';
    return row;
  });
}

export function writeCsv(draft: DraftFile, random: Random, style: CsvStyle): string {
  const header = !draft.isClean && random.chance(0.02) ? [...COLUMNS].reverse() : COLUMNS;
  const rows = draft.orders.flatMap((order) => rowsOf(order, random, draft.isClean));
  const lines = [header, ...rows].map((row) => {
    const text = row.map((value) => field(value, style, random)).join(style.delimiter);
    return random.chance(0.03) ? `${style.newline}${text}` : text;
  });
  return lines.join(style.newline) + (random.chance(0.8) ? style.newline : '');
}
