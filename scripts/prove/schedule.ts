// One schedule from beginning to end: explored prefix, fair ending, judgement.
import { TryAgain } from '../../lambda/core/errors.ts';
import { runToRest } from './ending.ts';
import { judgeWorld } from './evidence.ts';
import { make } from './make.ts';
import { movesOf, REDUNDANT, type Budget, type Move } from './moves.ts';
import type { Call } from './stage.ts';
import { createWorld, type Theatre, type World } from './world.ts';

/** Decides the next move. The list is made only when it is asked for. Undefined: the prefix ends here. */
export type Choose = (
  decision: number,
  list: () => Moves,
  world: World,
) => Move | undefined | typeof REDUNDANT;

export type Moves = Move[] | typeof REDUNDANT;

export interface Watcher {
  /** Before a move is made. */
  onMove?: (world: World, move: Move) => void;
  /** Where the explored prefix ends. */
  onEnding?: (world: World) => void;
  /** Before a call of the ending is settled. */
  onSettle?: (world: World, call: Call) => void;
}

export interface Played {
  world: World;
  /** Every broken part of the promise, as sentences. */
  violations: readonly string[];
  /** It was given up because another order of the same calls, or another setup, stands for it; it counts for nothing. */
  isRedundant: boolean;
}

/** Plays one schedule. The same choices always give the same schedule. */
export async function play(theatre: Theatre, choose: Choose, watcher: Watcher = {}): Promise<Played> {
  const world = createWorld(theatre);
  if (!(await playPrefix(world, choose, watcher))) return { world, violations: [], isRedundant: true };
  watcher.onEnding?.(world);
  const rests = await runToRest(world, watcher.onSettle);
  return { world, violations: violationsOf(world, rests), isRedundant: false };
}

async function playPrefix(world: World, choose: Choose, { onMove }: Watcher): Promise<boolean> {
  const { deliveries, acts, depth, leastFaults, leastEarly } = world.setup;
  const budget: Budget = { deliveries, acts: [...acts] };
  const list = () => movesOf(world, budget);
  for (let decision = 0; decision < depth; decision++) {
    const move = choose(decision, list, world);
    if (move === REDUNDANT) return false;
    if (!move) break;
    onMove?.(world, move);
    const running = make(world, budget, move);
    if (running) await running;
  }
  const early = world.faults.filter(({ what }) => what === 'early').length;
  return world.spent >= leastFaults && early >= leastEarly;
}

function violationsOf(world: World, rests: boolean): readonly string[] {
  // A run that could not even begin because a service was out comes again by its schedule.
  const unexpected = world.failures.filter(({ error }) => !(error instanceof TryAgain));
  const failures = unexpected.map(({ actor, error }) => `${actor.name} threw ${String(error)}`);
  const seen = [...world.observer.violations, ...failures];
  if (!rests) return [...seen, 'the system does not come to rest'];
  const judged = judgeWorld(world);
  return seen.length === 0 ? judged : [...seen, ...judged];
}
