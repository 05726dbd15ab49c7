// A world in memory in which the real handlers run and log, and `trace` reads what they wrote by the real log reader.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import type { Context, SQSEvent } from 'aws-lambda';
import { createFunctionLogs } from '../../../../scripts/lib/file/function-logs.ts';
import { trace, type Trace, type TraceWorld } from '../../../../scripts/lib/file/trace.ts';
import type { SentDigest } from '../../../../lambda/core/digest/digest-run.ts';
import type { FileVersion } from '../../../../lambda/core/work.ts';
import type { Line } from '../../../support/captured-output.ts';
import { eventOf } from '../../../support/dead-letters.ts';
import { createUpkeepWorld, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { BUCKET } from '../../../support/world.ts';

// Powertools reads these when it is loaded, as in the function.
Object.assign(process.env, {
  POWERTOOLS_SERVICE_NAME: 'trace',
  POWERTOOLS_METRICS_NAMESPACE: 'FileProcessing',
});
const { createFileBatchHandler } = await import('../../../../lambda/file-batch-handler.ts');
const { createRedriveHandler } = await import('../../../../lambda/redrive-handler.ts');
const { createReconcileHandler } = await import('../../../../lambda/reconcile-handler.ts');

const { reportDigest } = await import('../../../../lambda/notify-digest-telemetry.ts');

const GROUP = '/aws/lambda/file-processing-dev-';
const context = {
  functionVersion: '7',
  awsRequestId: 'r-1',
  getRemainingTimeInMillis: () => 300_000,
} as Context;

export class TracedWorld {
  readonly world: UpkeepWorld = createUpkeepWorld();
  readonly #lines: () => Line[];
  #reports = { written: 0, at: '' };
  readonly #logs: { functionName: string; text: string; timestamp: number }[] = [];

  /** `lines` are those that the current test has written so far. */
  constructor(lines: () => Line[]) {
    this.#lines = lines;
  }

  /** One delivery of the event of an upload, a little more than a second after the last thing that happened. */
  async deliver(file: FileVersion, receives = 1): Promise<void> {
    this.world.clock.advance(1_250);
    await this.logging('process-file', () => this.#handle(file, receives));
  }

  /** The same, but the process dies at a call that the world plans. */
  async deliverAndDie(file: FileVersion): Promise<void> {
    this.world.clock.advance(1_250);
    const isDead = new Promise((resolve) => setTimeout(resolve, 50));
    await this.logging('process-file', () => Promise.race([this.#handle(file, 1), isDead]));
  }

  async #handle(file: FileVersion, receives: number): Promise<unknown> {
    const attributes = {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(Date.parse(file.occurredAt) + 500),
    };
    const body = JSON.stringify(eventOf(file));
    const Records = [{ messageId: `m-${file.versionId}`, receiptHandle: 'h', body, attributes }];
    const handler = createFileBatchHandler({
      ports: this.world.run(),
      settings: this.world.settings,
      environmentName: 'dev',
    });
    return handler({ Records } as unknown as SQSEvent, context);
  }

  async redrive(): Promise<void> {
    const { settings, deadlines: _deadlines, ...ports } = this.world.redriveRun();
    const handler = createRedriveHandler({ ports, settings, environmentName: 'dev' });
    await this.logging('redrive', () => handler({}, context));
  }

  async reconcile(): Promise<void> {
    const { settings, deadlines: _deadlines, ...ports } = this.world.reconcileRun();
    const handler = createReconcileHandler({ ports, settings, environmentName: 'dev' });
    await this.logging('reconcile', () => handler({}, context));
  }

  /** A run of notify-digest that sent these. */
  async digests(digests: SentDigest[]): Promise<void> {
    const rest = { minutes: 3, stoppedBy: 'end', restarted: false, ageInSeconds: 60 } as const;
    await this.logging('notify-digest', async () => reportDigest({ done: 'ran', digests, ...rest }, 'dev'));
  }

  /** What is written meanwhile goes into the log of that function, at the time of this world. */
  async logging(functionName: string, run: () => Promise<unknown>): Promise<void> {
    const before = this.#lines().length;
    await run();
    const timestamp = this.world.clock.now();
    const written = this.world.reports.writes.length;
    if (written > this.#reports.written)
      this.#reports = { written, at: `${new Date(timestamp).toISOString().slice(0, 19)}.000Z` };
    for (const { timestamp: _real, ...line } of this.#lines().slice(before))
      this.#logs.push({ functionName, timestamp, text: JSON.stringify(line) });
  }

  async trace(key: string, versionId?: string): Promise<{ trace: Trace; text: string }> {
    const { json, text } = await trace.run(
      this.#traceWorld(),
      key,
      versionId === undefined ? {} : { versionId },
    );
    return { trace: json as Trace, text };
  }

  #traceWorld(): TraceWorld {
    const { world } = this;
    const client = new CloudWatchLogsClient({ region: 'us-east-1' });
    mockClient(client)
      .on(FilterLogEventsCommand)
      .callsFake((query) => ({
        events: this.#logs
          .filter(({ functionName }) => `${GROUP}${functionName}` === query.logGroupName)
          .filter(({ text }) => text.includes(String(query.filterPattern).slice(1, -1)))
          .filter(({ timestamp }) => timestamp >= query.startTime && timestamp <= query.endTime)
          .map(({ text, timestamp }) => ({ message: text, timestamp })),
      }));
    return {
      index: world.table,
      table: world.table,
      environmentName: 'dev',
      today: '2026-11-21',
      clock: world.clock,
      sourceBucketName: BUCKET,
      objects: world.objects,
      reports: {
        read: async (key) => {
          const body = world.reports.objects.get(key);
          return body && { body, lastModified: this.#reports.at };
        },
      },
      logs: createFunctionLogs({
        client,
        projectName: 'file-processing',
        environmentName: 'dev',
      }),
    };
  }
}
