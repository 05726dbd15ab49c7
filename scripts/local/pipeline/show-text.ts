// How executions look on a terminal: a list, one in full, and the line that `npm start` prints.
import { stripVTControlCharacters } from 'node:util';
import { drawTable } from '../../lib/file/draw-table.ts';
import { isRunning, type ActionState, type Execution, type StageState } from './execution.ts';

/** One row each, newest first. */
export function listText(executions: readonly Execution[], now: number): string {
  if (executions.length === 0) {
    return 'No execution yet. Push a commit: git push .local/repository.git HEAD:main';
  }
  return drawTable({
    head: ['execution', 'status', 'took', 'commit', 'stages', 'what'],
    rows: executions.map((execution) => [
      short(execution.executionId),
      execution.status,
      duration(execution, now),
      short(execution.revision),
      execution.stages.map(({ name, status }) => `${MARKS[status]} ${name}`).join('  '),
      printable(execution.revisionSummary),
    ]),
  });
}

const MARKS: Record<StageState['status'], string> = {
  InProgress: '…',
  Succeeded: '✓',
  Failed: '✗',
  Stopped: '■',
  Cancelled: '■',
  Skipped: '-',
  Abandoned: '■',
};

/** What `list --json` prints. */
export function listJson(executions: readonly Execution[]) {
  return executions.map(({ executionId, status, revision, stages }) => ({
    executionId,
    status,
    revision,
    stages: stages.map((stage) => ({ name: stage.name, status: stage.status })),
  }));
}

export interface ShowInput {
  execution: Execution;
  now: number;
  /** The last lines of an action's log. */
  tailOf(action: ActionState): string[];
}

/** One execution: every action with status, seconds and reason; of what failed the last lines of the log. */
export function showText({ execution, now, tailOf }: ShowInput): string {
  const { executionId, status, revision, revisionSummary, branch, cause, executionType, statusSummary } =
    execution;
  const running = isRunning(execution)
    ? `for ${duration(execution, now)} now`
    : `after ${duration(execution, now)}`;
  const kind = executionType === 'ROLLBACK' ? 'Rollback' : 'Execution';
  const rows = execution.stages.flatMap((stage) => stageRows(stage, now));
  const failed = execution.stages.flatMap((stage) =>
    stage.actions.filter((action) => action.status === 'Failed').map((action) => ({ stage, action })),
  );
  return [
    `${kind} ${executionId}: ${status} ${running}`,
    `  commit ${short(revision)} on ${branch}: ${printable(revisionSummary)}`,
    `  begun by ${cause.detail}, ${execution.startedAt}`,
    ...(statusSummary && status !== 'Failed' ? [`  ${printable(statusSummary)}`] : []),
    '',
    ...align(rows),
    ...failed.flatMap(({ stage, action }) =>
      failureLines({ execution, stage, action, tail: tailOf(action) }),
    ),
  ].join('\n');
}

type Row = [indent: string, name: string, status: string, took: string, text: string];

function stageRows(stage: StageState, now: number): Row[] {
  const attempt = stage.attempt > 1 ? `attempt ${stage.attempt}` : '';
  return [
    ['  ', stage.name, stage.status, duration(stage, now), attempt],
    ...stage.actions.flatMap((action) => actionRows(action, now)),
  ];
}

function actionRows(action: ActionState, now: number): Row[] {
  const { commands = [], reports = [] } = action.details ?? {};
  return [
    ['    ', action.name, action.status, duration(action, now), printable(action.summary ?? '')],
    ...commands.map(({ command, seconds, exitCode }): Row => [
      '      ',
      '',
      exitCode === 0 ? '' : `exit ${exitCode}`,
      `${seconds.toFixed(1)} s`,
      `$ ${printable(command)}`,
    ]),
    ...reports.map(({ name, text }): Row => ['      ', '', '', '', `report ${name}: ${printable(text)}`]),
  ];
}

function align(rows: readonly Row[]): string[] {
  const nameWidth = Math.max(...rows.map(([indent, name]) => indent.length + name.length), 0);
  return rows.map(([indent, name, status, took, text]) =>
    `${`${indent}${name}`.padEnd(nameWidth)}  ${status.padEnd(10)} ${took.padStart(9)}   ${text}`.trimEnd(),
  );
}

interface Failure {
  execution: Execution;
  stage: StageState;
  action: ActionState;
  tail: string[];
}

function failureLines({ execution, stage, action, tail }: Failure): string[] {
  const place = `${stage.name}/${action.name}`;
  return [
    '',
    `${place} failed: ${printable(action.summary ?? 'no reason given')}`,
    ...tail.map((line) => `  | ${printable(line)}`),
    `  all of it: npm run pipeline -- logs ${short(execution.executionId)} ${place}`,
  ];
}

/** What `npm start` prints when an execution begins or ends. */
export function resultLine(execution: Execution): string {
  const { executionId, status, revision, revisionSummary, statusSummary, executionType } = execution;
  const id = short(executionId);
  const commit = `${short(revision)} ${printable(revisionSummary)}`;
  if (status === 'InProgress') {
    return `pipeline ${id}: ${executionType === 'ROLLBACK' ? 'rolls back to' : 'begins with'} ${commit}`;
  }
  const took = duration(execution, Date.now());
  const why = statusSummary ? `: ${printable(statusSummary)}` : '';
  return `pipeline ${id}: ${status} after ${took}${why} (npm run pipeline -- show ${id})`;
}

function duration({ startedAt, endedAt }: { startedAt: string; endedAt?: string }, now: number): string {
  const seconds = ((endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000;
  return seconds < 100
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} m ${Math.round(seconds % 60)} s`;
}

const short = (id: string) => id.slice(0, 8);

/** One line without control characters: commits and logs may hold anything. */
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s*\n\s*/g, ' ; ')
    .replace(/\p{Cc}/gu, '');
}
