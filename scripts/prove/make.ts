// Makes one move.
import { act } from './acts.ts';
import { startDelivery } from './actors.ts';
import { hitCall, settle } from './direct.ts';
import type { Budget, Move } from './moves.ts';
import type { Call } from './stage.ts';
import type { World } from './world.ts';

type Made = Promise<void> | undefined;

/** A promise only when the real code must run; time and table have changed when it is over. */
export function make(world: World, budget: Budget, move: Move): Made {
  if (move.kind === 'go') {
    const call = callAt(world, move);
    world.last = call;
    if (call.actor.skewInMs !== 0) world.memory.cover(call.request, 'skew');
    return settle(world, call);
  }
  world.last = undefined;
  return makeOther(world, budget, move);
}

function makeOther(world: World, budget: Budget, move: Exclude<Move, { kind: 'go' }>): Made {
  switch (move.kind) {
    case 'hit':
      return hitCall(world, callAt(world, move), move.hit);
    case 'deliver':
      budget.deliveries--;
      return deliver(world, move);
    case 'act':
      budget.acts.splice(budget.acts.indexOf(move.act), 1);
      if (move.skewInMs !== 0) fault(world, 'skew');
      return act(world, move.act, move.skewInMs);
    case 'jump':
      return jump(world);
    case 'lose':
      world.messages.remove(move.message);
      world.lost = true;
      return fault(world, 'loss');
  }
}

/** The call that a move is about. */
export function callAt({ stage }: World, { actor, at }: { actor: number; at: number }): Call {
  const call = stage.callAt(actor, at);
  if (!call) throw new Error(`No call waits at position ${at} of actor ${actor + 1}.`);
  return call;
}

function jump(world: World): undefined {
  for (const { request } of world.stage.waiting) world.memory.cover(request, 'jump before');
  world.time += world.setup.jumpInMs;
  return fault(world, 'jump');
}

function deliver(world: World, move: Extract<Move, { kind: 'deliver' }>): Made {
  if (move.skewInMs !== 0) fault(world, 'skew');
  if (move.isEarly) fault(world, 'early');
  const messages = world.messages.waiting.filter(({ number }) => move.messages.includes(number));
  return startDelivery(world, messages, move.skewInMs);
}

function fault(world: World, what: string): undefined {
  world.spent++;
  world.faults.push({ what });
  return undefined;
}
