// How the walk-through shows what became of one file.
import type { FileRow } from '../../lambda/core/file-row.ts';
import { orderCountOf } from './samples.ts';

export interface SampleResult {
  name: string;
  /** Undefined when the file did not end in time. */
  row?: FileRow;
  /** `s3://bucket/key` of the report, when it is there. */
  report?: string;
  /** The sentence of the notification. */
  notification?: string;
  /** What is otherwise than it should be. */
  problems: readonly string[];
}

const STATUS_WIDTH = 9;
const LABEL_WIDTH = 14;

/** Some lines of text; they carry no colour, so that a log keeps them readable. */
export function sampleCard(result: SampleResult, nameWidth: number): string {
  const { row, report, notification, problems } = result;
  const head = [
    problems.length === 0 ? '✓' : '✗',
    result.name.padEnd(nameWidth),
    (row?.status ?? 'no result').padEnd(STATUS_WIDTH),
    row ? `${row.fileType ?? ''}  ${countsOf(row)}` : '',
  ];
  const details: [string, string | undefined][] = [
    ['reason', row?.reasonCode && `${row.reasonCode}: ${row.reason ?? ''}`],
    ['took', row && `${uploadToResultInMs(row)} ms from upload to result`],
    ['report', report],
    ['notification', notification],
    ...problems.map((problem): [string, string] => ['PROBLEM', problem]),
  ];
  const lines = details.flatMap(([label, value]) =>
    value ? [`    ${label.padEnd(LABEL_WIDTH)}${value}`] : [],
  );
  return [head.join('  ').trimEnd(), ...lines].join('\n');
}

function countsOf(row: FileRow): string {
  const count = (value: number | undefined, one: string) =>
    value === undefined ? [] : [`${value} ${one}${value === 1 ? '' : 's'}`];
  return [
    ...count(row.status === 'PROCESSED' ? orderCountOf(row) : undefined, 'order'),
    ...count(row.recordCount, 'record'),
    ...count(row.lineCount, 'line'),
    ...count(row.wordCount, 'word'),
  ].join(', ');
}

/** From the time that the event tells to the commit of the result. */
function uploadToResultInMs(row: FileRow): number {
  return Date.parse(row.processedAt ?? '') - Date.parse(row.uploadedAt);
}
