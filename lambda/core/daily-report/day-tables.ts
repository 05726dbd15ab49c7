// The tables of a daily report. One that would have no line is left out.
import { bytesText, numberText } from '../notices/for-people.ts';
import { durationText } from './figures.ts';
import { element, name, strange, table, text, type Html, type Table } from './html-parts.ts';
import {
  type ByStatus,
  type DailyReport,
  type Percentiles,
  type RankedFile,
  STATUSES,
} from './report-types.ts';

const HEADS = ['Processed', 'Rejected', 'Failed', 'Deleted'];
const count = (value: number) => text(numberText(value));
const counts = (byStatus: ByStatus) => STATUSES.map((status) => count(byStatus[status]));

export function dayTables(report: DailyReport): Html[] {
  return [
    ...section('By type and reason', [types(report), reasons(report)]),
    ...section('Sizes and durations', [percentiles(report)]),
    ...section('Largest and slowest files', [
      ranked('The largest files', report.largest),
      ranked('The slowest files, from upload to result', report.slowest),
    ]),
    ...section('The days before', [days(report)]),
  ];
}

function section(title: string, tables: readonly Table[]): Html[] {
  const filled = tables.filter(({ rows }) => rows.length > 0);
  return filled.length === 0 ? [] : [element('section', element('h2', text(title)), ...filled.map(table))];
}

function types({ byType }: DailyReport): Table {
  return {
    caption: 'Files by type',
    columns: ['Type', 'Files', ...HEADS, 'Bytes'],
    rows: byType.map((one) => [
      strange(one.fileType),
      count(one.count),
      ...counts(one.byStatus),
      text(bytesText(one.bytes)),
    ]),
  };
}

function reasons({ byReason }: DailyReport): Table {
  return {
    caption: 'Rejected and failed files by reason',
    columns: ['Reason', 'Files'],
    rows: byReason.map((one) => [strange(one.reasonCode), count(one.count)]),
  };
}

function percentiles({ sizeInBytes, durationInMs, total }: DailyReport): Table {
  const row = (what: string, values: Percentiles, shown: (value: number) => string) => [
    text(what),
    count(values.count),
    ...[values.p50, values.p90, values.p95, values.p99, values.max].map((value) =>
      text(value === null ? '–' : shown(value)),
    ),
  ];
  return {
    caption: 'So many percent of the files are not above',
    columns: ['', 'Files', '50 %', '90 %', '95 %', '99 %', '100 %'],
    rows:
      total === 0
        ? []
        : [row('Size', sizeInBytes, bytesText), row('Upload to result', durationInMs, durationText)],
  };
}

function ranked(caption: string, files: readonly RankedFile[]): Table {
  return {
    caption,
    columns: ['File', 'Type', 'Status', 'Size', 'Duration'],
    texts: 3,
    rows: files.map((file) => [
      name(file.fileName),
      file.fileType === null ? text('–') : strange(file.fileType),
      strange(file.status),
      text(file.fileSize === null ? '–' : bytesText(file.fileSize)),
      text(durationText(file.durationInMs)),
    ]),
  };
}

function days({ daysBefore }: DailyReport): Table {
  return {
    caption: 'As their reports told when this one was made',
    columns: ['Day', 'Files', ...HEADS, '95 % done within'],
    rows: daysBefore.map((before) => [
      text(before.day),
      count(before.total),
      ...counts(before.byStatus),
      text(before.durationP95InMs === null ? '–' : durationText(before.durationP95InMs)),
    ]),
  };
}
