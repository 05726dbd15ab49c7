// What others do to the system: the operator, a purge, and the functions that a schedule starts.
import { startScheduled, type Role } from './actors.ts';
import type { Act } from './setup.ts';
import type { World } from './world.ts';

/** Longer than a reservation of the reconciler. */
const LATER_IN_MS = 7 * 60 * 60_000;

const SCHEDULED: readonly Act[] = ['redrive', 'reconcile'];

export function isScheduled(act: Act): act is Act & Role {
  return SCHEDULED.includes(act);
}

/** The operator and the purge act on the first version. */
export function act(world: World, name: Act, skewInMs: number): Promise<void> | undefined {
  if (isScheduled(name)) return startScheduled(world, name, skewInMs);
  if (name === 'later') {
    world.time += LATER_IN_MS;
    return undefined;
  }
  const [version] = world.source;
  if (!version) return undefined;
  if (name === 'purge') {
    world.purged.add(version.versionId);
    return undefined;
  }
  world.replays.set(version.documentId, 2);
  world.messages.send({
    label: `replay of ${version.versionId}`,
    body: version.replay,
    visibleAt: world.time,
  });
  return undefined;
}
