// Knows only the promise, and judges a whole system by it: versions, rows, reports, messages, queues. It tells what is wrong in words.
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { Heard } from '../lib/outside/ear.ts';
import { withClients } from '../lib/outside/mixed-files.ts';
import type { Outside } from '../lib/outside/outside.ts';
import { judgeMessages, judgeReport, judgeRow } from '../lib/outside/promise.ts';

export interface Findings {
  violations: string[];
  rows: FileRow[];
  /** Messages beyond the first one of each row. */
  repeated: number;
}

export interface Case {
  outside: Outside;
  heard: readonly Heard[];
  /** Repeated messages that the faults of the row's publish and mark window explain. */
  allowedRepeats(row: FileRow): number;
  /** Processes of the function that died; each explains one repeat more for every file that it had in work. */
  deaths?: number;
  /** Versions that were uploaded and then removed for good; they may have a row, and only a DELETED one. */
  purged?: ReadonlySet<string>;
  /** Messages that must be in the parked queue; every other queue of the system must be empty. */
  parked?: number;
}

const READERS = 16;
/** A batch works on so many small files at once; see process-batch.ts. */
const FILES_IN_WORK = 4;
/** Enough to see what is wrong; a lost table would fill the screen. */
const MAX_TOLD = 12;

/** Judges everything that is in the system. */
export async function judge(the: Case): Promise<Findings> {
  const violations: string[] = [];
  const rows = await the.outside.allRows();
  const messages = Map.groupBy(the.heard, ({ body }) => String(body.notificationId));
  violations.push(...judgeVersions(await the.outside.allVersions(), rows, the.purged));
  await withClients(READERS, rows, async (row) => {
    violations.push(...judgeRow(row));
    violations.push(...judgeReport(row, await the.outside.report(row.documentId).catch(() => undefined)));
  });
  const { deaths = 0 } = the;
  let repeated = 0;
  let byDeath = 0;
  for (const row of rows) {
    const own = messages.get(`${row.documentId}-${row.revision}`) ?? [];
    const allowed = the.allowedRepeats(row);
    repeated += Math.max(0, own.length - 1);
    byDeath += Math.max(0, own.length - 1 - allowed);
    violations.push(...judgeMessages(row, own, allowed + deaths));
  }
  if (byDeath > deaths * FILES_IN_WORK)
    violations.push(`${byDeath} repeated messages are more than ${deaths} deaths explain.`);
  violations.push(...judgeStrays(the.heard, rows));
  violations.push(...(await judgeQueues(the)));
  return { violations: shorten(violations), rows, repeated };
}

function judgeVersions(
  versions: readonly { key: string; versionId: string }[],
  rows: readonly FileRow[],
  purged: ReadonlySet<string> = new Set(),
): string[] {
  const byVersion = Map.groupBy(rows, ({ fileName, versionId }) => `${fileName} ${versionId}`);
  const wanted = new Set(versions.map(({ key, versionId }) => `${key} ${versionId}`));
  const missing = [...wanted].filter((version) => (byVersion.get(version) ?? []).length !== 1);
  const stray = [...byVersion.keys()].filter((version) => !wanted.has(version) && !purged.has(version));
  const alive = [...byVersion].filter(([version, [row]]) => purged.has(version) && row?.status !== 'DELETED');
  return [
    ...missing.map((version) => `${version} has ${(byVersion.get(version) ?? []).length} rows, not one.`),
    ...stray.map((version) => `A row tells of ${version}, which was never uploaded.`),
    ...alive.map(([version]) => `${version} was purged, but its row does not say DELETED.`),
  ];
}

/** All queues that the stacks have, the dead-letter queues of rule and schedules included: each has an alarm. */
async function judgeQueues({ outside, parked = 0 }: Case): Promise<string[]> {
  const parkedUrl = outside.output('ParkedQueueUrl');
  const prefix = /[^/]+$/.exec(outside.output('FileQueueUrl'))?.[0].replace(/file-queue$/, '') ?? '';
  const queues = await outside.queues(prefix);
  const violations = queues.includes(parkedUrl) ? [] : ['The queues of the system cannot be listed.'];
  for (const queue of queues) {
    const depth = await outside.depth(queue);
    const wanted = queue === parkedUrl ? parked : 0;
    if (depth !== wanted) violations.push(`${queue} holds ${depth} messages, not ${wanted}.`);
  }
  return violations;
}

/** An earlier revision was announced too; anything else that was heard has no row. */
function judgeStrays(heard: readonly Heard[], rows: readonly FileRow[]): string[] {
  const revisions = new Map(rows.map(({ documentId, revision }) => [documentId, revision]));
  return heard
    .filter(({ body }) => body.type === 'file')
    .filter(({ body }) => !(Number(body.revision) <= (revisions.get(String(body.documentId)) ?? 0)))
    .map(({ body }) => `The message ${String(body.notificationId)} belongs to no row.`);
}

function shorten(violations: readonly string[]): string[] {
  const rest = violations.length - MAX_TOLD;
  return rest > 0 ? [...violations.slice(0, MAX_TOLD), `… and ${rest} more.`] : [...violations];
}
