// Seeded random schedules: of setups that are too large to be explored whole, and, seeking, of all of them for the coverage.
import { callAt } from './make.ts';
import { REDUNDANT, type Move } from './moves.ts';
import { siteOf } from './request.ts';
import { play, type Choose, type Played } from './schedule.ts';
import type { Theatre, World } from './world.ts';

/** How often a fault is taken where one is possible. */
const FAULT_SHARE = 0.12;
/** How often the same invocation goes on: few changes at odd places find more than many everywhere. */
const STICKY_SHARE = 0.75;
/** How often something new is tried at once; otherwise its chance comes again at another place. */
const SEEKING_SHARE = 0.5;
/** How often a seeking schedule takes a wrong clock, which may be new to what its owner will call. */
const SKEW_SHARE = 0.1;
/** How often a seeking schedule takes any other fault: some call sites are reached only after one. */
const SPARE_SHARE = 0.03;
/** How often a seeking schedule lets those who have begun go on. */
const ORDERLY_SHARE = 0.8;

export interface Dice {
  random: () => number;
  /** Prefers faults that were not tried at their call site yet. */
  isSeeking: boolean;
}

/** Plays one random schedule; gives its choices with it. */
export async function playRandom(
  theatre: Theatre,
  { random, isSeeking }: Dice,
): Promise<{ played: Played; choices: number[] }> {
  const choices: number[] = [];
  const choose: Choose = (_decision, list, world) => {
    const moves = list();
    if (moves === REDUNDANT || moves.length < 2) return moves === REDUNDANT ? moves : moves[0];
    const sought = isSeeking ? moves.findIndex((move) => isNew(world, move) || isSkewed(move, random)) : -1;
    const chosen = isSeeking ? seek(moves, sought, random) : draw(world, moves, random);
    choices.push(chosen);
    return moves[chosen];
  };
  return { played: await play(theatre, choose), choices };
}

function draw(world: World, moves: readonly Move[], random: () => number): number {
  const going = random() < STICKY_SHARE ? sameActor(world, moves) : -1;
  return going >= 0 ? going : pick(moves, FAULT_SHARE, random);
}

/** The next call of whoever made the last one, or has just begun. */
function sameActor({ last, stage }: World, moves: readonly Move[]): number {
  const position = last?.position ?? stage.actors.length - 1;
  return moves.findIndex((move) => move.kind === 'go' && move.actor === position);
}

/** Something new if there is, else mostly one invocation after the other, as far as they go. */
function seek(moves: readonly Move[], sought: number, random: () => number): number {
  if (sought >= 0 && random() < SEEKING_SHARE) return sought;
  return random() < ORDERLY_SHARE ? 0 : pick(moves, SPARE_SHARE / (1 - ORDERLY_SHARE), random);
}

/** It would try something at a call site for the first time. */
function isNew(world: World, move: Move): boolean {
  const { cells } = world.memory;
  if (move.kind === 'hit') return !cells.has(`${siteOf(callAt(world, move).request)} | ${move.hit}`);
  if (move.kind !== 'jump') return false;
  return world.stage.waiting.some(({ request }) => !cells.has(`${siteOf(request)} | jump before`));
}

function isSkewed(move: Move, random: () => number): boolean {
  const isAStart = move.kind === 'deliver' || move.kind === 'act';
  return isAStart && move.skewInMs !== 0 && random() < SKEW_SHARE;
}

function pick(moves: readonly Move[], faultShare: number, random: () => number): number {
  const firstFault = moves.findIndex(isFault);
  const plain = firstFault < 0 ? moves.length : firstFault;
  const takesFault = plain === 0 || (plain < moves.length && random() < faultShare);
  return takesFault ? plain + Math.floor(random() * (moves.length - plain)) : Math.floor(random() * plain);
}

/** Moves without faults come first in every list. */
function isFault(move: Move): boolean {
  if (move.kind === 'deliver') return move.isEarly || move.skewInMs !== 0;
  if (move.kind === 'act') return move.skewInMs !== 0;
  return move.kind !== 'go';
}

/** 53 bits that stand for the choices: two FNV-1a sums. */
export function fingerprint(setup: string, choices: readonly number[]): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (const value of [...Buffer.from(setup), 255, ...choices]) {
    low = Math.imul(low ^ value, 0x01000193) >>> 0;
    high = Math.imul(high ^ (value + 0x9e37), 0x85ebca6b) >>> 0;
  }
  return (high & 0x1fffff) * 2 ** 32 + low;
}
