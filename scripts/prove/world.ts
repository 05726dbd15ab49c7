// The outside world of one schedule, in memory: bucket, table, reports, topic, queues, true time, and what an observer saw.
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { OrderClaim } from '../../lambda/core/order-files/order-ports.ts';
import type { Notice } from '../../lambda/core/ports.ts';
import type { Memory } from './memory.ts';
import { Messages, type Message } from './messages.ts';
import { Observer } from './observer.ts';
import type { Hit } from './request.ts';
import type { Setup } from './setup.ts';
import { BEGIN_IN_MS, exhaustedLetter, exhaustedRow, leftRow, type SourceVersion } from './source.ts';
import { Stage, type Actor, type Call } from './stage.ts';

/** A fault that was injected; `documentId` when it hit a call about one version. */
export interface Fault {
  what: string;
  hit?: Hit;
  call?: string;
  method?: string;
  documentId?: string | undefined;
}

/** What does not change from schedule to schedule. */
export interface Theatre {
  setup: Setup;
  source: readonly SourceVersion[];
  memory: Memory;
  /** Runs the real code in every schedule instead of looking up what it did before. */
  isLive: boolean;
}

export interface World extends Theatre {
  purged: Set<string>;
  stage: Stage;
  rows: Map<string, FileRow>;
  counters: Map<string, number>;
  reports: Map<string, Buffer>;
  published: Notice[];
  /** Staged objects in the making, and complete ones: lines by key. */
  staging: Map<string, string>;
  staged: Map<string, string>;
  normalized: Map<string, { stagedKey: string; body: string }>;
  claims: Map<string, OrderClaim>;
  /** Details of the events on the bus. */
  events: string[];
  messages: Messages;
  /** The bookkeeping item of reconcile. */
  pass: { token?: string; until?: string; state?: unknown };
  observer: Observer;
  /** True time, epoch milliseconds. */
  time: number;
  faults: Fault[];
  /** Faults that were chosen; a crash may hit several calls of one actor. */
  spent: number;
  lost: boolean;
  /** The call that was settled last, when nothing else has happened since. */
  last: Call | undefined;
  /** Revision that was asked for, by version. */
  replays: Map<string, number>;
  /** Messages by the number of the invocation that received them. */
  deliveries: Map<number, readonly Message[]>;
  /** What reconcile put into the file queue. */
  sends: { documentId: string; time: number }[];
  /** Errors that left an invocation. */
  failures: { actor: Actor; error: unknown }[];
}

export function createWorld(theatre: Theatre): World {
  const { setup } = theatre;
  const world: World = {
    ...theatre,
    purged: new Set(),
    stage: new Stage(),
    rows: new Map(),
    counters: new Map(),
    reports: new Map(),
    published: [],
    staging: new Map(),
    staged: new Map(),
    normalized: new Map(),
    claims: new Map(),
    events: [],
    messages: new Messages(setup.maxReceives),
    pass: {},
    observer: new Observer(),
    time: BEGIN_IN_MS,
    faults: [],
    spent: 0,
    lost: setup.versions.some(({ events }) => events === 0) && setup.exhausted === 0,
    last: undefined,
    replays: new Map(),
    deliveries: new Map(),
    sends: [],
    failures: [],
  };
  fillQueues(world);
  return world;
}

function fillQueues({ setup, source, messages, memory, rows, replays }: World): void {
  const visibleAt = BEGIN_IN_MS;
  source.forEach(({ label, event }, at) => {
    for (let events = 0; events < (setup.versions[at]?.events ?? 0); events++)
      messages.send({ label, body: event, visibleAt });
  });
  for (let count = 0; count < setup.foreign; count++)
    messages.send({ label: 'a foreign message', body: '{}', visibleAt });
  const [first] = source;
  const { left } = setup;
  if (first && left !== 'no')
    rows.set(
      first.documentId,
      memory.share('left', () => Object.freeze(leftRow(first, left))),
    );
  if (!first || setup.exhausted === 0) return;
  rows.set(
    first.documentId,
    memory.share('exhausted', () => Object.freeze(exhaustedRow(first))),
  );
  replays.set(first.documentId, setup.exhausted);
  const body = memory.share('letter', () => exhaustedLetter(first, setup.exhausted));
  messages.sendDead({ label: 'the last dead letter', body, visibleAt });
}

type Doubling = Partial<Record<string, readonly Hit[]>>;

/** Calls whose fault can make one more message of a version: it was published, and nobody could see that. */
const DOUBLING: Doubling = {
  'notices.publish': ['crash after', 'error after'],
  mark: ['crash before', 'error before'],
};

/** Likewise one more event: it is sent before the message. */
const EVENT_DOUBLING: Doubling = {
  ...DOUBLING,
  'events.publish': ['crash after', 'error after'],
  'notices.publish': ['crash before', 'error before', 'crash after', 'error after'],
};

const isIn = (doubling: Doubling, { call = '', method = '', hit }: Fault): boolean =>
  hit !== undefined && (doubling[method] ?? doubling[call] ?? []).includes(hit);

export const canDouble = (fault: Fault): boolean => isIn(DOUBLING, fault);
export const canDoubleEvent = (fault: Fault): boolean => isIn(EVENT_DOUBLING, fault);

/** Lives, and its time is not yet over. */
export function isInTime({ time }: World, { state, endsAt }: Actor): boolean {
  return state === 'alive' && endsAt >= time;
}
