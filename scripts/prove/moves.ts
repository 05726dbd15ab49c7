// What may be decided next, in a fixed order. A move is plain data, so that the same prefix can be played again without listing its moves anew.
import { isScheduled } from './acts.ts';
import { areIndependent } from './independence.ts';
import { isInHand, type Message } from './messages.ts';
import { canBeHit, type Hit } from './request.ts';
import type { Act } from './setup.ts';
import type { Call } from './stage.ts';
import { isInTime, type World } from './world.ts';

/** `actor` is a position on the stage, `at` a position among its waiting calls, messages go by number. */
export type Move =
  | { kind: 'go'; actor: number; at: number }
  | { kind: 'hit'; actor: number; at: number; hit: Hit }
  | { kind: 'deliver'; messages: readonly number[]; skewInMs: number; isEarly: boolean }
  | { kind: 'jump' }
  | { kind: 'lose'; message: number }
  | { kind: 'act'; act: Act; skewInMs: number };

/** What is left of the bounds of the setup. */
export interface Budget {
  deliveries: number;
  acts: Act[];
}

/** Nothing can happen here that does not happen in another order, too. */
export const REDUNDANT = 'redundant';

/** All moves, those without faults first. None when nothing but faults could happen: then the explored prefix is over. */
export function movesOf(world: World, budget: Budget): Move[] | typeof REDUNDANT {
  const all = world.stage.waiting;
  const waiting = all.filter((call) => !isOutOfOrder(world, call));
  const moves: Move[] = waiting.map(({ position, at }) => ({ kind: 'go', actor: position, at }));
  const messages = budget.deliveries > 0 ? distinct(world.messages.waiting) : [];
  for (const message of messages)
    if (canBeDelivered(world, message))
      moves.push({ kind: 'deliver', messages: batchWith(world, message), skewInMs: 0, isEarly: false });
  for (const name of budget.acts)
    if (isPossible(world, name)) moves.push({ kind: 'act', act: name, skewInMs: 0 });
  if (moves.length === 0 && all.length === 0) return [];
  if (world.spent < world.setup.faults) addFaults(world, { all, waiting, messages, budget }, moves);
  return moves.length > 0 ? moves : REDUNDANT;
}

/** The last call could as well have come after this one, and that order is explored. */
function isOutOfOrder({ last, setup }: World, { position, request }: Call): boolean {
  return (
    setup.isReduced && last !== undefined && position < last.position && areIndependent(request, last.request)
  );
}

/** Hours pass only while nobody works. */
function isPossible({ stage, messages }: World, name: Act): boolean {
  if (name === 'redrive') return messages.dead.length > 0;
  return name !== 'later' || stage.first === undefined;
}

interface Targets {
  all: readonly Call[];
  waiting: readonly Call[];
  messages: readonly Message[];
  budget: Budget;
}

function addFaults(world: World, targets: Targets, moves: Move[]): void {
  const { all, messages, budget } = targets;
  const { jumpInMs, skewInMs } = world.setup;
  const skews = skewInMs > 0 ? [skewInMs, -skewInMs] : [];
  addHits(world, targets, moves);
  if (jumpInMs > 0 && all.length > 0) moves.push({ kind: 'jump' });
  for (const message of messages) addMessageFaults(world, { message, skews }, moves);
  for (const name of budget.acts)
    if (isScheduled(name) && isPossible(world, name))
      for (const skew of skews) moves.push({ kind: 'act', act: name, skewInMs: skew });
}

function addHits(world: World, { all, waiting }: Targets, moves: Move[]): void {
  for (const call of all)
    for (const hit of world.setup.hits) {
      // A jump moves the time of everybody, so its place among the others matters.
      const isInOrder = hit === 'jump after' || waiting.includes(call);
      if (isInOrder && canHit(world, call, hit))
        moves.push({ kind: 'hit', actor: call.position, at: call.at, hit });
    }
}

function addMessageFaults(
  world: World,
  { message, skews }: { message: Message; skews: readonly number[] },
  moves: Move[],
): void {
  const { earlyVisibility, losses } = world.setup;
  if (!canBeDelivered(world, message)) {
    const messages = [message.number];
    if (earlyVisibility && isInHand(message))
      moves.push({ kind: 'deliver', messages, skewInMs: 0, isEarly: true });
    return;
  }
  const messages = batchWith(world, message);
  for (const skewInMs of skews) moves.push({ kind: 'deliver', messages, skewInMs, isEarly: false });
  if (losses) moves.push({ kind: 'lose', message: message.number });
}

function canHit({ setup }: World, { request }: Call, hit: Hit): boolean {
  return (hit !== 'jump after' || setup.jumpInMs > 0) && canBeHit(request, hit);
}

/** Equal messages are interchangeable: one of them is enough. */
function distinct(messages: readonly Message[]): readonly Message[] {
  if (messages.length < 2) return messages;
  const kinds = new Set<string>();
  return messages.filter((message) => {
    const kind = `${message.label} ${message.receives} ${isInHand(message)}`;
    return !kinds.has(kind) && kinds.add(kind);
  });
}

/** Waiting for its turn may take time, but never so long that a living invocation would outlive itself: that is a fault of its own. */
function canBeDelivered(world: World, message: Message): boolean {
  if (isInHand(message)) return message.visibleAt <= world.time;
  return (
    message.visibleAt <= world.time ||
    world.stage.actors.every((actor) => !isInTime(world, actor) || actor.endsAt > message.visibleAt)
  );
}

/** The message itself, and those that the same poll would bring along. */
function batchWith(world: World, message: Message): number[] {
  const { batch } = world.setup;
  if (batch === 1) return [message.number];
  const others = world.messages.waiting.filter((one) => one !== message && canBeDelivered(world, one));
  return [message, ...others.slice(0, batch - 1)].map(({ number }) => number);
}
