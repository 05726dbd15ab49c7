// Step 5 of the protocol: one conditional write makes the row terminal with its whole result.
import { countFile } from './digest/minutes.ts';
import { shardOf } from './document-id.ts';
import { expiryOf } from './expiry.ts';
import { isTerminal, type FileRow } from './file-row.ts';
import { MAX_DETAILS_IN_BYTES, MAX_REASON_IN_CHARACTERS } from './limits.ts';
import { isProbe } from './notices/file-notice.ts';
import type { Details, Json, Verdict } from './outcome.ts';
import type { Finding } from './read-file.ts';
import { busy, type Result } from './result.ts';
import { commit, iso } from './row-steps.ts';
import { TryAgain } from './errors.ts';
import type { RowWrite } from './row-write.ts';
import type { LedgerRun } from './run.ts';
import type { Work } from './work.ts';

const MAX_COMMITS = 3;

/**
 * Commits the finding. After an error or a failed condition the row itself tells what happened: committed by me, still mine (again), or somebody else's.
 * Returns the committed row, or the result for the message. Throws what the table throws when even the second read fails.
 */
export async function commitVerdict(
  work: Work<LedgerRun>,
  finding: Finding,
): Promise<{ row: FileRow } | Result> {
  const { run, documentId, token, file } = work;
  const write = commit(documentId, token, await resultOf(work, finding));
  let row: FileRow | undefined;
  for (let tries = 0; tries < MAX_COMMITS; tries++) {
    row = await rowAfter(run, write);
    if (!row) break;
    if (row.token === token && isTerminal(row)) return { row };
    if (row.token === token) continue;
    if (row.notification === 'SENT' && file.revision <= row.revision)
      return { action: 'acknowledge', why: 'duplicate' };
    break;
  }
  if (row?.token === token) throw new TryAgain('The result could not be committed; the message comes again.');
  return busy(row, run.clock.now());
}

async function rowAfter({ table }: LedgerRun, write: RowWrite): Promise<FileRow | undefined> {
  try {
    return (await table.write(write)).row;
  } catch (error) {
    if (!(error instanceof TryAgain)) throw error;
    return table.get(write.documentId);
  }
}

async function resultOf(
  { run, documentId, file }: Work<LedgerRun>,
  { verdict, facts }: Finding,
): Promise<Partial<FileRow>> {
  const now = run.clock.now();
  const processedAt = iso(now);
  const processedDay = processedAt.slice(0, 10);
  const { retentionInDays, releaseHash, emailThresholdPerMinute } = run.settings;
  return {
    ...facts,
    ...withinItemSize(verdict),
    processedAt,
    processedDay,
    daySlot: `${processedDay}#${shardOf(documentId)}`,
    // Decided once and kept. Counted in the minute of processedAt, so that the digest of that minute finds the row.
    audience: isProbe(file.key)
      ? 'machines'
      : await countFile(run.table, { time: now, emailThresholdPerMinute }),
    releaseHash,
    ...expiryOf(now, retentionInDays),
  };
}

function withinItemSize(verdict: Verdict): Partial<FileRow> {
  const { reason, details, ...rest } = { reason: undefined, details: undefined, ...verdict };
  return {
    ...rest,
    ...(reason !== undefined && { reason: reason.slice(0, MAX_REASON_IN_CHARACTERS) }),
    ...(details !== undefined && { details: cutDetails(details) }),
  };
}

/** Leaves out the largest facts first, but never what the announcement of accepted orders is made of. */
function cutDetails(details: Details): Details {
  if (sizeOf(details) <= MAX_DETAILS_IN_BYTES) return details;
  const kept: Details = { ...details, truncated: true };
  const bySize = Object.keys(details).sort((a, b) => sizeOf(details[b]) - sizeOf(details[a]));
  for (const name of bySize.filter((one) => !NEVER_CUT.has(one))) {
    delete kept[name];
    if (sizeOf(kept) <= MAX_DETAILS_IN_BYTES) break;
  }
  return kept;
}

/** Together a few kilobytes at most: there are not two hundred currencies. */
const NEVER_CUT: ReadonlySet<string> = new Set(['orderCount', 'totals']);

const sizeOf = (value: Json | undefined): number => Buffer.byteLength(JSON.stringify(value) ?? '');
