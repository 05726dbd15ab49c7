// Records on an engine what really happens: for one good and one bad file, and for one run of every function that a schedule starts.
import { createHash } from 'node:crypto';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTimeOfWorkers } from '../drill/processes.ts';
import { watchCalls, watchedEnvironment, type CallWatch, type SeenCall } from '../lib/outside/call-watch.ts';
import { changeEnvironment } from '../lib/outside/change-environment.ts';
import { mixedFile } from '../lib/outside/mixed-files.ts';
import { sizedFile, type Format } from '../lib/outside/sized-files.ts';
import type { OwnSystem } from '../local/own-system.ts';
import { readPrinted, type Printed } from './invocation-logs.ts';
import { awsEvent } from './aws-event.ts';

export interface Recording {
  calls: SeenCall[];
  printed: Printed;
  /** Of the queue message; 0 for a run that a schedule starts. */
  messageInBytes: number;
}

export interface Recordings {
  good: Recording;
  rejected: Recording;
  /** Processor time of one small file, in ms: calls and everything else that does not grow with the content. */
  fixedCpuInMs: number;
  /** By name of the output that names the function. */
  upkeep: Record<Upkeep, Recording>;
  /** Every metric that any function printed. */
  metrics: Set<string>;
  /** Calls of all functions in their order; the sizes of rows follow from them. */
  all: SeenCall[];
  /** Versions in the bucket when reconcile ran. */
  versions: number;
}

export const UPKEEP = [
  'RedriveFunctionName',
  'ReconcileFunctionName',
  'NotifyDigestFunctionName',
  'DailyReportFunctionName',
] as const;
export type Upkeep = (typeof UPKEEP)[number];

const KINDS = 10;
const SMALL_FILES = 20;
const SMALL_IN_BYTES = 2_000;
const QUIET_AFTER_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** All recordings of a fresh system. */
export async function record(system: OwnSystem, wanted: { format: Format; sizeInMB: number }) {
  const recorder = await Recorder.begin(system);
  try {
    return await recorder.recordAll(wanted);
  } finally {
    await recorder.end();
  }
}

class Recorder {
  readonly #system: OwnSystem;
  readonly #seen: SeenCall[];
  readonly #watch: CallWatch;

  private constructor(system: OwnSystem, watch: CallWatch, seen: SeenCall[]) {
    this.#system = system;
    this.#watch = watch;
    this.#seen = seen;
  }

  /** Every function calls through the watch from then on, and the rule of the bucket is off: see `#sendFile`. */
  static async begin(system: OwnSystem): Promise<Recorder> {
    const { engine, outside, lambda } = system;
    const { endpoint } = engine;
    const prefix = outside.output('ProcessFileFunctionName').replace(/process-file$/, '');
    const seen: SeenCall[] = [];
    const watch = await watchCalls({ endpoint, prefix, seen: (call) => void seen.push(call) });
    const { address } = watch;
    for (const output of ['ProcessFileFunctionName', ...UPKEEP]) {
      const functionName = outside.output(output);
      await changeEnvironment(lambda, functionName, (variables) =>
        watchedEnvironment(variables, { functionName, address, endpoint, prefix }),
      );
    }
    const events = new EventBridgeClient();
    await events.send(new DisableRuleCommand({ Name: `${prefix}file-created` }));
    events.destroy();
    return new Recorder(system, watch, seen);
  }

