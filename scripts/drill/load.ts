// Puts files in and waits until everything is announced.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { mixedFile, withClients, type MixedFile } from '../lib/outside/mixed-files.ts';
import type { Stage } from './drill.ts';
import type { DrillSystem } from './system.ts';

/** More would only make the engine's one process slower. */
const CLIENTS = 10;
const LOOK_EVERY_MS = 1_000;
const SAY_EVERY_MS = 15_000;
/** Open rows without any message: longer than the longest life of a function, so nobody will come for them. */
const STUCK_AFTER_MS = 90_000;

/** Small files of every kind, good and bad. */
export function mixedFiles(count: number, prefix: string): MixedFile[] {
  return Array.from({ length: count }, (_, n) => mixedFile(n, prefix));
}

/** Uploads straight to the engine: what is disturbed is the system, not its users. */
export async function upload({ outside }: DrillSystem, files: readonly MixedFile[]): Promise<void> {
  await withClients(CLIENTS, files, async ({ key, body }) => void (await outside.put(key, body)));
}

export interface Patience {
  stage: Stage;
  withinMs: number;
  /** Invoke redrive when there are dead letters, as its schedule would. */
  redrive?: boolean;
}

/** Waits until the file queue is empty and no row is open, twice in a row; tells the seconds, or undefined when it took too long. */
export async function drain(system: DrillSystem, patience: Patience): Promise<number | undefined> {
  const begun = Date.now();
  let said = begun;
  let moving = begun;
  for (let quiet = 0; quiet < 2;) {
    const now = Date.now();
    if (now - begun > patience.withinMs || now - moving > STUCK_AFTER_MS) return undefined;
    const waiting = await whatWaits(system, patience.redrive ?? true);
    if (waiting.messages + waiting.letters > 0) moving = now;
    quiet = waiting.messages + waiting.open + waiting.letters === 0 ? quiet + 1 : 0;
    if (now - said >= SAY_EVERY_MS) {
      said = now;
      patience.stage.say(
        `${Math.round((now - begun) / 1000)} s: ${waiting.messages} messages, ${waiting.open} open rows, ${waiting.letters} dead letters`,
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
  return (Date.now() - begun) / 1000;
}

async function whatWaits(system: DrillSystem, redrive: boolean) {
  const { outside } = system;
  const messages = await outside.depth(outside.output('FileQueueUrl'));
  const letters = await outside.depth(outside.output('FileDeadLetterQueueUrl'));
  if (letters > 0 && redrive) await system.invoke('RedriveFunctionName', {});
  return { messages, letters: redrive ? letters : 0, open: await outside.openRows() };
}

/** One full pass of reconcile over the whole bucket, whatever the age of the files; tells how many messages it sent. */
export async function reconcilePass(system: DrillSystem): Promise<number> {
  let sent = 0;
  for (let runs = 0; runs < 20; runs++) {
    const { hasFailed, answer } = await system.invoke('ReconcileFunctionName', { minimumAgeInMinutes: 0 });
    sent += Number(answer.sent ?? 0);
    if (!hasFailed && answer.stoppedBy === 'pass') return sent;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error('Reconcile made no full pass in 20 runs.');
}

/** Rows whose verdict is not the one that the file deserves. */
export function wrongVerdicts(rows: readonly FileRow[], files: readonly MixedFile[]): string[] {
  const byKey = new Map(files.map((file) => [file.key, file.expected]));
  return rows.flatMap((row) => {
    const expected = byKey.get(row.fileName);
    if (!expected || (row.status === expected.status && row.reasonCode === expected.reasonCode)) return [];
    return [`${row.fileName} is ${row.status}/${row.reasonCode ?? 'no reason'}, not ${expected.status}.`];
  });
}

/** The sentence for a system that does not come to rest. */
export function restless(seconds: number | undefined, what: string): string[] {
  return seconds === undefined ? [`It did not come to rest ${what}.`] : [];
}
