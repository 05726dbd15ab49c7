import { describe, expect, test } from '@jest/globals';
import { explore } from '../../../scripts/prove/explore.ts';
import { idOf, parseId } from '../../../scripts/prove/id.ts';
import { Live, type Outside } from '../../../scripts/prove/live.ts';
import { Memory } from '../../../scripts/prove/memory.ts';
import { seeded } from '../../../scripts/lib/seeded.ts';
import { fingerprint, playRandom } from '../../../scripts/prove/random.ts';
import { replay } from '../../../scripts/prove/replay.ts';
import { setupOf, type Setup } from '../../../scripts/prove/setup.ts';
import { SETUPS } from '../../../scripts/prove/setups.ts';
import { sourceOf } from '../../../scripts/prove/source.ts';
import { split } from '../../../scripts/prove/split.ts';
import type { Theatre } from '../../../scripts/prove/world.ts';

const QUIET = { jumpInMs: 0, skewInMs: 0, earlyVisibility: false };
const theatreOf = (setup: Setup, isLive = false): Theatre => ({
  setup,
  source: sourceOf(setup),
  memory: new Memory(),
  isLive,
});

/** Ids of all schedules, and how each ended: rows, reports and messages. */
async function all(theatre: Theatre, root: readonly number[] = []) {
  const ids: string[] = [];
  const ends: string[] = [];
  await explore(theatre, root, ({ world }, path) => {
    ids.push(idOf(theatre.setup.name, path.choices));
    const { rows, reports, published } = world;
    ends.push(
      JSON.stringify([[...rows], [...reports].map(([key, body]) => [key, body.toString()]), published]),
    );
  });
  return { ids, ends };
}

/** A toy protocol: reads a number, writes it plus one. Whether the world lets somebody else in between is not its business. */
const asking = (method: string) => ({
  method,
  inputs: [],
  name: method,
  isRead: false,
  documentId: undefined,
});
const increment = async ({ call }: Outside) => {
  const seen = (await call(asking('read'))) as number;
  await call({ ...asking('write'), inputs: [seen + 1] });
};

describe('an invocation', () => {
  test('waits at every call until it is told the answer, then goes on to the next one', async () => {
    const live = new Live(increment, 0);
    await live.begin();
    expect(live.slots.map(({ request }) => request.name)).toEqual(['read']);
    await live.answer(0, { value: 41 }, 0);
    expect(live.slots.map(({ request }) => [request.name, request.inputs])).toEqual([['write', [42]]]);
    await live.answer(0, { value: undefined }, 0);
    expect(live.slots.map(({ request }) => request.name)).toEqual(['end']);
  });

  test('that calls when nobody expects it is an error of the proof, not a schedule', async () => {
    const live = new Live(async ({ call }) => {
      await call(asking('first'));
      await new Promise((resolve) => setTimeout(resolve, 5));
      await call(asking('second'));
    }, 0);
    await live.begin();
    await live.answer(0, { value: undefined }, 0).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(live.answer(0, { value: undefined }, 0)).rejects.toThrow('after everybody had come to rest');
  });

  test('is run once for each history; what it did is looked up after that', async () => {
    const memory = new Memory();
    const told = async (value: number) => {
      const performer = memory.performer({ key: 'toy', play: increment });
      await performer.begin(0);
      await performer.answer(0, { value }, 0);
      return performer.pending[0]?.inputs;
    };
    expect(await told(1)).toEqual([2]);
    const { histories } = memory;
    expect(await told(1)).toEqual([2]);
    expect(memory.histories).toBe(histories);
    expect(await told(5)).toEqual([6]);
    expect(memory.histories).toBeGreaterThan(histories);
  });
});

