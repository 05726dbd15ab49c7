// The fair ending: after the explored prefix everything runs without faults until nothing is left to do.
import { startDelivery } from './actors.ts';
import { act } from './acts.ts';
import { settle } from './direct.ts';
import type { Call } from './stage.ts';
import type { World } from './world.ts';

const HOUR_IN_MS = 60 * 60_000;
/** Far above what any schedule needs; reaching it means that something goes round for ever. */
const MOST_ROUNDS = 60;

/** Longer than a reservation of the reconciler. */
const BETWEEN_PASSES_IN_MS = 7 * HOUR_IN_MS;
/** What one pass cannot do, because somebody had a reservation, the next one does. */
const PASSES = 2;

/** Runs until nothing is left to do. Reconcile helps only where a message was lost: everywhere else it must not be needed. False when it never ends. */
export async function runToRest(world: World, onSettle?: OnSettle): Promise<boolean> {
  if (!(await runQueues(world, onSettle))) return false;
  for (let passes = 0; world.lost && passes < PASSES; passes++) {
    world.time += BETWEEN_PASSES_IN_MS;
    await act(world, 'reconcile', 0);
    if (!(await runQueues(world, onSettle))) return false;
  }
  return true;
}

type OnSettle = (world: World, call: Call) => void;

async function runQueues(world: World, onSettle?: OnSettle): Promise<boolean> {
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    await finishAll(world, onSettle);
    const [message] = world.messages.waiting;
    if (!message && world.messages.dead.length === 0) return true;
    // Longer than any lease, retry delay and visibility time-out.
    world.time += HOUR_IN_MS;
    await (message ? startDelivery(world, [message], 0) : act(world, 'redrive', 0));
  }
  return false;
}

async function finishAll(world: World, onSettle?: OnSettle): Promise<void> {
  for (let call = world.stage.first; call; call = world.stage.first) {
    onSettle?.(world, call);
    const running = settle(world, call);
    if (running) await running;
  }
}
