// Which calls one file makes, and how long the engine takes for each: seen one file after the other, when nothing else is under way.
import { setTimeout as sleep } from 'node:timers/promises';
import { watchCalls, watchedEnvironment, type SeenCall } from '../lib/outside/call-watch.ts';
import { changeEnvironment } from '../lib/outside/change-environment.ts';
import type { OwnSystem } from '../local/own-system.ts';
import { loadFiles } from './files.ts';
import { percentile } from './percentiles.ts';
import type { Upload } from './tally.ts';

export interface CallCost {
  /** `s3 GetObject` */
  operation: string;
  perFile: number;
  medianInMs: number;
  remark?: string;
}

/** Two of every kind of file. */
const FILES = 16;
const QUIET_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** Only the engine needs them. */
const REMARKS: Readonly<Record<string, string>> = {
  's3 ListObjectVersions': 'only here: events of the engine tell no version id, those of AWS do',
};

export interface WatchedFiles {
  costs: CallCost[];
  uploads: Upload[];
}

/** Sends some files through, one by one, with a watch between process-file and the engine. To be called last: the watch stays in the environment. */
export async function watchSomeFiles(system: OwnSystem, prefix: string): Promise<WatchedFiles> {
  const { engine, outside, lambda } = system;
  const functionName = outside.output('ProcessFileFunctionName');
  const own = functionName.replace(/process-file$/, '');
  const seen: SeenCall[] = [];
  const watch = await watchCalls({
    endpoint: engine.endpoint,
    prefix: own,
    seen: (call) => void seen.push(call),
  });
  try {
    await changeEnvironment(lambda, functionName, (variables) =>
      watchedEnvironment(variables, {
        functionName,
        prefix: own,
        endpoint: engine.endpoint,
        address: watch.address,
      }),
    );
    const uploads: Upload[] = [];
    for (const file of loadFiles(FILES + 1, prefix)) {
      const begunAt = Date.now();
      uploads.push({ file, versionId: await outside.put(file.key, file.body), begunAt });
      await untilQuiet(system);
      // The first file met a process that had just begun.
      if (uploads.length === 1) seen.length = 0;
    }
    if (watch.faults.length > 0) throw new Error(watch.faults.join('\n'));
    return { costs: costsOf(seen, FILES), uploads };
  } finally {
    await watch.stop();
  }
}

async function untilQuiet({ outside }: OwnSystem): Promise<void> {
  const end = Date.now() + QUIET_AFTER_MS;
  do await sleep(LOOK_EVERY_MS);
  while ((await outside.depth(outside.output('FileQueueUrl'))) > 0 && Date.now() < end);
}

/** The most expensive first. */
export function costsOf(
  calls: readonly Pick<SeenCall, 'operation' | 'tookInMs'>[],
  files: number,
): CallCost[] {
  const groups = Map.groupBy(calls, ({ operation }) => operation);
  const costs = [...groups].map(([operation, own]) => ({
    operation,
    perFile: own.length / files,
    medianInMs: percentile(
      own.map(({ tookInMs }) => tookInMs),
      50,
    ),
    ...(REMARKS[operation] !== undefined && { remark: REMARKS[operation] }),
  }));
  return costs.sort((a, b) => b.perFile * b.medianInMs - a.perFile * a.medianInMs);
}
