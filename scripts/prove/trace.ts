// A schedule in words: one short line for every decision.
import { callAt } from './make.ts';
import type { Move } from './moves.ts';
import type { World } from './world.ts';

export function describeMove(world: World, move: Move): string {
  switch (move.kind) {
    case 'go':
      return `${describeCall(world, move)}`;
    case 'hit':
      return `${describeCall(world, move)} <-- ${move.hit}`;
    case 'deliver':
      return describeDelivery(world, move);
    case 'jump':
      return `${world.setup.jumpInMs / 60_000} minutes pass`;
    case 'lose':
      return `message ${move.message} is lost`;
    case 'act':
      return `${move.act}${skewed(move.skewInMs)}`;
  }
}

function describeCall(world: World, move: { actor: number; at: number }): string {
  const { actor, request } = callAt(world, move);
  return `${actor.name}: ${request.name}`;
}

function describeDelivery({ stage, messages }: World, move: Extract<Move, { kind: 'deliver' }>): string {
  const what = messages.waiting
    .filter(({ number }) => move.messages.includes(number))
    .map(({ label, receives }) => `${label} (receive ${receives + 1})`)
    .join(', ');
  const early = move.isEarly ? ', handed out again too early' : '';
  return `process-file ${stage.actors.length + 1} receives ${what}${early}${skewed(move.skewInMs)}`;
}

function skewed(skewInMs: number): string {
  return skewInMs === 0 ? '' : `, its clock wrong by ${skewInMs / 60_000} minutes`;
}
