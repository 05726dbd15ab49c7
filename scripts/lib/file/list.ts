// `npm run file -- list`: the files of one UTC day, or those that are still in work.
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { Status } from '../../../lambda/core/outcome.ts';
import { UserError } from '../user-error.ts';
import { drawTable } from './draw-table.ts';
import { toRecord } from './file-record.ts';
import { collect, readAgain } from './look-up.ts';
import { showCount, showOptional } from './show-row.ts';
import { showText } from './show-text.ts';
import type { Files, Verb } from './verb.ts';

const STATUSES: readonly Status[] = ['PROCESSING', 'PROCESSED', 'REJECTED', 'FAILED', 'DELETED'];
const HEAD = ['Time', 'Status', 'Type', 'Bytes', 'Records', 'Lines', 'Words', 'Reason', 'File'];

export const list: Verb = {
  usage: 'list',
  description:
    'the files whose verdict fell on a day, in the order of the verdicts; with --status PROCESSING those that have none yet',
  options: [
    [
      '--day <day>',
      'YYYY-MM-DD in UTC (default: today); for files in work the day of the upload (default: any)',
    ],
    ['--status <status>', `only these: ${STATUSES.join(', ')}`],
  ],
  run: async (files, _argument, { day, status }) => {
    const wanted = { day: day === undefined ? undefined : parseDay(day), status: parseStatus(status) };
    const rows = await collect(findRows(files, wanted));
    return { json: rows.map(toRecord), text: textOf(rows, describe(files, wanted)) };
  },
};

interface Wanted {
  day: string | undefined;
  status: Status | undefined;
}

async function* findRows(files: Files, { day, status }: Wanted): AsyncGenerator<FileRow> {
  if (status === 'PROCESSING') {
    // A file without a verdict belongs to no day yet; the index of open rows knows it.
    for await (const row of readAgain(files, files.index.open()))
      if (row.status === status && (day === undefined || row.uploadedAt.startsWith(day))) yield row;
    return;
  }
  const processedDay = day ?? files.today;
  for await (const row of readAgain(files, hitsOf(files, processedDay, status)))
    if (row.processedDay === processedDay && (status === undefined || row.status === status)) yield row;
}

/** A verdict changes only by a replay, which takes the row off the index for a while: hits of another status are not worth a read. */
async function* hitsOf({ index }: Files, day: string, status: Status | undefined): AsyncGenerator<FileRow> {
  for await (const hit of index.byDay(day)) if (status === undefined || hit.status === status) yield hit;
}

function parseDay(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay && new Date(text).toISOString().startsWith(text)) return text;
  throw new UserError(`"${showText(text)}" is not a day; write it like 2026-01-31.`);
}

function parseStatus(text: string | undefined): Status | undefined {
  if (text === undefined) return undefined;
  const status = STATUSES.find((known) => known === text.toUpperCase());
  if (status) return status;
  throw new UserError(`"${showText(text)}" is not a status; use one of ${STATUSES.join(', ')}.`);
}

function describe({ environmentName, today }: Files, { day, status }: Wanted): string {
  const scope = status === 'PROCESSING' ? day && `uploaded on ${day}` : `of ${day ?? today}`;
  return [scope, status && `with status ${status}`, `in the environment ${environmentName}`]
    .filter(Boolean)
    .join(' ');
}

function textOf(rows: readonly FileRow[], scope: string): string {
  if (rows.length === 0) return `No files ${scope}.`;
  const title = `${showCount(rows.length)} ${rows.length === 1 ? 'file' : 'files'} ${scope}`;
  return `${title}\n${drawTable({ head: HEAD, rows: rows.map(cellsOf) })}`;
}

function cellsOf(row: FileRow): string[] {
  return [
    row.processedAt ?? row.uploadedAt,
    row.status,
    showOptional(row.fileType),
    showCount(row.fileSize),
    showCount(row.recordCount),
    showCount(row.lineCount),
    showCount(row.wordCount),
    showOptional(row.reasonCode),
    showText(row.fileName),
  ];
}
