import { describe, expect, test } from '@jest/globals';
import { ownMessage } from '../../../../lambda/core/own-message.ts';
import { processFile } from '../../../../lambda/core/process-file.ts';
import { redrive } from '../../../../lambda/core/redrive/redrive.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { disposals, failingFile, sentAs } from '../../../support/dead-letters.ts';
import { createUpkeepWorld, type UpkeepWorld } from '../../../support/upkeep-world.ts';
import { onlyRow } from '../../../support/world.ts';

const run = (world: UpkeepWorld) => redrive(world.redriveRun());

/** Something happens to the row between the look of redrive and its write. */
function meanwhile(world: UpkeepWorld, step: string, more: Partial<FileRow>): void {
  world.before.set(step, async () => {
    world.before.delete(step);
    world.table.load({ ...onlyRow(world), ...more });
  });
}

describe('between the look and the count', () => {
  test('another run counted: the round is not used up twice', async () => {
    const world = createUpkeepWorld();
    await failingFile(world);
    meanwhile(world, 'count-round', { redriveRounds: 1 });
    expect(disposals(await run(world))).toMatchObject([{ done: 'sent', why: 'other-round', round: 1 }]);
    expect(onlyRow(world).redriveRounds).toBe(1);
  });

  test('the operator opened the next revision: its rounds are its own', async () => {
    const world = createUpkeepWorld();
    await failingFile(world);
    meanwhile(world, 'count-round', { revision: 2 });
    expect(disposals(await run(world))).toMatchObject([
      { done: 'sent', why: 'other-round', revision: 2, round: 0 },
    ]);
    expect(onlyRow(world).redriveRounds).toBe(0);
  });

  test('somebody finished the file: the letter is dropped', async () => {
    const world = createUpkeepWorld();
    const file = await failingFile(world);
    world.before.set('count-round', async () => {
      world.before.clear();
      await processFile({ file, receives: 1 }, world.run());
    });
    expect(disposals(await run(world))).toEqual([{ done: 'dropped', why: 'announced' }]);
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSED', redriveRounds: 0 });
    expect(sentAs(world)).toEqual([]);
  });
});

describe('between the look and the claim that gives up', () => {
  async function lastRound(world: UpkeepWorld) {
    const file = await failingFile(world);
    world.table.load({ ...onlyRow(world), redriveRounds: 3 });
    const [first] = await world.deadLetters.receive(1, 0);
    await world.deadLetters.delete(first?.receiptHandle ?? '');
    world.deadLetters.put(ownMessage(file, { revision: 1, round: 3 }));
  }

  test('somebody claimed the file: a live run is never overwritten', async () => {
    const world = createUpkeepWorld();
    await lastRound(world);
    const claimed = { token: 'other', leaseUntil: '2026-11-21T10:06:00.000Z' };
    meanwhile(world, 'claim-to-fail', claimed);
    expect(disposals(await run(world))).toEqual([{ done: 'left', why: 'busy' }]);
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSING', ...claimed });
    expect(world.notices.published).toEqual([]);
  });

  test.each<[string, Partial<FileRow>]>([
    ['the operator opened the next revision', { revision: 2, redriveRounds: 0 }],
    ['the rounds began anew', { redriveRounds: 0 }],
  ])('%s: that one is not given up', async (_what, more) => {
    const world = createUpkeepWorld();
    await lastRound(world);
    meanwhile(world, 'claim-to-fail', more);
    expect(disposals(await run(world))).toMatchObject([{ done: 'sent', why: 'other-round', round: 0 }]);
    expect(onlyRow(world)).toMatchObject({ status: 'PROCESSING', ...more });
    expect(world.notices.published).toEqual([]);
  });

  test('an announced verdict came from elsewhere: the letter is dropped', async () => {
    const world = createUpkeepWorld();
    await lastRound(world);
    meanwhile(world, 'claim-to-fail', { status: 'PROCESSED', notification: 'SENT' });
    expect(disposals(await run(world))).toEqual([{ done: 'dropped', why: 'announced' }]);
    expect(onlyRow(world).status).toBe('PROCESSED');
  });
});

test('a row that changes again and again is left to the next run', async () => {
  const world = createUpkeepWorld();
  await failingFile(world);
  const { table, ...rest } = world.redriveRun();
  const write: typeof table.write = async (step) =>
    step.step === 'count-round'
      ? { written: false, row: { ...onlyRow(world), redriveRounds: 0 } }
      : table.write(step);
  const result = await redrive({ ...rest, table: { get: table.get, count: table.count, write } });
  expect(disposals(result)).toEqual([{ done: 'left', why: 'superseded' }]);
  expect(world.deadLetters.bodies()).toHaveLength(1);
});
