import { describe, expect, test } from '@jest/globals';
import { ownMessage } from '../../../../lambda/core/own-message.ts';
import { processFile } from '../../../../lambda/core/process-file.ts';
import { redrive } from '../../../../lambda/core/redrive/redrive.ts';
import { eventOf, failingFile } from '../../../support/dead-letters.ts';
import { envelope } from '../../../support/events.ts';
import { expectPromise, runClean } from '../../../support/upkeep-promise.ts';
import { createUpkeepWorld, orCrash, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { FAULTS, onlyRow, upload } from '../../../support/world.ts';

interface Scenario {
  name: string;
  /** The calls of the run without a fault. */
  calls: readonly string[];
  prepare(world: UpkeepWorld): Promise<void>;
  expectEnd(world: UpkeepWorld): void;
}

const expectProcessed = (world: UpkeepWorld) => {
  expectPromise(world, { rows: 1, mostMessages: 2 });
  expect(onlyRow(world).status).toBe('PROCESSED');
};

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a version without a row',
    calls: ['receive', 'get', 'create', 'send', 'delete', 'receive'],
    prepare: async (world) => world.deadLetters.put(JSON.stringify(eventOf(upload(world)))),
    expectEnd: expectProcessed,
  },
  {
    name: 'an event without a version id',
    calls: ['receive', 'listVersions', 'get', 'create', 'send', 'delete', 'receive'],
    prepare: async (world) => {
      const { eTag = '' } = upload(world);
      world.deadLetters.put(JSON.stringify(envelope({ key: 'notes.txt', eTag })));
    },
    expectEnd: expectProcessed,
  },
  {
    name: 'a file that waits',
    calls: ['receive', 'get', 'count-round', 'send', 'delete', 'receive'],
    prepare: async (world) => void (await failingFile(world)),
    expectEnd: (world) => {
      expectProcessed(world);
      expect(onlyRow(world).redriveRounds).toBeLessThanOrEqual(1);
    },
  },
  {
    name: 'a file that is given up',
    calls: [
      'receive',
      'get',
      'claim-to-fail',
      'count',
      'commit',
      'putIfAbsent',
      'publish',
      'mark',
      'delete',
      'receive',
    ],
    prepare: async (world) => {
      const file = await failingFile(world);
      world.table.load({ ...onlyRow(world), redriveRounds: 3 });
      const [first] = await world.deadLetters.receive(1, 0);
      await world.deadLetters.delete(first?.receiptHandle ?? '');
      world.deadLetters.put(ownMessage(file, { revision: 1, round: 3 }));
    },
    expectEnd: (world) => {
      expectPromise(world, { rows: 1, mostMessages: 2 });
      expect(onlyRow(world)).toMatchObject({ status: 'FAILED', attempt: 0 });
    },
  },
  {
    name: 'a finished file',
    calls: ['receive', 'get', 'delete', 'receive'],
    prepare: async (world) => {
      const file = upload(world);
      await processFile({ file, receives: 1 }, world.run());
      world.deadLetters.put(JSON.stringify(eventOf(file)));
    },
    expectEnd: (world) => {
      expectPromise(world, { rows: 1, mostMessages: 1 });
      expect(world.fileMessages.sent).toEqual([]);
    },
  },
  {
    name: 'a message that cannot be understood',
    calls: ['receive', 'park', 'delete', 'receive'],
    prepare: async (world) => world.deadLetters.put('rubbish'),
    expectEnd: (world) => {
      const bodies = world.parkedMessages.parked.map(({ body }) => body);
      expect(new Set(bodies)).toEqual(new Set(['rubbish']));
      expect(bodies.length).toBeLessThanOrEqual(2);
    },
  },
];

describe.each(SCENARIOS)('one fault at any call of the run about $name', ({ calls, prepare, expectEnd }) => {
  test('none: the calls, in this order', async () => {
    const world = createUpkeepWorld();
    await prepare(world);
    world.calls.length = 0;
    await redrive(world.redriveRun());
    expect(world.calls).toEqual(calls);
  });

  test.each(calls.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const)))(
    '%s %s (%i), then clean runs',
    async (fault, _call, at) => {
      const world = createUpkeepWorld();
      await prepare(world);
      world.calls.length = 0;
      world.faults.set(at, fault);
      const end = await orCrash(() => redrive(world.redriveRun()));
      if (fault.startsWith('crash')) expect(end).toBe('crashed');
      await runClean(world);
      expectEnd(world);
      expect(world.deadLetters.bodies()).toEqual([]);
    },
  );
});

test('an error about one letter does not keep the others', async () => {
  const world = createUpkeepWorld();
  await failingFile(world, { key: 'a.txt' });
  await failingFile(world, { key: 'b.txt' });
  world.calls.length = 0;
  world.faults.set(1, 'error before');
  const { letters } = await redrive(world.redriveRun());
  expect(letters.map(({ deleted }) => deleted)).toEqual([false, true]);
  expect(letters[0]?.files[0]?.disposal).toMatchObject({ done: 'left', why: 'error' });
});

test('a file that is given up is free again after an error before its commit', async () => {
  const world = createUpkeepWorld();
  const file = await failingFile(world);
  world.table.load({ ...onlyRow(world), redriveRounds: 3, attempt: 1 });
  world.deadLetters.put(ownMessage(file, { revision: 1, round: 3 }));
  world.calls.length = 0;
  world.before.set('commit', async () => {
    throw new TypeError('a fault of the program');
  });
  await redrive(world.redriveRun());
  expect(onlyRow(world)).toMatchObject({ status: 'PROCESSING', attempt: 1, redriveRounds: 3 });
  expect(onlyRow(world)).not.toHaveProperty('token');
});

test('a queue that cannot be read ends the run with its error', async () => {
  const world = createUpkeepWorld();
  world.faults.set(0, 'error before');
  await expect(redrive(world.redriveRun())).rejects.toThrow('receive was refused');
});
