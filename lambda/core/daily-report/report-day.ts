// One day: see whether its rows have changed, and if so write the three objects, tell the bookkeeping, and announce it. Every step may be the last one of
// a process; whoever comes next goes on from there. Safety: only the holder of the day's lease writes, and objects stand before the bookkeeping says so.
import { TryAgain } from '../errors.ts';
import type { Reports } from '../ports.ts';
import { dailyNotice, machineFieldsOf } from './daily-notice.ts';
import type { DailyRun, DayEntry } from './daily-ports.ts';
import { readDaysBefore, standingReport } from './days-before.ts';
import { dayHtml } from './day-html.ts';
import { csvKeyOf, htmlKeyOf, jsonKeyOf } from './keys.ts';
import { readDay, type ReadDay } from './read-day.ts';
import type { ByStatus, DailyReport, MachineFields } from './report-types.ts';

/** Longer than any invocation: a lease that ends later is rubbish. */
const LONGEST_LEASE_IN_MS = 60 * 60 * 1000;

export type DayResult =
  /** `written`: a new revision stands and is announced; `unchanged`: the one that stands is right; `empty`: no rows, and no report is due. */
  | { day: string; done: 'written' | 'unchanged'; revision: number; total: number; byStatus: ByStatus }
  | { day: string; done: 'empty' }
  /** Another run is at work on this day, or was faster. */
  | { day: string; done: 'busy' };

export interface Asked {
  day: string;
  /** A report is due although the day has no rows. */
  evenEmpty: boolean;
}

/** Throws TryAgain; the same day may be asked for again at any time. */
export async function reportDay(run: DailyRun, { day, evenEmpty }: Asked): Promise<DayResult> {
  const entry = await run.book.read(day);
  if (entry?.notification === 'PENDING' && !(await announcePending(run, day, entry)))
    return { day, done: 'busy' };
  const read = await readDay(run, day);
  const { total, byStatus } = read.facts;
  if (entry?.revision !== undefined && entry.rowsHash === read.rowsHash)
    return { day, done: 'unchanged', revision: entry.revision, total, byStatus };
  if (total === 0 && entry?.revision === undefined && !evenEmpty) return { day, done: 'empty' };
  const revision = await withLease(run, { day, entry }, (token) => make(run, { day, entry, read, token }));
  return revision === undefined ? { day, done: 'busy' } : { day, done: 'written', revision, total, byStatus };
}

/** Somebody died between commit and publish. True when the message is out. */
async function announcePending(run: DailyRun, day: string, entry: DayEntry): Promise<boolean> {
  const { message } = entry;
  if (!message) throw new TryAgain(`The bookkeeping of ${day} has a pending message without content.`);
  const sent = await withLease(run, { day, entry }, (token) => announce(run, { day, token, message }));
  return sent === true;
}

interface Making {
  day: string;
  entry: DayEntry | undefined;
  read: ReadDay;
  token: string;
}

async function make(run: DailyRun, making: Making): Promise<number | undefined> {
  const { day, read, token } = making;
  const report = await reportOf(run, making);
  await write(run.reports, csvKeyOf(day), read.csv);
  await write(run.reports, htmlKeyOf(day), dayHtml(report));
  // Last: whoever finds it finds the two others.
  await write(run.reports, jsonKeyOf(day), Buffer.from(`${JSON.stringify(report, null, 2)}\n`));
  const message = machineFieldsOf(report);
  const { revision, rowsHash } = report;
  if (!(await run.book.commit({ day, token, revision, rowsHash, message }))) return undefined;
  await announce(run, { day, token, message });
  return revision;
}

/**
 * A report that was written but never told of is made again with its own revision and its own days before, so that its bytes stay;
 * with other rows it gets the next revision.
 */
async function reportOf(run: DailyRun, { day, entry, read }: Making): Promise<DailyReport> {
  const { facts, rowsHash } = read;
  const there = standingReport(await run.stored.read(jsonKeyOf(day)));
  const isSame = there?.rowsHash === rowsHash && there.revision > (entry?.revision ?? 0);
  const revision = isSame ? there.revision : Math.max(there?.revision ?? 0, entry?.revision ?? 0) + 1;
  const daysBefore = isSame ? there.daysBefore : await readDaysBefore(run.stored, day);
  return { schemaVersion: 1, type: 'daily-report', day, revision, rowsHash, ...facts, daysBefore };
}

async function announce(
  run: DailyRun,
  { day, token, message }: { day: string; token: string; message: MachineFields },
): Promise<true> {
  await run.notices.publish(dailyNotice(message));
  await run.book.markSent({ day, token });
  return true;
}

/** Undefined when somebody else holds the lease, or has made another revision. The lease is given back whatever happens. */
async function withLease<T>(
  run: DailyRun,
  { day, entry }: { day: string; entry: DayEntry | undefined },
  work: (token: string) => Promise<T>,
): Promise<T | undefined> {
  const token = run.newToken();
  const time = (ms: number) => new Date(ms).toISOString();
  try {
    const taken = await run.book.take({
      day,
      token,
      now: time(run.clock.now()),
      until: time(run.deadlines.end + run.leaseMarginInMs),
      latest: time(run.clock.now() + LONGEST_LEASE_IN_MS),
      ...(entry?.revision !== undefined && { revision: entry.revision }),
    });
    return taken ? await work(token) : undefined;
  } catch (error) {
    // Also when nobody knows whether it was taken. It runs out by itself; what went wrong first is what must be told.
    await run.book.release({ day, token }).catch(() => undefined);
    throw error;
  }
}

/** Only the holder of the lease writes, so the object is either there already, or is what the holder saw. */
async function write(reports: Reports, key: string, body: Buffer): Promise<void> {
  if ((await reports.putIfAbsent(key, body)) === 'written') return;
  const there = await reports.head(key, body);
  if (there?.sameContent) return;
  if (there && (await reports.putIfMatch(key, body, there.eTag)) === 'written') return;
  throw new TryAgain(`The object ${key} was changed by somebody else while the report was written.`);
}
