// The setups that are explored, from the smallest to the largest. None holds the schedules of another one: each has its own files, acts or faults.
import { UserError } from '../lib/user-error.ts';
import { LONG_JUMP_IN_MS, setupOf, type Setup, type VersionSetup } from './setup.ts';

const good = (events: number): VersionSetup => ({ content: 'good', events });
const CRASHES = ['crash before', 'crash after'] as const;
const ERRORS = ['error before', 'error after'] as const;
const QUIET = { jumpInMs: 0, skewInMs: 0, earlyVisibility: false } as const;

export const SETUPS: readonly Setup[] = [
  // One delivery after the other: every pair of faults, then every triple.
  setupOf({ name: 'lost-event', versions: [good(1)], deliveries: 2, faults: 2, losses: true }),
  setupOf({ name: 'purge', acts: ['purge'], deliveries: 2, faults: 1 }),
  setupOf({ name: 'killer', versions: [{ content: 'kills', events: 1 }], deliveries: 3, faults: 2 }),
  setupOf({ name: 'killer-twice', versions: [{ content: 'kills', events: 2 }], deliveries: 4, faults: 1 }),
  setupOf({ name: 'four-errors', deliveries: 4, faults: 4, hits: ['error before'], ...QUIET }),
  setupOf({ name: 'two-events', versions: [good(2)], deliveries: 2, faults: 2 }),
  setupOf({
    name: 'three-events',
    versions: [good(3)],
    deliveries: 3,
    faults: 1,
    hits: [...CRASHES, 'error after'],
  }),
  setupOf({ name: 'replay', acts: ['replay'], deliveries: 3, faults: 1 }),
  // A worker of revision 1 comes late, when revision 2 is on its way.
  setupOf({
    name: 'replay-late',
    acts: ['replay'],
    deliveries: 3,
    faults: 2,
    hits: ['crash before'],
    skewInMs: 0,
    depth: 26,
  }),
  setupOf({ name: 'two-versions', versions: [good(2), good(1)], deliveries: 3, faults: 1 }),
  setupOf({ name: 'batch', versions: [good(1), good(1)], deliveries: 1, batch: 2, faults: 1, depth: 10 }),
  setupOf({ name: 'no-version-id', versions: [good(1), good(1)], isUnnamed: true, deliveries: 2, faults: 1 }),
  setupOf({ name: 'single', isSingle: true, deliveries: 2, faults: 1 }),
  // Dead letters: one receive is allowed, so the first trouble ends there.
  setupOf({ name: 'redrive', maxReceives: 1, acts: ['redrive'], deliveries: 2, faults: 2 }),
  setupOf({
    name: 'redrive-outage',
    versions: [{ content: 'fails', events: 1 }],
    maxReceives: 1,
    acts: ['redrive', 'redrive', 'redrive', 'redrive'],
    deliveries: 9,
    faults: 1,
    hits: [...CRASHES, ...ERRORS, 'jump after'],
    earlyVisibility: false,
  }),
  setupOf({ name: 'redrive-replay', maxReceives: 1, acts: ['redrive', 'replay'], deliveries: 3, faults: 1 }),
  setupOf({
    name: 'redrive-unnamed',
    versions: [good(1), good(1)],
    isUnnamed: true,
    maxReceives: 1,
    acts: ['redrive'],
    deliveries: 2,
    faults: 1,
    hits: CRASHES,
  }),
  setupOf({
    name: 'replay-outage',
    versions: [{ content: 'fails', events: 0 }],
    maxReceives: 1,
    acts: ['replay', 'redrive', 'redrive', 'redrive', 'redrive'],
    deliveries: 9,
    faults: 1,
    earlyVisibility: false,
  }),
  setupOf({
    name: 'foreign',
    foreign: 1,
    versions: [],
    maxReceives: 1,
    acts: ['redrive'],
    deliveries: 2,
    faults: 2,
  }),
  // Reconcile beside living workers: time jumps beyond every reservation.
  setupOf({ name: 'reconcile', acts: ['reconcile'], deliveries: 2, faults: 2, jumpInMs: LONG_JUMP_IN_MS }),
  setupOf({
    name: 'reconcile-lost',
    acts: ['reconcile'],
    deliveries: 2,
    faults: 2,
    losses: true,
    jumpInMs: LONG_JUMP_IN_MS,
    hits: [...CRASHES, ...ERRORS],
  }),
  setupOf({
    name: 'reconcile-twice',
    versions: [good(0)],
    acts: ['reconcile', 'reconcile'],
    deliveries: 1,
    faults: 1,
    ...QUIET,
  }),
  setupOf({
    name: 'pages',
    versions: [good(0), good(0)],
    pageSize: 1,
    acts: ['reconcile'],
    deliveries: 0,
    faults: 2,
    jumpInMs: LONG_JUMP_IN_MS,
  }),
  setupOf({ name: 'one-event', deliveries: 4, faults: 3 }),
];

/** Too large to be explored whole: random schedules with more faults, messages and acts than any setup above. */
export const RANDOM_SETUPS: readonly Setup[] = [
  setupOf({
    name: 'random-short',
    versions: [good(2), good(2)],
    acts: ['replay', 'purge', 'redrive', 'reconcile'],
    deliveries: 6,
    faults: 5,
    maxReceives: 2,
    losses: true,
  }),
  setupOf({
    name: 'random-long',
    versions: [good(2), { content: 'kills', events: 1 }],
    acts: ['reconcile', 'redrive', 'redrive', 'replay'],
    deliveries: 6,
    faults: 5,
    maxReceives: 2,
    losses: true,
    jumpInMs: LONG_JUMP_IN_MS,
  }),
];

/** Throws UserError when there is none of that name. */
export function setupNamed(name: string): Setup {
  const found = [...SETUPS, ...RANDOM_SETUPS].find((setup) => setup.name === name);
  if (found) return found;
  throw new UserError(`There is no setup "${name}"; scripts/prove/setups.ts lists them.`);
}
