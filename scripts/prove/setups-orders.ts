// The setups with files of orders: what is staged, claimed, copied and told to the bus, with faults at each of these calls.
import { setupOf, type Setup, type VersionSetup } from './setup.ts';

/** Ids are claimed in the order of their digests: D, A, C, B. */
const orders = (name: string, orderIds: readonly string[], events = 1): VersionSetup => ({
  content: 'good',
  events,
  key: `orders/${name}.ndjson`,
  orderIds,
});

const QUIET = { jumpInMs: 0, skewInMs: 0, earlyVisibility: false } as const;

/** An invocation takes twice as many calls as one without orders, so its histories cost four times as much. */
const MOST_PER_PIECE = 25;

/** Too large to be explored whole. Two files that have an order in common, and one that is sent again under its own name. */
export const PARTLY_ORDERS: readonly Setup[] = [
  setupOf({
    name: 'orders',
    versions: [orders('a', ['A', 'B'])],
    deliveries: 2,
    faults: 1,
    mostPerPiece: MOST_PER_PIECE,
  }),
  setupOf({
    name: 'orders-shared',
    versions: [orders('a', ['A', 'B']), orders('b', ['A', 'C'])],
    deliveries: 3,
    faults: 1,
    mostPerPiece: MOST_PER_PIECE,
  }),
  setupOf({
    name: 'orders-shared-partly',
    versions: [orders('a', ['A', 'B']), orders('b', ['A', 'C'])],
    policy: 'accept-valid',
    deliveries: 3,
    faults: 1,
    mostPerPiece: MOST_PER_PIECE,
  }),
  setupOf({
    name: 'orders-replay',
    versions: [orders('a', ['A', 'B']), orders('b', ['A', 'C'])],
    acts: ['replay'],
    deliveries: 4,
    faults: 1,
    earlyVisibility: false,
    mostPerPiece: MOST_PER_PIECE,
  }),
  setupOf({
    name: 'orders-replay-fault',
    versions: [orders('a', ['A'])],
    acts: ['replay'],
    deliveries: 3,
    faults: 1,
    leastFaults: 1,
    earlyVisibility: false,
    mostPerPiece: MOST_PER_PIECE,
  }),
  // An attempt goes on where the claims of the one before end.
  setupOf({
    name: 'orders-resumed',
    versions: [orders('a', ['A', 'B', 'C'])],
    deliveries: 2,
    faults: 2,
    leastFaults: 2,
    earlyVisibility: false,
    mostPerPiece: MOST_PER_PIECE,
  }),
  // Invocations of odd numbers accept: first the file, then its replay, then the other file.
  setupOf({
    name: 'orders-renewed',
    versions: [orders('a', ['A'], 3), orders('b', ['A'])],
    acts: ['replay'],
    deliveries: 5,
    ...QUIET,
    mostPerPiece: MOST_PER_PIECE,
  }),
  // A worker of revision 1 comes late, when revision 2 is on its way.
  setupOf({
    name: 'orders-late',
    versions: [orders('a', ['A'])],
    acts: ['replay'],
    deliveries: 3,
    faults: 2,
    leastFaults: 2,
    hits: ['crash before'],
    skewInMs: 0,
    earlyVisibility: false,
    mostPerPiece: MOST_PER_PIECE,
  }),
  setupOf({
    name: 'orders-sent-again',
    versions: [orders('a', ['A']), orders('a', ['A', 'B'])],
    deliveries: 3,
    faults: 1,
    mostPerPiece: MOST_PER_PIECE,
  }),
];

/** More faults and acts than can be explored. */
export const RANDOM_ORDERS: Setup = setupOf({
  name: 'random-orders',
  versions: [orders('a', ['A', 'B', 'C'], 2), orders('b', ['C', 'D', 'A']), orders('c', ['B', 'D'])],
  acts: ['replay', 'redrive', 'reconcile'],
  deliveries: 8,
  faults: 5,
  losses: true,
});
