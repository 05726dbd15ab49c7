// No order in two files: before a file is accepted it claims the id of every one of its orders.
//
// Claims are written in ascending order of the ids, a list as a whole or not at all, one list after the other; and a file waits for another one only
// while all that it holds itself is below what it waits for. So files that wait for each other in a circle cannot be: going round, what is waited
// for would have to grow all the way.
import { InWorkElsewhere, TryAgain } from '../errors.ts';
import type { OrdersPolicy } from '../orders/read-orders.ts';
import type { FilesTable } from '../ports.ts';
import { inAscendingOrder, type IdAt } from './ascending-ids.ts';
import { createJudge, type Judge } from './judge-claim.ts';
import type { ClaimWrite, OrderClaim, OrderHolder, OrderIds, OrderIdSet } from './order-ports.ts';

export interface Claiming {
  table: Pick<FilesTable, 'get'>;
  orderIds: OrderIds;
  /** The file in the row's present revision. */
  me: OrderHolder;
  /** Of this attempt. */
  token: string;
  policy: OrdersPolicy;
  /** Once it is aborted, time is over. What was claimed stays claimed, and the next attempt goes on from there. */
  signal: AbortSignal;
  /** Epoch seconds. */
  expiresAt?: number;
}

/** Files with the same orders that come at the same time take turns; more than a few rounds mean that something is wrong. */
const MAX_ROUNDS = 6;
/** Reads need no order, so they may go side by side. */
const READS_AT_ONCE = 8;

type Job = Claiming & { judge: Judge; ids: OrderIdSet };

/** An order that another file has. */
export interface HeldOrder {
  /** Position in the set of ids. */
  index: number;
  /** documentId of the other file. */
  by: string;
}

/**
 * Claims the ids for this file. Returns those that another file holds, in the order of the set; with policy `reject` the ids behind the
 * first of these are not claimed any more, only counted. Throws InWorkElsewhere when a file in work holds one of them, and TryAgain.
 */
export async function claimOrders(claiming: Claiming, ids: OrderIdSet): Promise<HeldOrder[]> {
  const job: Job = { ...claiming, judge: createJudge(claiming.table, claiming.me), ids };
  const held: HeldOrder[] = [];
  const lists = inAscendingOrder(ids, claiming.orderIds.atOnce);
  let next: IdAt[][] = [];
  for (let list = take(lists); list; list = next.shift() ?? take(lists)) {
    if (claiming.signal.aborted)
      throw new TryAgain('Time ran out while the orders were claimed; the message comes again.');
    const isDecided = held.length > 0 && claiming.policy === 'reject';
    const found = isDecided ? { held: await heldOf(job, list) } : await claimList(job, list);
    for (const one of found.held) held.push(one);
    if (found.isOld && next.length === 0) next = await skipOwn(job, lists);
  }
  return held.sort((a, b) => a.index - b.index);
}

function take(lists: Iterator<IdAt[]>): IdAt[] | undefined {
  const { done, value } = lists.next();
  return done ? undefined : value;
}

/** An earlier attempt has come as far as here, and further as a rule: looks for its end. Returns the lists from there on that were taken. */
async function skipOwn({ orderIds, me }: Job, lists: Iterator<IdAt[]>): Promise<IdAt[][]> {
  const isMine = ({ documentId, revision }: OrderHolder) =>
    documentId === me.documentId && revision === me.revision;
  for (;;) {
    const taken: IdAt[][] = [];
    for (let list = take(lists); list; list = taken.length < READS_AT_ONCE ? take(lists) : undefined)
      taken.push(list);
    const claims = await Promise.all(taken.map((list) => orderIds.read(list.map(({ id }) => id))));
    const at = taken.findIndex(
      (list, nth) => !list.every(({ id }) => claims[nth]?.get(id)?.holders.some(isMine)),
    );
    if (at >= 0 || taken.length === 0) return taken.slice(Math.max(at, 0));
  }
}

/** An id to be claimed, and what is known to stand in its place. */
interface Wanted extends IdAt {
  replaces: OrderClaim | undefined;
  kept: readonly OrderHolder[];
}

/** `isOld`: every id of the list had been claimed before. */
async function claimList(job: Job, list: readonly IdAt[]): Promise<{ held: HeldOrder[]; isOld?: boolean }> {
  const held: HeldOrder[] = [];
  let wanted: Wanted[] = list.map((one) => ({ ...one, replaces: undefined, kept: [] }));
  for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
    const standing = await job.orderIds.write(wanted.map((one) => writeOf(job, one)));
    if (standing === 'written') return { held };
    const next: Wanted[] = [];
    for (const one of wanted) {
      const judged = standing.has(one.id) ? await lookAt(job, one, standing.get(one.id)) : one;
      if (judged === 'mine') continue;
      if ('by' in judged) held.push(judged);
      else next.push(judged);
    }
    if (held.length > 0 && job.policy === 'reject')
      return { held: eachOnce([...held, ...(await heldOf(job, list))]) };
    if (next.length === 0) return { held, isOld: rounds === 0 && held.length === 0 };
    wanted = next;
  }
  throw new TryAgain('Others claim the orders of this file again and again; the message comes again.');
}

function writeOf({ me, token, expiresAt }: Claiming, { id, replaces, kept }: Wanted): ClaimWrite {
  const claim = { id, token, holders: [me, ...kept], ...(expiresAt !== undefined && { expiresAt }) };
  return { claim, replaces };
}

async function lookAt(
  job: Job,
  one: Wanted,
  standing: OrderClaim | undefined,
): Promise<Wanted | 'mine' | HeldOrder> {
  const judgement = await job.judge(standing);
  if (judgement.is === 'free') return { ...one, replaces: standing, kept: judgement.kept };
  if (judgement.is === 'mine') return 'mine';
  const held = { index: one.index, by: judgement.by.documentId };
  if (judgement.is === 'held') return held;
  // Only a replay can hold something above: it does not wait, and takes the order for one that the other file has.
  if (await holdsAbove(job, one.id)) return held;
  throw new InWorkElsewhere('A file in work has an order of this one; the message comes again after it.');
}

async function holdsAbove({ orderIds, me, ids }: Job, id: string): Promise<boolean> {
  for (const list of inAscendingOrder(ids, orderIds.atOnce)) {
    const above = list.filter((one) => one.id > id).map((one) => one.id);
    if (above.length === 0) continue;
    for (const { holders } of (await orderIds.read(above)).values())
      if (holders.some(({ documentId }) => documentId === me.documentId)) return true;
  }
  return false;
}

/** Counts what is held for sure: the file is rejected in any case, so it waits for nobody any more. */
async function heldOf({ orderIds, judge }: Job, list: readonly IdAt[]): Promise<HeldOrder[]> {
  const claims = await orderIds.read(list.map(({ id }) => id));
  const held: HeldOrder[] = [];
  for (const { id, index } of list) {
    const judgement = await judge(claims.get(id));
    if (judgement.is === 'held') held.push({ index, by: judgement.by.documentId });
  }
  return held;
}

function eachOnce(held: readonly HeldOrder[]): HeldOrder[] {
  return [...new Map(held.map((one) => [one.index, one])).values()];
}
