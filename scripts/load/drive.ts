// Puts files into a bucket with several clients and waits until the queue behind it is worked off; the same for our chain and for the empty one.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClients, type MixedFile } from '../lib/outside/mixed-files.ts';
import type { Outside } from '../lib/outside/outside.ts';
import { countCpu, type CpuAFile } from './cpu.ts';
import type { Upload } from './tally.ts';

/** Seldom enough to cost the engine little: one call takes it 2 to 3 ms. */
const LOOK_EVERY_MS = 100;
/** Nothing has left the queue for so long: longer than the visibility time-out of a message whose function died. */
const STUCK_AFTER_MS = 120_000;

export interface Drive {
  outside: Outside;
  bucketName: string;
  queueUrl: string;
  files: readonly MixedFile[];
  clients: number;
}

export interface Driven {
  uploads: Upload[];
  /** Epoch milliseconds. */
  begunAt: number;
  /** From the first PUT until the last was answered. */
  acceptedInMs: number;
  /** From the first PUT until every message was acknowledged; undefined when that never happened. */
  processedInMs: number | undefined;
  /** Undefined where it cannot be told. */
  cpuInMs: CpuAFile | undefined;
}

/** Drives one chain to the end. */
export async function drive({ outside, bucketName, queueUrl, files, clients }: Drive): Promise<Driven> {
  const uploads: Upload[] = [];
  const cpuTaken = countCpu();
  const begunAt = Date.now();
  await withClients(clients, files, async (file) => {
    const uploadBegunAt = Date.now();
    const { VersionId: versionId = '' } = await outside.s3.send(
      new PutObjectCommand({
        Bucket: bucketName,
        Key: file.key,
        Body: file.body,
        ContentLength: Buffer.byteLength(file.body),
      }),
    );
    uploads.push({ file, versionId, begunAt: uploadBegunAt });
  });
  const acceptedInMs = Date.now() - begunAt;
  const emptyAt = await untilEmpty(() => outside.depth(queueUrl));
  return {
    uploads,
    begunAt,
    acceptedInMs,
    processedInMs: emptyAt === undefined ? undefined : emptyAt - begunAt,
    cpuInMs: cpuTaken(files.length),
  };
}

/** Looks until the queue is seen empty twice; tells when it was first so, or undefined when it stands still. */
async function untilEmpty(depth: () => Promise<number>): Promise<number | undefined> {
  let last = Number.POSITIVE_INFINITY;
  let movedAt = Date.now();
  let emptyAt: number | undefined;
  while (Date.now() - movedAt < STUCK_AFTER_MS) {
    const waiting = await depth();
    if (waiting > 0) emptyAt = undefined;
    else if (emptyAt !== undefined) return emptyAt;
    else emptyAt = Date.now();
    if (waiting !== last) movedAt = Date.now();
    last = waiting;
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}

/** Of a count and a time; 0 when the end was never seen. */
export function perSecond(count: number, ms: number | undefined): number {
  return ms === undefined || ms <= 0 ? 0 : (count / ms) * 1000;
}
