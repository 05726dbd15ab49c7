// The setups that are too large to be explored whole.
import { LONG_JUMP_IN_MS, setupOf, type Setup, type VersionSetup } from './setup.ts';

const good = (events: number): VersionSetup => ({ content: 'good', events });
const CRASHES = ['crash before', 'crash after'] as const;
const ONE_RECEIVE = { maxReceives: 1 } as const;
const FOUR_REDRIVES = ['redrive', 'redrive', 'redrive', 'redrive'] as const;

/** The same with more faults or more messages: of every piece of the tree the first schedules, for a little of the time each. */
export const PARTLY: readonly Setup[] = [
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
    name: 'reconcile-twice',
    versions: [good(0)],
    acts: ['reconcile', 'reconcile'],
    deliveries: 1,
    faults: 1,
    skewInMs: 0,
    earlyVisibility: false,
    jumpInMs: 0,
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
  setupOf({ name: 'early', deliveries: 3, faults: 2, leastEarly: 1, mostPerPiece: 1_500 }),
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
    deliveries: 3,
    faults: 1,
    hits: CRASHES,
    mostPerPiece: 500,
  }),
  setupOf({
    name: 'redrive-outage',
    versions: [{ content: 'fails', events: 1 }],
    ...ONE_RECEIVE,
    acts: FOUR_REDRIVES,
    deliveries: 9,
    faults: 1,
    earlyVisibility: false,
    mostPerPiece: 50,
  }),
  setupOf({
    name: 'replay-outage',
    versions: [{ content: 'fails', events: 0 }],
    ...ONE_RECEIVE,
    acts: ['replay', ...FOUR_REDRIVES],
    deliveries: 9,
    faults: 1,
    earlyVisibility: false,
    mostPerPiece: 50,
  }),
];

/** Likewise; what is left of the time goes to these, of which most schedules are played in a second. */
export const LARGE: readonly Setup[] = [
  setupOf({
    name: 'two-events-pairs',
    versions: [good(2)],
    deliveries: 2,
    faults: 2,
    leastFaults: 2,
    mostPerPiece: 4_000,
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
    name: 'three-of-two',
    versions: [good(2), good(1)],
    deliveries: 3,
    faults: 1,
    mostPerPiece: 2_000,
  }),
];

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
