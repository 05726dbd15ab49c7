// Draws tables that fit the terminal; the last column takes what is left and wraps.
import Table from 'cli-table3';

/** Where the output is no terminal, for instance a pipe or a log. */
const DEFAULT_WIDTH = 140;
const NARROWEST_LAST_COLUMN = 24;
/** The spaces on either side of a cell; cli-table3 counts them as part of the column. */
const PADDING = 2;

/** cli-table3 takes quadratic time (4,000 rows: 13 s), so long tables are drawn in pieces and put together. */
const ROWS_AT_ONCE = 10;

type Rows = readonly (readonly string[])[];

export interface TableContent {
  /** Without one, the first column names the facts. */
  head?: readonly string[];
  rows: Rows;
}

/** Cells must have been escaped before. Plain text, no colours: it is piped, logged and compared. */
export function drawTable({ head = [], rows }: TableContent, width = terminalWidth()): string {
  const columns = columnWidths(head.length > 0 ? [head, ...rows] : rows, width);
  const chunks = Array.from({ length: Math.max(1, Math.ceil(rows.length / ROWS_AT_ONCE)) }, (_, i) =>
    rows.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
  );
  const lines = chunks.flatMap((chunk, i) => {
    const isFirst = i === 0;
    const drawn = drawChunk(isFirst ? head : [], chunk, columns).split('\n');
    // Between chunks the lower border of one and the upper border of the next are left out.
    return drawn.slice(isFirst ? 0 : 1, i === chunks.length - 1 ? undefined : -1);
  });
  return lines.join('\n');
}

function drawChunk(head: readonly string[], rows: Rows, columns: number[]): string {
  const widthOfLast = (columns.at(-1) ?? 0) - PADDING;
  const table = new Table({
    head: [...head],
    colWidths: columns,
    style: { head: [], border: [], compact: true },
  });
  // Wrapped here, because cli-table3 cuts wide characters off when it wraps without spaces.
  table.push(...rows.map((row) => [...row.slice(0, -1), wrap(row.at(-1) ?? '', widthOfLast)]));
  return table.toString();
}

function terminalWidth(): number {
  return process.stdout.columns ?? DEFAULT_WIDTH;
}

/** Every column as wide as its widest cell, the last one at most as wide as the rest of the line. */
function columnWidths(rows: Rows, width: number): number[] {
  const count = Math.max(...rows.slice(0, 1).map((row) => row.length));
  const widest = Array.from({ length: count }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, placesOf(row[column] ?? '')), 0),
  );
  const others = widest.slice(0, -1).map((cell) => cell + PADDING);
  const borders = count + 1;
  const left = width - borders - others.reduce((sum, cell) => sum + cell, 0);
  return [...others, Math.max(NARROWEST_LAST_COLUMN, Math.min((widest.at(-1) ?? 0) + PADDING, left))];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Splits into lines of at most so many places, between characters as people see them. */
function wrap(text: string, places: number): string {
  if (placesOf(text) <= places) return text;
  const lines = [''];
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const needed = placesOf(segment);
    if (used + needed > places) {
      lines.push('');
      used = 0;
    }
    lines.push(`${lines.pop() ?? ''}${segment}`);
    used += needed;
  }
  return lines.join('\n');
}

/** Places in a terminal, rather too many than too few: everything beyond the Latin letters may be wide. */
function placesOf(text: string): number {
  let places = 0;
  for (const character of text) places += character > '\u02ff' ? 2 : 1;
  return places;
}
