import { describe, expect, test } from '@jest/globals';
import { redrive } from '../../../../lambda/core/redrive/redrive.ts';
import { envelope, ownEnvelope } from '../../../support/events.ts';
import { createUpkeepWorld, type UpkeepWorld } from '../../../support/upkeep-world.ts';

const run = (world: UpkeepWorld) => redrive(world.redriveRun());

describe('a message that cannot be understood', () => {
  test.each([
    ['foreign JSON', JSON.stringify({ hello: 'world' })],
    ['rubbish', '\u0001\u0002 not json'],
    ['an empty text', ''],
    ['a number', '1'],
    ['256 KB', JSON.stringify({ text: 'x'.repeat(256 * 1024 - 11) })],
    ['deep nesting', '['.repeat(250_000)],
    ['an event about something else', JSON.stringify(envelope({}, { 'detail-type': 'Object Deleted' }))],
    ['a round that is no count', JSON.stringify({ ...ownEnvelope(), detail: { round: 'x' } })],
  ])('%s is parked word for word with its reason, then deleted', async (_what, body) => {
    const world = createUpkeepWorld();
    world.deadLetters.put(body);
    const result = await run(world);
    expect(world.calls).toEqual(['receive', 'park', 'delete', 'receive']);
    expect(world.parkedMessages.parked).toEqual([
      { messageId: 'letter-1', body, reason: expect.stringMatching(/\.$/) },
    ]);
    expect(result.letters).toMatchObject([{ deleted: true, parkedFor: expect.any(String) }]);
    expect(world.deadLetters.bodies()).toEqual([]);
  });
});

describe('the bounds of one run', () => {
  test('10,000 bad messages: each run takes at most as many as it may', async () => {
    const world = createUpkeepWorld();
    for (let count = 0; count < 10_000; count++) world.deadLetters.put(`rubbish ${count}`);
    const { letters, stoppedBy } = await run(world);
    expect([letters.length, stoppedBy]).toEqual([100, 'limit']);
    expect(world.parkedMessages.parked).toHaveLength(100);
    expect(world.deadLetters.bodies()).toHaveLength(9_900);
    expect(world.calls.filter((name) => name === 'receive')).toHaveLength(10);
    await run(world);
    expect(world.deadLetters.bodies()).toHaveLength(9_800);
  });

  test('a limit that is no multiple of ten holds exactly', async () => {
    const world = createUpkeepWorld();
    world.redriveSettings.maxMessages = 13;
    for (let count = 0; count < 40; count++) world.deadLetters.put('rubbish');
    expect((await run(world)).letters).toHaveLength(13);
    expect(world.deadLetters.bodies()).toHaveLength(27);
  });

  test('nothing is begun shortly before the deadline', async () => {
    const world = createUpkeepWorld();
    for (let count = 0; count < 40; count++) world.deadLetters.put('rubbish');
    world.before.set('park', async () => world.clock.advance(60_000));
    const { letters, stoppedBy } = await run(world);
    expect([letters.length, stoppedBy]).toEqual([5, 'time']);
    expect(world.deadLetters.bodies()).toHaveLength(35);
  });

  test('what was taken and not begun is back when the run is over', async () => {
    const world = createUpkeepWorld();
    for (let count = 0; count < 7; count++) world.deadLetters.put('rubbish');
    world.before.set('park', async () => world.clock.advance(60_000));
    await run(world);
    world.before.clear();
    world.clock.advance(1_000);
    expect((await run(world)).letters).toHaveLength(2);
  });

  test('an empty queue ends it at once', async () => {
    const world = createUpkeepWorld();
    expect(await run(world)).toEqual({ letters: [], stoppedBy: 'empty' });
  });
});
