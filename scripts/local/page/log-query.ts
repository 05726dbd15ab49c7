// As much of the language of Logs Insights as our dashboard uses: sources, fields, a filter of equalities, newest first, a limit.
import type { LogLine } from './facts.ts';

export interface LogQuery {
  groupNames: string[];
  fields: string[];
  /** A line fits when one of them is met. */
  anyOf: { field: string; value: string }[];
  limit: number;
}

const MOST_LINES = 1000;

type Reader = (query: LogQuery, rest: string) => boolean;

const READERS: Readonly<Record<string, Reader>> = {
  SOURCE: (query, rest) => {
    const [, name] = /^'([^']+)'$/.exec(rest) ?? [];
    return name !== undefined && query.groupNames.push(name) > 0;
  },
  fields: (query, rest) => {
    query.fields = rest.split(',').map((field) => field.trim());
    return query.fields.every((field) => /^[@\w.]+$/.test(field));
  },
  filter: (query, rest) =>
    rest.split(/ or /).every((one) => {
      const [, field, value] = /^([\w.]+) = "([^"]*)"$/.exec(one.trim()) ?? [];
      return field !== undefined && value !== undefined && query.anyOf.push({ field, value }) > 0;
    }),
  sort: (_query, rest) => rest === '@timestamp desc',
  limit: (query, rest) => {
    query.limit = Number(rest);
    return Number.isInteger(query.limit) && query.limit > 0 && query.limit <= MOST_LINES;
  },
};

/** The query, or the part of it that is more than the local page can answer. */
export function parseLogQuery(text: string): LogQuery | { unknown: string } {
  const query: LogQuery = { groupNames: [], fields: [], anyOf: [], limit: MOST_LINES };
  for (const part of text.split('|').map((piece) => piece.trim())) {
    const [word = '', rest = ''] = part.split(/\s+(.*)/s);
    if (!Object.hasOwn(READERS, word) || READERS[word]?.(query, rest) !== true) return { unknown: part };
  }
  return query;
}

/** The value of a field such as `error.message`. */
function valueAt(fields: LogLine['fields'], path: string): unknown {
  const step = (node: unknown, key: string) =>
    typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined;
  return path.split('.').reduce<unknown>(step, fields);
}

/** Cells of the lines that fit, the newest first. */
export function answerLogQuery({ fields, anyOf, limit }: LogQuery, lines: readonly LogLine[]): string[][] {
  return lines
    .filter(
      (line) => anyOf.length === 0 || anyOf.some(({ field, value }) => valueAt(line.fields, field) === value),
    )
    .toSorted((a, b) => b.at - a.at)
    .slice(0, limit)
    .map((line) => fields.map((field) => cell(line, field)));
}

function cell(line: LogLine, field: string): string {
  if (field === '@timestamp') return new Date(line.at).toISOString().slice(0, 19).replace('T', ' ');
  const value = valueAt(line.fields, field);
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
