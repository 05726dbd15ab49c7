// Steps 6 and 7 of the protocol: report and message are projections of the committed row, repeated until done; only then the row is marked.
// Of accepted orders there are two more: the normalized file, copied first, because what it is copied from expires, and the event.
import { TryAgain } from './errors.ts';
import type { FileRow } from './file-row.ts';
import { fileNotice } from './notices/file-notice.ts';
import { announceOrders, copyOrders } from './order-files/project-orders.ts';
import { fileReport, reportKeyOf } from './report/file-report.ts';
import type { Result } from './result.ts';
import { markSent } from './row-steps.ts';
import type { LedgerRun } from './run.ts';
import type { Work } from './work.ts';

/** Writers that race for one report take turns; more than a few rounds mean that something is wrong. */
const MAX_REPORT_ROUNDS = 5;

/** A replay message that met an older revision comes back as soon as that one is announced. */
const NEXT_REVISION_DELAY_IN_SECONDS = 1;

/** Copies accepted orders, writes the report, sends event and message, marks the row. Throws what the ports throw. */
export async function project(work: Work<LedgerRun>, row: FileRow): Promise<Result> {
  const { run, file } = work;
  if (!(await copyOrders(run, row))) return SUPERSEDED;
  if (!(await writeReport(run, row))) return SUPERSEDED;
  await announceOrders(run, row);
  await run.notices.publish(fileNotice(row));
  const marked = await run.table.write(markSent(row));
  if (!marked.written && !isAnnounced(marked.row, row.revision)) return SUPERSEDED;
  // The message is the operator's request for a later revision: it must not be used up by this one.
  if (file.revision > row.revision)
    return { action: 'return', why: 'replay-next', delayInSeconds: NEXT_REVISION_DELAY_IN_SECONDS };
  return { action: 'acknowledge', why: 'finished', row };
}

function isAnnounced(row: FileRow | undefined, revision: number): boolean {
  return (
    row !== undefined &&
    (row.revision > revision || (row.revision === revision && row.notification === 'SENT'))
  );
}

/** The row has moved on; the next delivery sees where to. */
const SUPERSEDED: Result = { action: 'return', why: 'superseded', delayInSeconds: 1 };

/**
 * Step 6. False when the row has moved on to a later revision. The ETag is taken *before* the row is read again:
 * the other way round an old report could be put over a newer one.
 */
async function writeReport(run: LedgerRun, row: FileRow): Promise<boolean> {
  const key = reportKeyOf(row.documentId);
  const body = fileReport(row);
  for (let rounds = 0; rounds < MAX_REPORT_ROUNDS; rounds++) {
    if ((await run.reports.putIfAbsent(key, body)) === 'written') return true;
    const there = await run.reports.head(key, body);
    if (there?.sameContent) return true;
    if (!there) continue;
    const current = await run.table.get(row.documentId);
    if (current?.revision !== row.revision) return false;
    if ((await run.reports.putIfMatch(key, body, there.eTag)) === 'written') return true;
  }
  throw new TryAgain('The report is being written by others again and again; the message comes again.');
}
