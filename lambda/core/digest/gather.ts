// Finds the next minutes with files of which people were not told, and counts these files.
import { isTerminal, type FileRow } from '../file-row.ts';
import { isProbe } from '../notices/file-notice.ts';
import type { TerminalStatus } from '../outcome.ts';
import { iso } from '../row-steps.ts';
import type { DigestFacts, DigestRun } from './digest-run.ts';
import { MOST_NAMES } from './digest-notice.ts';
import { counterOf, isNoisy, MINUTE_IN_MS } from './minutes.ts';

type Facts = DigestFacts & { reasons: Map<string, number>; firstNames: string[] };

export interface Gathered {
  /** Absent when there was none. */
  facts?: DigestFacts;
  /** Everything before this is looked at. */
  until: number;
}

/**
 * Looks at the minutes of a stretch, one after the other, and stops behind the first that follows a noisy one and is not noisy itself,
 * or when time is over. A noisy minute can be empty: its counter also counts tries that came to nothing.
 */
export async function gather(run: DigestRun, { from, to }: { from: number; to: number }): Promise<Gathered> {
  let facts: Facts | undefined;
  let minute = from;
  for (; minute < to && !(minute > from && isTimeOver(run)); minute += MINUTE_IN_MS) {
    const found = await filesOf(run, minute);
    if (facts && !found) return { facts, until: minute + MINUTE_IN_MS };
    if (found) facts = facts ? join(facts, found) : found;
  }
  return { ...(facts && { facts }), until: minute };
}

export function isTimeOver({ clock, deadlines }: DigestRun): boolean {
  return clock.now() >= deadlines.startBefore;
}

async function filesOf({ counters, index, settings }: DigestRun, minute: number): Promise<Facts | undefined> {
  const value = await counters.read(counterOf(minute));
  if (!isNoisy(value, settings.emailThresholdPerMinute)) return undefined;
  const to = minute + MINUTE_IN_MS;
  const facts: Facts = {
    from: minute,
    to,
    total: 0,
    byStatus: { PROCESSED: 0, REJECTED: 0, FAILED: 0, DELETED: 0 },
    reasons: new Map(),
    firstNames: [],
  };
  const rows = index.byDay(iso(minute).slice(0, 10), { from: iso(minute), to: iso(to - 1) });
  for await (const row of rows) if (isUntold(row)) add(facts, row);
  return facts.total > 0 ? facts : undefined;
}

/** A release's probe is for machines whatever happens; a forgotten file is in no index of days. */
function isUntold(row: FileRow): boolean {
  return isTerminal(row) && row.audience === 'machines' && !isProbe(row.fileName);
}

function add(facts: Facts, { status, reasonCode, fileName }: FileRow): void {
  facts.total++;
  facts.byStatus[status as TerminalStatus]++;
  if (reasonCode) facts.reasons.set(reasonCode, (facts.reasons.get(reasonCode) ?? 0) + 1);
  if (facts.firstNames.length < MOST_NAMES && !facts.firstNames.includes(fileName))
    facts.firstNames.push(fileName);
}

function join(one: Facts, next: Facts): Facts {
  const { PROCESSED, REJECTED, FAILED, DELETED } = next.byStatus;
  const reasons = new Map(one.reasons);
  for (const [code, count] of next.reasons) reasons.set(code, (reasons.get(code) ?? 0) + count);
  return {
    from: one.from,
    to: next.to,
    total: one.total + next.total,
    byStatus: {
      PROCESSED: one.byStatus.PROCESSED + PROCESSED,
      REJECTED: one.byStatus.REJECTED + REJECTED,
      FAILED: one.byStatus.FAILED + FAILED,
      DELETED: one.byStatus.DELETED + DELETED,
    },
    reasons,
    firstNames: [...new Set([...one.firstNames, ...next.firstNames])].slice(0, MOST_NAMES),
  };
}
