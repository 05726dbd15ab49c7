// A call to the outside as data: what the code under proof asks for, and what it is told.
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { WriteResult } from '../../lambda/core/row-write.ts';
import type { Call } from './stage.ts';
import type { World } from './world.ts';

/** What can happen to one call instead of "effect, then answer". A crash never answers, so neither catch nor finally can cheat. */
export const HITS = [
  'crash before',
  'crash after',
  'error before',
  'error after',
  // The SDK tries again by itself: the effect happens twice, the second answer is told.
  'repeated',
  // Time passes between effect and answer, until every lease is over.
  'jump after',
] as const;
export type Hit = (typeof HITS)[number];
/** Everything that is tried at a call: also time that jumps while it waits, and a caller whose clock is wrong. */
export const KINDS = [...HITS, 'jump before', 'skew'] as const;
export type Kind = (typeof KINDS)[number];

export interface Request {
  /** Port and method. */
  method: string;
  inputs: readonly unknown[];
  /** The method; for a conditional write its step. */
  name: string;
  /** A read has no effect: before and after it are the same moment. */
  isRead: boolean;
  /** The version that the call is about, when it names one. */
  documentId: string | undefined;
  /** Its stack tells the place in the core. */
  calledFrom: Error;
  /** What its stack tells, once somebody has asked. */
  site?: string;
  /** What was done to it so far, for the coverage. */
  kinds?: Set<Kind>;
  /** Results of a write by the row that it met: the same write on the same row gives the same. */
  results?: Map<FileRow | undefined, WriteResult>;
}

/** What the calls do to the world, by method. */
export type Effects = Record<string, (world: World, call: Call, inputs: readonly unknown[]) => unknown>;

export type Answer = { value: unknown } | { error: unknown };

/** The end of an invocation is announced like a call, so that its answer can be lost. */
export const END = 'end';

const FRAME_OF_CORE = /lambda\/core\/([\w/-]+\.ts):(\d+)/;

/** A conditional write is known by its step, every other call by its place. */
export function siteOf(request: Request): string {
  return (request.site ??= findSite(request));
}

function findSite({ method, name, calledFrom }: Request): string {
  if (method === 'table.write') return `step ${name}`;
  const frame = FRAME_OF_CORE.exec(calledFrom.stack ?? '');
  return frame && method !== END ? `${frame[1]}:${frame[2]} ${name}` : name;
}

/** A read is the same before and after. The client of the topic is told never to try again by itself. */
export function canBeHit(
  { method, name, isRead }: Pick<Request, 'method' | 'name' | 'isRead'>,
  kind: Kind,
): boolean {
  if (method === END) return kind === 'crash before';
  if (isRead) return kind !== 'crash after' && kind !== 'error after' && kind !== 'repeated';
  return kind !== 'repeated' || name !== 'publish';
}
