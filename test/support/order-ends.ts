// Ends of a file of orders that its content does not bring about.
import { expect } from '@jest/globals';
import type { FileVersion } from '../../lambda/core/work.ts';
import { deliverOrCrash } from './deliveries.ts';
import type { World } from './world.ts';

/** Rejects the files of this work whatever is in them, as another version of the code might. */
export async function rejecting(world: World, work: () => Promise<unknown>): Promise<void> {
  const { measure } = world;
  world.measure = async ({ body }) => {
    body.destroy();
    return {
      status: 'REJECTED',
      fileType: 'application/json',
      reasonCode: 'MALFORMED_JSON',
      reason: 'byte 0',
    };
  };
  await work();
  world.measure = measure;
}

/** Leaves the file in work, with its orders claimed. */
export async function leaveInWork(world: World, file: FileVersion): Promise<void> {
  world.before.set('complete staged', () => new Promise(() => undefined));
  expect(await deliverOrCrash(world, file)).toBe('crashed');
  expect(world.calls.at(-1)).toBe('complete staged');
  world.before.clear();
}
