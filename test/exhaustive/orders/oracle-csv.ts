// The oracle's reader of CSV: csv-parse over the whole file.
import { parse } from 'csv-parse/sync';
import { HEAD, LINE } from './oracle-model.ts';
import type { Fault, Part, RawFile, RawOrder, RawValue } from './oracle-model.ts';

const COLUMNS = [...HEAD, ...LINE, 'total'];

interface Row {
  line: number;
  fields: string[];
}

function rowsOf(text: string, delimiter: string): Row[] {
  const parsed = parse(text, {
    delimiter,
    info: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n'],
  }) as unknown as { info: { bytes: number }; record: string[] }[];
  const bytes = Buffer.from(text);
  return parsed.map(({ info, record }) => {
    // Not `info.lines`: that counts CR LF inside quotes as two.
    const before = bytes.toString('latin1', 0, info.bytes);
    const lineFeeds = before.split('\n').length - 1 - (before.endsWith('\n') ? 1 : 0);
    return { line: 1 + lineFeeds - (record.join('').split('\n').length - 1), fields: record };
  });
}

const rowValues = ({ fields }: Row): Record<string, RawValue> =>
  Object.fromEntries(COLUMNS.map((name, at) => [name, { text: fields[at] as string, kind: 'plain' }]));

function partsOf(rows: readonly Row[]): Part[] {
  const [first] = rows as [Row];
  return rows.flatMap((row) => {
    const faults: Fault[] = [...HEAD, 'total']
      .filter((name) => row.fields[COLUMNS.indexOf(name)] !== first.fields[COLUMNS.indexOf(name)])
      .map((field) => ({ line: row.line, field, rule: 'rows-agree' }));
    return [...faults.map((fault) => ({ fault })), { line: row.line, values: rowValues(row), faults: [] }];
  });
}

/** Reads a CSV whose delimiter is known. */
export function parseCsv(text: string, delimiter: string): RawFile {
  const [header, ...rows] = rowsOf(text, delimiter) as [Row, ...Row[]];
  if (JSON.stringify(header.fields) !== JSON.stringify(COLUMNS)) {
    return { faults: [{ before: 0, line: header.line, field: 'header', rule: 'header' }], orders: [] };
  }
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last && last[0]?.fields[0] === row.fields[0]) last.push(row);
    else groups.push([row]);
  }
  const orders = groups.map((group): RawOrder => {
    const [first] = group as [Row];
    const hasManyTotals = group.some(({ fields }) => fields[8] !== first.fields[8]);
    return { line: first.line, faults: [], values: rowValues(first), parts: partsOf(group), hasManyTotals };
  });
  return { faults: [], orders };
}
