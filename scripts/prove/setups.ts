// The setups that are explored. None holds the schedules of another one: each has its own files, acts or number of faults.
import { UserError } from '../lib/user-error.ts';
import { LONG_JUMP_IN_MS, setupOf, type Setup, type VersionSetup } from './setup.ts';

const good = (events: number): VersionSetup => ({ content: 'good', events });
const CRASHES = ['crash before', 'crash after'] as const;
const QUIET = { jumpInMs: 0, skewInMs: 0, earlyVisibility: false } as const;
const ONE_RECEIVE = { maxReceives: 1 } as const;
const FOUR_REDRIVES = ['redrive', 'redrive', 'redrive', 'redrive'] as const;

/** Small enough to be explored whole. */
const WHOLE: readonly Setup[] = [
  setupOf({ name: 'single', isSingle: true, deliveries: 2, faults: 1 }),
  setupOf({ name: 'purge', acts: ['purge'], deliveries: 2, faults: 1 }),
  setupOf({
    name: 'foreign',
    foreign: 1,
    versions: [],
    ...ONE_RECEIVE,
    acts: ['redrive'],
    deliveries: 2,
    faults: 2,
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
  setupOf({ name: 'lost-event', losses: true, deliveries: 2, faults: 2, ...QUIET }),
  setupOf({ name: 'one-event', deliveries: 4, faults: 3, earlyVisibility: false }),
  setupOf({
    name: 'four-errors',
    deliveries: 4,
    faults: 4,
    leastFaults: 4,
    hits: ['error before'],
    ...QUIET,
  }),
  setupOf({ name: 'killer', versions: [{ content: 'kills', events: 1 }], deliveries: 3, faults: 2 }),
  setupOf({
    name: 'killer-twice',
    versions: [{ content: 'kills', events: 2 }],
    deliveries: 3,
    faults: 1,
    hits: CRASHES,
    ...QUIET,
  }),
  setupOf({ name: 'redrive', ...ONE_RECEIVE, acts: ['redrive'], deliveries: 2, faults: 2 }),
  setupOf({
    name: 'given-up',
    versions: [{ content: 'fails', events: 0 }],
    ...ONE_RECEIVE,
    exhausted: 1,
    acts: ['redrive'],
    deliveries: 1,
    faults: 2,
  }),
  setupOf({
    name: 'given-up-replay',
    versions: [{ content: 'fails', events: 0 }],
    ...ONE_RECEIVE,
    exhausted: 2,
    acts: ['redrive'],
    deliveries: 1,
    faults: 1,
  }),
  // Rows that were left hours ago.
  setupOf({
    name: 'left-open',
    versions: [good(0)],
    left: 'open',
    acts: ['reconcile'],
    deliveries: 1,
    faults: 1,
    earlyVisibility: false,
  }),
  setupOf({
    name: 'left-unsent',
    versions: [good(0)],
    left: 'unsent',
    acts: ['reconcile'],
    deliveries: 1,
    faults: 1,
    earlyVisibility: false,
  }),
  setupOf({
    name: 'reconcile-late',
    acts: ['later', 'reconcile'],
    deliveries: 1,
    faults: 2,
    earlyVisibility: false,
    jumpInMs: LONG_JUMP_IN_MS,
  }),
  setupOf({ name: 'replay', acts: ['replay'], deliveries: 3 }),
  setupOf({ name: 'redrive-replay', ...ONE_RECEIVE, acts: ['redrive', 'replay'], deliveries: 3 }),
  setupOf({ name: 'reconcile', acts: ['reconcile'], deliveries: 2 }),
  setupOf({
    name: 'reconcile-twice',
    versions: [good(0)],
    acts: ['reconcile', 'reconcile'],
    deliveries: 1,
    faults: 1,
    ...QUIET,
  }),
  setupOf({ name: 'two-events', versions: [good(2)], deliveries: 2, faults: 1 }),
  setupOf({ name: 'two-versions', versions: [good(1), good(1)], deliveries: 2, faults: 1 }),
  setupOf({ name: 'no-version-id', versions: [good(1), good(1)], isUnnamed: true, deliveries: 2, faults: 1 }),
  setupOf({ name: 'three-events', versions: [good(3)], deliveries: 3 }),
  setupOf({ name: 'batch', versions: [good(1), good(1)], deliveries: 1, batch: 2, faults: 1, depth: 8 }),
];

/** The same with more faults or more messages: of every piece of the tree the first schedules. */
const PARTLY: readonly Setup[] = [
  setupOf({
    name: 'redrive-outage',
    versions: [{ content: 'fails', events: 1 }],
    ...ONE_RECEIVE,
    acts: FOUR_REDRIVES,
    deliveries: 9,
    faults: 1,
    earlyVisibility: false,
    mostPerPiece: 200,
  }),
  setupOf({
    name: 'replay-outage',
    versions: [{ content: 'fails', events: 0 }],
    ...ONE_RECEIVE,
    acts: ['replay', ...FOUR_REDRIVES],
    deliveries: 9,
    faults: 1,
    earlyVisibility: false,
    mostPerPiece: 200,
  }),
  setupOf({
    name: 'redrive-replay-fault',
    ...ONE_RECEIVE,
    acts: ['redrive', 'replay'],
    deliveries: 3,
    faults: 1,
    leastFaults: 1,
    mostPerPiece: 500,
  }),
  setupOf({
    name: 'redrive-unnamed',
    versions: [good(1), good(1)],
    isUnnamed: true,
    ...ONE_RECEIVE,
    acts: ['redrive'],
    deliveries: 2,
    faults: 1,
    hits: CRASHES,
    mostPerPiece: 500,
  }),
  setupOf({
    name: 'reconcile-fault',
    acts: ['reconcile'],
    deliveries: 2,
    faults: 2,
    leastFaults: 1,
    jumpInMs: LONG_JUMP_IN_MS,
    mostPerPiece: 1_000,
  }),
  setupOf({
    name: 'reconcile-lost',
    losses: true,
    acts: ['reconcile'],
    deliveries: 2,
    faults: 2,
    jumpInMs: LONG_JUMP_IN_MS,
    mostPerPiece: 1_000,
  }),
  setupOf({
    name: 'replay-fault',
    acts: ['replay'],
    deliveries: 3,
    faults: 1,
    leastFaults: 1,
    mostPerPiece: 1_500,
  }),
  // A worker of revision 1 comes late, when revision 2 is on its way.
  setupOf({
    name: 'replay-late',
    acts: ['replay'],
    deliveries: 3,
    faults: 2,
    leastFaults: 2,
    hits: ['crash before'],
    skewInMs: 0,
    earlyVisibility: false,
    mostPerPiece: 500,
  }),
  setupOf({
    name: 'three-of-two',
    versions: [good(2), good(1)],
    deliveries: 3,
    faults: 1,
    mostPerPiece: 2_000,
  }),
  setupOf({
    name: 'three-events-fault',
    versions: [good(3)],
    deliveries: 3,
    faults: 1,
    leastFaults: 1,
    mostPerPiece: 2_000,
  }),
  setupOf({
    name: 'two-events-pairs',
    versions: [good(2)],
    deliveries: 2,
    faults: 2,
    leastFaults: 2,
    mostPerPiece: 4_000,
  }),
];

export const SETUPS: readonly Setup[] = [...WHOLE, ...PARTLY];

/** Too large even for that: random schedules with more faults, messages and acts than any setup above. */
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
