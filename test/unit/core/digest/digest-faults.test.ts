import { describe, expect, test } from '@jest/globals';
import { digest } from '../../../../lambda/core/digest/digest.ts';
import { closeMinute, createDigestWorld, toldBy, type DigestWorld } from '../../../support/digest-world.ts';
import { orCrash } from '../../../support/upkeep-world.ts';
import { FAULTS, INVOCATION_IN_MS, passLease } from '../../../support/world.ts';

/** Everything up to the storm is told; the minute of the storm is over. */
async function prepare(): Promise<DigestWorld> {
  const world = createDigestWorld();
  await digest(world.digestRun());
  await world.finish(1);
  world.clock.advance(60_000);
  await world.finish(5);
  closeMinute(world);
  world.calls.length = 0;
  return world;
}

const CALLS = ['take', 'read', 'read', 'read', 'byDay', 'store', 'publish', 'store', 'store'];
const PUBLISH = CALLS.indexOf('publish');

/** What people know in the end, whatever happened. */
function expectToldOnce(world: DigestWorld, mostMessages: number): void {
  const texts = new Set(world.notices.published.map(({ machineText, emailText }) => machineText + emailText));
  expect(texts.size).toBe(1);
  expect(toldBy(world)[0]).toMatchObject({ notificationId: 'digest-2026-11-21T10:01:00.000Z', total: 3 });
  expect(world.notices.published.length).toBeLessThanOrEqual(mostMessages);
  expect(world.passRecord.item).toEqual({ state: { coveredUntil: expect.any(String) } });
}

describe('one fault at any call of a run', () => {
  test('none: the calls, in this order', async () => {
    const world = await prepare();
    await digest(world.digestRun());
    expect(world.calls).toEqual(CALLS);
  });

  /** Only where nobody can know that it was published, a message goes out twice: with the same id and the same words. */
  const canDouble = (fault: string, at: number) =>
    (at === PUBLISH && fault.endsWith('after')) || (at === PUBLISH + 1 && fault === 'crash before');
  const isHeld = (fault: string, at: number) => {
    if (at === 0) return fault.endsWith('after');
    return fault.startsWith('crash') && !(at === CALLS.length - 1 && fault === 'crash after');
  };

  test.each(CALLS.flatMap((call, at) => FAULTS.map((fault) => [fault, call, at] as const)))(
    '%s %s (%i), then clean runs',
    async (fault, _call, at) => {
      const world = await prepare();
      world.faults.set(at, fault);
      const end = await orCrash(() => digest(world.digestRun()));
      expect(end).toBe(fault.startsWith('crash') ? 'crashed' : 'threw');
      world.faults.clear();
      // An error gives the lease back; where nobody could, it has to end.
      if (isHeld(fault, at)) {
        expect((await digest(world.digestRun())).done).toBe('busy');
        passLease(world);
      }
      for (let runs = 0; runs < 2; runs++) expect((await digest(world.digestRun())).done).toBe('ran');
      expectToldOnce(world, canDouble(fault, at) ? 2 : 1);
    },
  );
});

describe('two at once', () => {
  test('one of them tells it, the other is busy', async () => {
    const world = await prepare();
    const ends = await Promise.all([digest(world.digestRun()), digest(world.digestRun())]);
    expect(ends.map(({ done }) => done).sort()).toEqual(['busy', 'ran']);
    expectToldOnce(world, 1);
  });

  test.each(CALLS.slice(1).map((call, at) => [call, at + 1] as const))(
    'a run that sleeps beyond its lease before %s (%i) tells nothing new after the other has',
    async (_call, at) => {
      const world = await prepare();
      const name = CALLS[at] ?? '';
      let nth = CALLS.slice(0, at).filter((call) => call === name).length;
      world.before.set(name, async () => {
        if (nth-- > 0) return;
        world.before.clear();
        world.clock.advance(INVOCATION_IN_MS + 60_001);
        await digest(world.digestRun());
      });
      await digest(world.digestRun());
      expectToldOnce(world, at === PUBLISH || at === PUBLISH + 1 ? 2 : 1);
    },
  );
});

describe('rubbish in the item', () => {
  test.each([
    ['no object', 'rubbish'],
    ['no time', { coveredUntil: 7 }],
    ['a broken time', { coveredUntil: 'yesterday' }],
    ['a time of the future', { coveredUntil: '2099-01-01T00:00:00.000Z' }],
    ['a broken message', { coveredUntil: '2026-11-21T10:00:00.000Z', pending: '{' }],
    ['half a message', { coveredUntil: '2026-11-21T10:00:00.000Z', pending: '{"subject":"x"}' }],
    ['no message', { coveredUntil: '2026-11-21T10:00:00.000Z', pending: 'null' }],
  ])('%s: the run says so and tells what there is to tell', async (_what, state) => {
    const world = await prepare();
    world.passRecord.item = { state };
    expect(await digest(world.digestRun())).toMatchObject({ restarted: true, stoppedBy: 'end' });
    expectToldOnce(world, 1);
  });

  test('a lease that nobody can hold is taken over', async () => {
    const world = await prepare();
    world.passRecord.item = { ...world.passRecord.item, token: 'x', leaseUntil: '2099-01-01T00:00:00.000Z' };
    expect(await digest(world.digestRun())).toMatchObject({ done: 'ran' });
  });
});

test('an error that is not of the outside ends the run, and the lease is given back', async () => {
  const world = await prepare();
  const counters = { read: () => Promise.reject(new TypeError('broken')) };
  await expect(digest({ ...world.digestRun(), counters })).rejects.toThrow('broken');
  expect(world.passRecord.item).not.toHaveProperty('token');
});
