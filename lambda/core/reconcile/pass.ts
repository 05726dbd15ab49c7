// How far the reconciler has walked through the bucket: what is kept from run to run, and what of it can be believed.
import type { VersionMarker } from '../ports.ts';
import { iso } from '../row-steps.ts';

/** Times are epoch milliseconds. */
export interface Pass {
  startedAt: number;
  /** Where the next page begins; undefined at the beginning of the bucket. */
  after: VersionMarker | undefined;
  /** Runs that walked the page at `after` and met errors. */
  failedRuns: number;
  lastFullPassStartedAt: number | undefined;
  /** What was kept could not be used. */
  isRestarted: boolean;
}

/** Clocks may differ; a time beyond this lies in the future and is rubbish. */
const MAX_SKEW_IN_MS = 60 * 60 * 1000;

/** Reads what the last run kept. Whatever does not make sense begins a new pass: that costs time and loses nothing. */
export function readPass(state: unknown, now: number): Pass {
  if (state === undefined) return beginPass(now, undefined);
  const kept = typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
  const lastFullPassStartedAt = timeOf(kept.lastFullPassStartedAt, now);
  const startedAt = timeOf(kept.startedAt, now);
  const isPause = startedAt === undefined && kept.key === undefined && lastFullPassStartedAt !== undefined;
  if (isPause) return beginPass(now, lastFullPassStartedAt);
  const after = markerOf(kept);
  if (startedAt === undefined || after === 'rubbish')
    return { ...beginPass(now, lastFullPassStartedAt), isRestarted: true };
  const failedRuns = Number.isSafeInteger(kept.failedRuns) ? Number(kept.failedRuns) : 0;
  return { startedAt, after, failedRuns, lastFullPassStartedAt, isRestarted: false };
}

/** What is kept. Between two passes only the time of the last one is. */
export function stateOf({ startedAt, after, failedRuns, lastFullPassStartedAt }: Pass) {
  const isBetween = after === undefined && lastFullPassStartedAt === startedAt;
  return {
    ...(!isBetween && { startedAt: iso(startedAt), failedRuns }),
    ...(after && { key: after.key }),
    ...(after?.versionId !== undefined && { versionId: after.versionId }),
    ...(lastFullPassStartedAt !== undefined && { lastFullPassStartedAt: iso(lastFullPassStartedAt) }),
  };
}

/** The whole bucket was walked. */
export function endPass(pass: Pass): void {
  pass.after = undefined;
  pass.failedRuns = 0;
  pass.lastFullPassStartedAt = pass.startedAt;
}

/** The place is lost: from the beginning again. */
export function restartPass(pass: Pass, now: number): void {
  Object.assign(pass, beginPass(now, pass.lastFullPassStartedAt), { isRestarted: true });
}

function beginPass(now: number, lastFullPassStartedAt: number | undefined): Pass {
  return { startedAt: now, after: undefined, failedRuns: 0, lastFullPassStartedAt, isRestarted: false };
}

function timeOf(value: unknown, now: number): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return time <= now + MAX_SKEW_IN_MS ? time : undefined;
}

function markerOf({ key, versionId }: Record<string, unknown>): VersionMarker | undefined | 'rubbish' {
  if (key === undefined && versionId === undefined) return undefined;
  if (typeof key !== 'string' || key === '') return 'rubbish';
  if (versionId === undefined) return { key };
  return typeof versionId === 'string' && versionId !== '' ? { key, versionId } : 'rubbish';
}
