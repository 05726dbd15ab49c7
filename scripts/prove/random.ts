// Seeded random schedules of setups that are too large to be explored whole.
import { REDUNDANT, type Move } from './moves.ts';
import { play, type Choose, type Played } from './schedule.ts';
import type { Theatre } from './world.ts';

/** How often a fault is taken where one is possible. */
const FAULT_SHARE = 0.12;

/** Numbers from 0 (included) to 1 (excluded); the same seed gives the same ones (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Plays one random schedule; gives its choices with it. */
export async function playRandom(
  theatre: Theatre,
  random: () => number,
): Promise<{ played: Played; choices: number[] }> {
  const choices: number[] = [];
  const choose: Choose = (_decision, list) => {
    const moves = list();
    if (moves === REDUNDANT || moves.length < 2) return moves === REDUNDANT ? moves : moves[0];
    const chosen = pick(moves, random);
    choices.push(chosen);
    return moves[chosen];
  };
  return { played: await play(theatre, choose), choices };
}

function pick(moves: readonly Move[], random: () => number): number {
  const firstFault = moves.findIndex(isFault);
  const plain = firstFault < 0 ? moves.length : firstFault;
  const takesFault = plain === 0 || (plain < moves.length && random() < FAULT_SHARE);
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
