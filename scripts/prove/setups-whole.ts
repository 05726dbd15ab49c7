// The setups that are small enough to be explored whole.
import { LONG_JUMP_IN_MS, setupOf, type Setup, type VersionSetup } from './setup.ts';

const good = (events: number): VersionSetup => ({ content: 'good', events });
const CRASHES = ['crash before', 'crash after'] as const;
const QUIET = { jumpInMs: 0, skewInMs: 0, earlyVisibility: false } as const;
const ONE_RECEIVE = { maxReceives: 1 } as const;

/** Small enough to be explored whole. */
export const WHOLE: readonly Setup[] = [
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
  setupOf({
    name: 'given-up-live',
    versions: [{ content: 'fails', events: 1 }],
    ...ONE_RECEIVE,
    exhausted: 1,
    acts: ['redrive'],
    deliveries: 1,
  }),
  setupOf({
    name: 'left-open-twice',
    versions: [good(0)],
    left: 'open',
    acts: ['reconcile', 'reconcile'],
    deliveries: 0,
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
    faults: 1,
    earlyVisibility: false,
    jumpInMs: LONG_JUMP_IN_MS,
  }),
  setupOf({ name: 'replay', acts: ['replay'], deliveries: 3 }),
  setupOf({ name: 'redrive-replay', ...ONE_RECEIVE, acts: ['redrive', 'replay'], deliveries: 3 }),
  setupOf({ name: 'reconcile', acts: ['reconcile'], deliveries: 2 }),
  setupOf({ name: 'two-events', versions: [good(2)], deliveries: 2, faults: 1 }),
  setupOf({ name: 'two-versions', versions: [good(1), good(1)], deliveries: 2, faults: 1 }),
  setupOf({ name: 'no-version-id', versions: [good(1), good(1)], isUnnamed: true, deliveries: 2, faults: 1 }),
  setupOf({ name: 'three-events', versions: [good(3)], deliveries: 3 }),
  setupOf({ name: 'batch', versions: [good(1), good(1)], deliveries: 1, batch: 2, faults: 1, depth: 8 }),
];
