// Decides what happens to one waiting call: its effect on the world, and what its actor is told.
import { TryAgain } from '../../lambda/core/errors.ts';
import { effectOf } from './effects.ts';
import type { Answer, Hit } from './request.ts';
import { tell, type Call } from './stage.ts';
import type { World } from './world.ts';

// Made once: the same error is the same answer.
const REFUSED: Answer = { error: new TryAgain('The call was refused.') };
const LOST: Answer = { error: new TryAgain('The answer was lost.') };

/** Lets a call happen as it should. A promise only when the real code must run. */
export function settle(world: World, call: Call): Promise<void> | undefined {
  const answer = perform(world, call);
  return answer instanceof Promise ? answer.then((known) => go(world, call, known)) : go(world, call, answer);
}

function go(world: World, call: Call, answer: Answer): Promise<void> | undefined {
  if (call.actor.state !== 'alive') return undefined;
  const time = tell(call, answer, world.time);
  if (time instanceof Promise) return time.then((then) => void (world.time = then));
  world.time = time;
  return undefined;
}

/** Injects a fault at one call, and keeps the record. */
export function hitCall(world: World, call: Call, hit: Hit): Promise<void> | undefined {
  world.spent++;
  record(world, call, hit);
  if (hit === 'crash before') return crash(call);
  if (hit === 'error before') return go(world, call, REFUSED);
  const answer = hit === 'repeated' ? performTwice(world, call) : perform(world, call);
  if (answer instanceof Promise)
    return answer.then((known) => afterwards(world, { call, hit, answer: known }));
  return afterwards(world, { call, hit, answer });
}

function afterwards(
  world: World,
  { call, hit, answer }: { call: Call; hit: Hit; answer: Answer },
): Promise<void> | undefined {
  if (hit === 'crash after') return crash(call);
  if (hit === 'jump after') world.time += world.setup.jumpInMs;
  return go(world, call, hit === 'error after' ? LOST : answer);
}

function record(world: World, { actor, request }: Call, hit: Hit): void {
  world.memory.cover(request, hit);
  const others = hit.startsWith('crash') ? actor.performer.pending.filter((other) => other !== request) : [];
  for (const { name, method, documentId } of others)
    world.faults.push({ what: 'crash', hit: 'crash before', call: name, method, documentId });
  const { name, method, documentId } = request;
  world.faults.push({ what: hit, hit, call: name, method, documentId });
}

function crash({ actor }: Call): undefined {
  actor.state = 'dead';
}

function performTwice(world: World, call: Call): Answer | Promise<Answer> {
  const first = perform(world, call);
  return first instanceof Promise ? first.then(() => perform(world, call)) : perform(world, call);
}

function perform(world: World, call: Call): Answer | Promise<Answer> {
  try {
    const value = effectOf(world, call);
    return value instanceof Promise ? value.then((known) => ({ value: known })) : { value };
  } catch (error) {
    return { error };
  }
}
