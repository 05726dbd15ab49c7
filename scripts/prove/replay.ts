// Plays one schedule again with the real code all the way, and prints every step.
import { Memory } from './memory.ts';
import { parseId } from './id.ts';
import { REDUNDANT } from './moves.ts';
import { play, type Choose, type Played } from './schedule.ts';
import { setupNamed } from './setups.ts';
import { sourceOf } from './source.ts';
import { describeMove } from './trace.ts';
import { UserError } from '../lib/user-error.ts';

/** Takes the choices one after the other where there is a choice; ends the prefix when they are used up. */
export function following(choices: readonly number[]): Choose {
  let made = 0;
  return (_decision, list) => {
    const moves = list();
    if (moves === REDUNDANT || moves.length < 2) return moves === REDUNDANT ? moves : moves[0];
    const chosen = choices[made++];
    const move = moves[chosen ?? 0];
    if (chosen === undefined) return undefined;
    if (!move)
      throw new UserError(
        'The code has changed since this id was printed: there is no such choice any more.',
      );
    return move;
  };
}

/** Plays the schedule of this id; `say` gets its steps. */
export async function replay(id: string, say: (line: string) => void, isLive = true): Promise<Played> {
  const { setup: name, choices } = parseId(id);
  const setup = setupNamed(name);
  const theatre = { setup, source: sourceOf(setup), memory: new Memory(), isLive };
  const clock = (time: number) => new Date(time).toISOString().slice(11, 23);
  return play(theatre, following(choices), {
    onMove: (world, move) => say(`${clock(world.time)}  ${describeMove(world, move)}`),
    onEnding: (world) => say(`${clock(world.time)}  -- from here on fairly, without faults --`),
    onSettle: (world, { actor, request }) => say(`${clock(world.time)}  ${actor.name}: ${request.name}`),
  });
}
