// A trace as people read it: the facts, the steps with the time between them, and the log lines. Nothing in it can forge a line.
import { drawTable } from './draw-table.ts';
import type { LogLine } from './function-logs.ts';
import { showText } from './show-text.ts';
import type { Step } from './trace-steps.ts';
import type { Trace } from './trace.ts';

const HEAD = ['Time (UTC)', 'After', 'Step', 'Told by', 'What'];

/** Facts, steps, log lines; with an empty line between them. */
export function describeTrace(trace: Trace): string {
  const { steps, lines, cutOff } = trace;
  return [
    drawTable({ rows: factsOf(trace) }),
    drawTable({ head: HEAD, rows: steps.map(cellsOf) }),
    lines.length === 0 ? NO_LINES : ['Log lines:', ...lines.map((line) => showLine(line, trace))].join('\n'),
    ...(cutOff.length > 0 ? [`Too long to be read to the end: the log of ${cutOff.join(', ')}.`] : []),
  ].join('\n\n');
}

const NO_LINES =
  'No log lines: none is kept from that time (see the retention of the log groups), or nobody has worked on the file yet.';

function factsOf(trace: Trace): [string, string][] {
  const { row, otherVersions } = trace;
  return [
    ['File', showText(trace.fileName)],
    ['Bucket', showText(trace.bucketName)],
    ['Version', `${showText(trace.versionId)}${othersOf(otherVersions)}`],
    ['Document id', trace.documentId],
    ['Status', row ? statusOf(row) : NO_ROW],
    ['Report', reportOf(trace)],
    ['Message', messageOf(trace)],
  ];
}

const NO_ROW = 'no row yet: its event is on its way, or lost; reconcile finds what is older than 30 minutes';

function othersOf(count: number): string {
  if (count === 0) return '';
  return ` (${count} other ${count === 1 ? 'version' : 'versions'}; see \`npm run file -- history\`)`;
}

function statusOf(row: NonNullable<Trace['row']>): string {
  if (row.isForgotten) return 'forgotten';
  const why = row.reasonCode === null ? '' : ` ${row.reasonCode}`;
  const open = row.nextTryAt === null ? '' : `; looked after at ${row.nextTryAt}`;
  const rounds = row.redriveRounds ? `; ${row.redriveRounds} of 3 redrive rounds` : '';
  return `${row.status}${why}, revision ${row.revision}, attempt ${row.attempt}${rounds}${open}`;
}

function reportOf({ report, row }: Trace): string {
  if (!report) return row?.isForgotten ? 'deleted' : 'none yet';
  if (report.lastModified === null || report.differsIn === null) return `${report.key} is missing`;
  const verdict =
    report.differsIn.length === 0
      ? 'equal to the row'
      : `DIFFERS from the row in ${report.differsIn.join(', ')}`;
  return `${report.key}, ${verdict}`;
}

function messageOf({ notification: found }: Trace): string {
  if (!found) return 'none yet';
  const inDigest = found.digestId === null ? 'people get a digest' : `people got ${showText(found.digestId)}`;
  const people = found.audience === 'machines' ? `machines; ${inDigest}` : 'people and machines';
  const to = found.type === 'probe' ? 'machines' : people;
  const state = found.state === 'SENT' ? 'sent' : 'pending';
  return `${found.notificationId} (${found.type}), ${state}, to ${to}`;
}

function cellsOf({ at, afterMs, step, source, what }: Step): string[] {
  return [
    at.replace('T', ' ').replace('Z', ''),
    afterMs === null ? '' : showWait(afterMs),
    showText(step),
    source,
    showText(what),
  ];
}

/** `+12 ms`, `+3.4 s`, `+5 min 2 s`, `+2 h 10 min`. */
export function showWait(ms: number): string {
  if (ms < 1_000) return `+${ms} ms`;
  if (ms < 60_000) return `+${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 3_600) return `+${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `+${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** What every line about this version says stands above already. */
function saysNothingNew(name: string, value: unknown, trace: Trace): boolean {
  const known = {
    file_id: trace.documentId,
    bucket: trace.bucketName,
    key: trace.fileName,
    version_id: trace.versionId,
  };
  return Object.entries(known).some(([field, fact]) => field === name && fact === value);
}

/** One line for one line, fields as `name=value`. */
function showLine({ at, functionName, level, message, fields }: LogLine, trace: Trace): string {
  const news = Object.entries(fields).filter(([name, value]) => !saysNothingNew(name, value, trace));
  const facts = news.map(([name, value]) => `${showText(name)}=${showValue(value)}`);
  return [at, functionName, showText(level), showText(message), ...facts].join(' ');
}

/** As JSON, so that spaces and quotation marks in a value cannot look like the next field. */
function showValue(value: unknown): string {
  return typeof value === 'string' && /^[\w:./+-]+$/.test(value) ? value : showText(JSON.stringify(value));
}
