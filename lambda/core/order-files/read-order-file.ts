// Reads the orders of a file while it is measured, and decides about them: staged lines, claimed ids, one verdict.
import { TryAgain } from '../errors.ts';
import { expiryOf } from '../expiry.ts';
import type { FileRow } from '../file-row.ts';
import { typeOfName } from '../formats/type-of-name.ts';
import type { Verdict } from '../outcome.ts';
import type { OrdersReading, OrdersResult } from '../orders/read-orders.ts';
import type { ContentObserver } from '../ports.ts';
import type { Work } from '../work.ts';
import { claimOrders, type HeldOrder } from './claim-orders.ts';
import { sourceOf, stagedKeyOf } from './order-file.ts';
import type { OrderPorts } from './order-ports.ts';
import {
  acceptedVerdict,
  areAccepted,
  rejectedVerdict,
  withHeldOrders,
  type OrdersFound,
} from './orders-verdict.ts';
import { StagedOrders } from './staged-orders.ts';
import { LineSieve } from './without-lines.ts';

/** The verdict on a file of orders; `stagedKey` where they are accepted. */
export interface OrdersFinding {
  verdict: Verdict;
  stagedKey?: string;
}

type Sound = Extract<Verdict, { status: 'PROCESSED' }>;

interface Job {
  work: Work;
  claimed: FileRow;
  ports: OrderPorts;
  staged: StagedOrders;
  reading: OrdersReading;
}

/**
 * `measure` reads the file and shows its content to the observer that it is given; where the file itself is at fault its verdict stands.
 * Throws what the ports throw, after giving up what was staged.
 */
export async function readOrderFile(
  work: Work,
  claimed: FileRow,
  measure: (content: ContentObserver) => Promise<Verdict>,
): Promise<OrdersFinding> {
  const { run } = work;
  const ports = await run.orders();
  const staged = StagedOrders.open(ports.staging, stagedKeyOf(claimed.documentId, work.token));
  try {
    const reading = await ports.read({
      fileType: typeOfName(claimed.fileName),
      // When the file came, not when it is read: every delivery and replay comes to the same verdict.
      now: Date.parse(claimed.uploadedAt),
      policy: run.settings.orders.policy,
      sink: staged,
      limits: run.settings.limits,
    });
    const verdict = await measure(reading);
    if (verdict.status === 'PROCESSED')
      return await decide({ work, claimed, ports, staged, reading }, verdict);
    await staged.abort();
    return { verdict };
  } catch (error) {
    await staged.abort();
    throw error;
  }
}

async function decide(job: Job, verdict: Sound): Promise<OrdersFinding> {
  const { staged, work } = job;
  const { policy } = work.run.settings.orders;
  const result = await job.reading.end();
  if (staged.isTooLarge) return giveUp(job, tooLarge(verdict));
  if (!areAccepted(result, policy)) return giveUp(job, rejectedVerdict(verdict, result));
  const held = await claim(job, result);
  const found = withHeldOrders(result, held);
  if (!areAccepted(found, policy)) return giveUp(job, rejectedVerdict(verdict, found));
  await staged.complete();
  return held.length === 0 ? accept(verdict, found, staged.key) : withoutHeld(job, verdict, { found, held });
}

function accept(verdict: Sound, found: OrdersFound, stagedKey: string): OrdersFinding {
  return { verdict: acceptedVerdict(verdict, found), stagedKey };
}

async function giveUp({ staged }: Job, verdict: Verdict): Promise<OrdersFinding> {
  await staged.abort();
  return { verdict };
}

function tooLarge({ fileType, details }: Sound): Verdict {
  const reason = 'The orders take more than 5 GiB in their normalized form; split the file.';
  return {
    status: 'REJECTED',
    fileType,
    reasonCode: 'LIMIT_EXCEEDED',
    reason,
    ...(details !== undefined && { details }),
  };
}

async function claim(
  { work, claimed, ports, staged }: Job,
  { orderIds }: OrdersResult,
): Promise<HeldOrder[]> {
  const { run, token } = work;
  const { documentId, revision } = claimed;
  const me = { documentId, revision, source: sourceOf(claimed), content: staged.digest() };
  const { retentionInDays, orders } = run.settings;
  return claimOrders(
    {
      table: run.table,
      orderIds: ports.ids,
      me,
      token,
      policy: orders.policy,
      signal: run.deadlines.signal,
      ...expiryOf(run.clock.now(), retentionInDays),
    },
    orderIds,
  );
}

/** What others hold is known only when the lines have been written, so they are written once more without it. */
async function withoutHeld(
  { work, claimed, ports, staged }: Job,
  verdict: Sound,
  { found, held }: { found: OrdersFound; held: readonly HeldOrder[] },
): Promise<OrdersFinding> {
  const rest = StagedOrders.open(ports.staging, stagedKeyOf(claimed.documentId, `${work.token}-rest`));
  try {
    const sieve = new LineSieve(held.map(({ index }) => index));
    for await (const block of ports.staging.read(staged.key)) {
      if (work.run.deadlines.signal.aborted) throw new TryAgain('Time ran out; the message comes again.');
      await rest.write(sieve.sift(block));
    }
    await rest.complete();
    return accept(verdict, { ...found, totals: sieve.totals }, rest.key);
  } catch (error) {
    await rest.abort();
    throw error;
  }
}
