// A setup is one bounded world to explore: what was uploaded, who may act, how many faults of which kinds.
import { HITS, type Hit } from './request.ts';

/** What a reader meets: a healthy file, one that ends the process, one that can never be read because of an outage. */
export type Content = 'good' | 'kills' | 'fails';

export interface VersionSetup {
  content: Content;
  /** How often its event was delivered to the queue; 0: it was lost. */
  events: number;
  /** Other versions have the same key when none is given. */
  key?: string;
  /** A file of orders with these ids; its key must say so, too. */
  orderIds?: readonly string[];
}

/** Acts that happen once each, at any moment of the explored prefix. */
export type Act = 'replay' | 'purge' | 'later' | 'redrive' | 'reconcile';

export interface Setup {
  name: string;
  versions: VersionSetup[];
  /** Invocations of process-file within the explored prefix. */
  deliveries: number;
  /** Messages of one invocation. */
  batch: number;
  faults: number;
  /** Schedules with fewer faults belong to another setup. */
  leastFaults: number;
  hits: readonly Hit[];
  /** Time passes so that every lease is over while its holder lives: costs one fault. 0: never. */
  jumpInMs: number;
  /** Clocks of invocations may be wrong by so much, both ways: costs one fault. 0: never. */
  skewInMs: number;
  /** A message may be handed out again while its receiver still lives: costs one fault. */
  earlyVisibility: boolean;
  /** Schedules with fewer such messages belong to another setup. */
  leastEarly: number;
  /** A message may be lost: costs one fault. */
  losses: boolean;
  acts: readonly Act[];
  maxReceives: number;
  /** Of each piece of the tree at most so many schedules are explored. */
  mostPerPiece: number;
  /** Decisions that are explored; after them everything runs fairly and without faults to the end. */
  depth: number;
  /** Events tell no version id, and all versions have the same content. */
  isUnnamed: boolean;
  /** The first version has been through all rounds of redrive, and is dead again; the letter asks for this revision. 0: it has not. */
  exhausted: number;
  /** The first version was left hours ago by somebody who crashed: before the commit, or before the message. */
  left: 'no' | 'open' | 'unsent';
  /** Messages in the queue that nobody understands. */
  foreign: number;
  /** Versions in one page of the listing. */
  pageSize: number;
  /** process-file is called for one file, without the row that a batch has looked up already. */
  isSingle: boolean;
  /** What becomes of a file of which some orders are in another file, too. */
  policy: 'reject' | 'accept-valid';
  /** Of the orders of independent calls only one is explored. */
  isReduced: boolean;
}

/** Longer than any lease (deadline 5 min + margin 1 min + skew 10 min) and than the visibility time-out (30 min). */
export const LEASE_JUMP_IN_MS = 40 * 60_000;
/** Longer than a reservation: open rows are due for the reconciler while their owner still lives. */
export const LONG_JUMP_IN_MS = 7 * 60 * 60_000;
export const SKEW_IN_MS = 10 * 60_000;

const PLAIN: Omit<Setup, 'name' | 'versions'> = {
  deliveries: 1,
  batch: 1,
  faults: 0,
  leastFaults: 0,
  hits: HITS,
  jumpInMs: LEASE_JUMP_IN_MS,
  skewInMs: SKEW_IN_MS,
  earlyVisibility: true,
  leastEarly: 0,
  losses: false,
  acts: [],
  maxReceives: 10,
  mostPerPiece: Number.POSITIVE_INFINITY,
  depth: Number.POSITIVE_INFINITY,
  isUnnamed: false,
  exhausted: 0,
  left: 'no',
  foreign: 0,
  pageSize: 1000,
  isSingle: false,
  policy: 'reject',
  isReduced: true,
};

/** A setup with the usual values where nothing else is said. */
export function setupOf(given: Partial<Setup> & Pick<Setup, 'name'>): Setup {
  return { ...PLAIN, versions: [{ content: 'good', events: 1 }], ...given };
}