describe('the exploration', () => {
  const small = setupOf({
    name: 'small',
    versions: [{ content: 'good', events: 2 }],
    deliveries: 2,
    ...QUIET,
  });

  test('plays every schedule once', async () => {
    const { ids } = await all(theatreOf(small));
    expect(ids.length).toBeGreaterThan(100);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('plays the same schedules in pieces as in one go', async () => {
    const { ids } = await all(theatreOf(small));
    const theatre = theatreOf(small);
    const roots = await split(theatre, 20);
    const pieces: string[] = [];
    for (const root of roots) pieces.push(...(await all(theatre, root)).ids);
    expect(pieces.sort()).toEqual(ids.sort());
  });

  test('leaves out orders of independent calls, and no way in which things can end', async () => {
    const two = setupOf({
      name: 'two',
      versions: [{ content: 'good', events: 2 }],
      deliveries: 2,
      faults: 1,
      hits: ['crash before', 'error after'],
      ...QUIET,
    });
    const reduced = await all(theatreOf(two));
    const whole = await all(theatreOf({ ...two, isReduced: false }));
    expect(whole.ids.length).toBeGreaterThan(reduced.ids.length);
    expect([...new Set(reduced.ends)].sort()).toEqual([...new Set(whole.ends)].sort());
  });

  test('comes to the same ends with the real code all the way', async () => {
    const one = setupOf({
      name: 'one',
      deliveries: 2,
      faults: 1,
      hits: ['crash after', 'error before'],
      ...QUIET,
    });
    expect(await all(theatreOf(one, true))).toEqual(await all(theatreOf(one)));
  });
});

describe('a schedule', () => {
  test('is known by its id', () => {
    const choices = [0, 0, 0, 2, 0, 11, 0, 0];
    expect(idOf('two-events', choices)).toBe('two-events:z3.2.0.11.z2');
    expect(parseId('two-events:z3.2.0.11.z2')).toEqual({ setup: 'two-events', choices });
    expect(parseId(idOf('purge', []))).toEqual({ setup: 'purge', choices: [] });
    expect(() => parseId('two-events')).toThrow('is no id of a schedule');
  });

  test('is the same whenever it is played again, with the real code and from memory', async () => {
    const id = 'two-events:0.0.1.0.2.0.1.0.5';
    const traces: string[][] = [];
    for (const isLive of [true, true, false]) {
      const trace: string[] = [];
      const { violations } = await replay(id, (line) => trace.push(line), isLive);
      expect(violations).toEqual([]);
      traces.push(trace);
    }
    expect(traces[0]?.length).toBeGreaterThan(15);
    expect(traces[1]).toEqual(traces[0]);
    expect(traces[2]).toEqual(traces[0]);
  });

  test('drawn at random is the same for the same seed', async () => {
    const setup = setupOf({
      name: 'random',
      versions: [{ content: 'good', events: 3 }],
      deliveries: 5,
      faults: 4,
    });
    const draw = async (seed: number) => {
      const theatre = theatreOf(setup);
      const dice = { random: seeded(seed), isSeeking: false };
      const prints: number[] = [];
      for (let count = 0; count < 20; count++)
        prints.push(fingerprint('random', (await playRandom(theatre, dice)).choices));
      return prints;
    };
    expect(await draw(7)).toEqual(await draw(7));
    expect(await draw(7)).not.toEqual(await draw(8));
  });
});

/** A schedule with early messages belongs only to a setup that allows them. */
const canShareEarly = (one: Setup, other: Setup) => one.earlyVisibility || other.leastEarly === 0;

test('no setup holds the schedules of another one', () => {
  const worldOf = ({
    name: _n,
    deliveries: _d,
    faults: _f,
    leastFaults: _l,
    mostPerPiece: _m,
    hits: _h,
    ...rest
  }: Setup) => {
    const { jumpInMs: _j, skewInMs: _s, earlyVisibility: _e, leastEarly: _le, depth: _p, ...world } = rest;
    return JSON.stringify({ ...world, acts: [...world.acts].sort() });
  };
  const overlaps = SETUPS.flatMap((one, at) =>
    SETUPS.slice(at + 1)
      .filter((other) => worldOf(one) === worldOf(other))
      .filter((other) => one.leastFaults <= other.faults && other.leastFaults <= one.faults)
      .filter((other) => canShareEarly(one, other) && canShareEarly(other, one))
      .map((other) => `${one.name} and ${other.name}`),
  );
  expect(overlaps).toEqual([]);
});