  async recordAll({ format, sizeInMB }: { format: Format; sizeInMB: number }): Promise<Recordings> {
    const begun = Date.now();
    for (let n = 0; n < KINDS; n++) {
      const { key, body } = mixedFile(n, 'kinds/');
      await this.#sendFile(key, body);
    }
    const fixedCpuInMs = await this.#measureSmallFiles(format);
    const sizeInBytes = sizeInMB * 1e6;
    const bad = sizedFile({ format, sizeInBytes, isBad: true });
    const rejected = await this.#sendFile(`cost/bad.${bad.extension}`, bad.body);
    const file = sizedFile({ format, sizeInBytes });
    const good = await this.#sendFile(`cost/good.${file.extension}`, file.body);
    const upkeep = await this.#runUpkeep();
    if (this.#watch.faults.length > 0) throw new Error(this.#watch.faults.join('\n'));
    return {
      good,
      rejected,
      fixedCpuInMs,
      upkeep,
      metrics: await this.#allMetrics(begun),
      all: this.#seen,
      versions: (await this.#system.outside.allVersions()).length,
    };
  }

  /** The first half only warms up. Where the kernel tells no processor time, the time that was not spent waiting for calls stands for it. */
  async #measureSmallFiles(format: Format): Promise<number> {
    const functionName = this.#system.outside.output('ProcessFileFunctionName');
    const { extension, body } = sizedFile({ format, sizeInBytes: SMALL_IN_BYTES });
    let before: number | undefined;
    let ownTimes = 0;
    for (let n = 0; n < 2 * SMALL_FILES; n++) {
      if (n === SMALL_FILES) before = cpuTimeOfWorkers(functionName);
      const run = await this.#sendFile(`small/${n}.${extension}`, body);
      if (n >= SMALL_FILES) ownTimes += ownTimeOf(run);
    }
    const after = cpuTimeOfWorkers(functionName);
    const spent = before === undefined || after === undefined ? ownTimes : after - before;
    return spent / SMALL_FILES;
  }

  /** The events of the engine tell no version id, which costs calls that AWS does not see: so the event is written by hand, as AWS sends it. */
  async #sendFile(key: string, body: string | Uint8Array): Promise<Recording> {
    const { outside } = this.#system;
    const bucketName = outside.output('SourceBucketName');
    const versionId = await outside.put(key, body);
    const eTag = createHash('md5').update(body).digest('hex');
    const sizeInBytes = Buffer.byteLength(body);
    const message = awsEvent({ bucketName, key, versionId, eTag, sizeInBytes });
    const recording = await this.#during('ProcessFileFunctionName', async () => {
      await outside.send('FileQueueUrl', message);
      await this.#untilQuiet(key);
    });
    return { ...recording, messageInBytes: Buffer.byteLength(message) };
  }

  async #runUpkeep(): Promise<Record<Upkeep, Recording>> {
    const runs = {} as Record<Upkeep, Recording>;
    for (const output of UPKEEP) {
      const event = output === 'ReconcileFunctionName' ? { minimumAgeInMinutes: 0 } : {};
      runs[output] = await this.#during(output, async () => {
        const { hasFailed, answer } = await this.#system.invoke(output, event);
        if (hasFailed) throw new Error(`${output} failed: ${JSON.stringify(answer)}`);
      });
    }
    return runs;
  }

  /** What a function does and prints meanwhile. */
  async #during(output: string, work: () => Promise<void>): Promise<Recording> {
    const functionName = this.#system.outside.output(output);
    const [begun, from] = [Date.now(), this.#seen.length];
    await work();
    const printed = await this.#printed(functionName, begun);
    const calls = this.#seen.slice(from).filter(({ caller }) => caller === functionName);
    return { calls, printed, messageInBytes: 0 };
  }

  /** The lines of an invocation are there a moment after its answer. */
  async #printed(functionName: string, begun: number): Promise<Printed> {
    for (const end = Date.now() + QUIET_AFTER_MS; ; await sleep(LOOK_EVERY_MS)) {
      const printed = await readPrinted(functionName, begun);
      if (printed.invocations > 0) return printed;
      if (Date.now() > end) throw new Error(`${functionName} printed nothing.`);
    }
  }

  async #untilQuiet(key: string): Promise<void> {
    const { outside } = this.#system;
    for (const end = Date.now() + QUIET_AFTER_MS; ; await sleep(LOOK_EVERY_MS)) {
      if ((await outside.depth(outside.output('FileQueueUrl'))) === 0) return;
      if (Date.now() > end) throw new Error(`${key} was not processed; see ${this.#system.engine.logFile}.`);
    }
  }

  async #allMetrics(begun: number): Promise<Set<string>> {
    const all = new Set<string>();
    for (const output of ['ProcessFileFunctionName', ...UPKEEP]) {
      const { metrics } = await readPrinted(this.#system.outside.output(output), begun);
      for (const metric of metrics) all.add(metric);
    }
    return all;
  }

  async end(): Promise<void> {
    await this.#watch.stop();
  }
}

/** What an invocation took besides waiting for its calls. */
function ownTimeOf({ calls, printed }: Recording): number {
  const waited = calls.reduce((sum, { tookInMs }) => sum + tookInMs, 0);
  return Math.max(0, printed.durationsInMs.reduce((sum, it) => sum + it, 0) - waited);
}
