// What becomes of one file of a dead letter: dropped, sent back, given up, or left for the next run.
import { commitVerdict } from '../commit-verdict.ts';
import type { FileEvent } from '../file-event.ts';
import type { FileRow } from '../file-row.ts';
import { typeOfName } from '../formats/type-of-name.ts';
import { MAX_REDRIVE_ROUNDS } from '../limits.ts';
import type { Verdict } from '../outcome.ts';
import { ownMessage } from '../own-message.ts';
import { project } from '../project.ts';
import { release } from '../release.ts';
import { reserve } from '../reserve.ts';
import { resolveVersion } from '../resolve-version.ts';
import type { Result } from '../result.ts';
import { create } from '../row-steps.ts';
import { beginWork, factsOf, ownerOf, take, type Work } from '../work.ts';
import { nextStep, type Step } from './next-step.ts';
import type { Disposal, RedriveRun } from './redrive-run.ts';
import { claimToFail, countRound, releaseUncounted, roundDelay } from './redrive-steps.ts';

/** A refused write shows the row that stood in its way; look at most so often before the letter is left to the next run. */
const MAX_LOOKS = 3;

/** `event` is what the letter says; it goes back as it came, also where the version was not named and had to be resolved. */
type RedriveWork = Work<RedriveRun> & { event: FileEvent };
/** Either the end of the matter, or the row that must be looked at again. */
type Tried = { disposal: Disposal } | { seen: FileRow | undefined };

/** Never throws: an error leaves the letter where it is. */
export async function disposeOf(event: FileEvent, run: RedriveRun): Promise<Disposal> {
  try {
    if (event.versionId === undefined && event.bucketName !== run.settings.sourceBucketName)
      return { done: 'parked', reason: 'The message names no version, and a bucket that is not ours.' };
    const resolved = await resolveVersion(event, run);
    if (!resolved) return { done: 'dropped', why: 'vanished' };
    const disposal = await decide({ ...beginWork(resolved.file, run), event }, resolved.row);
    // Announced by somebody else since it was resolved: without a version id it may be the letter of another version with the same ETag.
    const wasOvertaken = event.versionId === undefined && resolved.row?.notification !== 'SENT';
    return disposal.done === 'dropped' && wasOvertaken ? { done: 'left', why: 'superseded' } : disposal;
  } catch (error) {
    return { done: 'left', why: 'error', error };
  }
}

async function decide(work: RedriveWork, looked: FileRow | undefined): Promise<Disposal> {
  let seen = looked;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const tried = await attempt(work, nextStep(seen, work.file, work.run.clock.now()));
    if ('disposal' in tried) return tried.disposal;
    seen = tried.seen;
  }
  return { done: 'left', why: 'superseded' };
}

async function attempt(work: RedriveWork, step: Step): Promise<Tried> {
  switch (step.do) {
    case 'create':
      return createRow(work);
    case 'send':
      return sendBack(work, step);
    case 'count':
      return countAndSend(work, step.row);
    case 'give up':
      return giveUp(work, step.row);
    case 'park':
      return { disposal: { done: 'parked', reason: step.reason } };
    case 'drop':
      return { disposal: { done: 'dropped', why: 'announced' } };
    case 'leave':
      return { disposal: { done: 'left', why: 'busy' } };
  }
}

async function createRow(work: RedriveWork): Promise<Tried> {
  const { run, file } = work;
  const { mine, row } = await reserve(run.table, create(factsOf(file), run.clock.now()));
  if (!mine) return { seen: row };
  return sendBack(work, { why: 'no-row', revision: file.revision, round: row.redriveRounds });
}

/** The round is counted before the message is sent, and the letter is deleted only after that. */
async function countAndSend(work: RedriveWork, row: FileRow): Promise<Tried> {
  const { run, file } = work;
  const counted = await run.table.write(countRound(row));
  if (!counted.written) return { seen: counted.row };
  return sendBack(work, { why: 'next-round', revision: file.revision, round: file.round + 1 });
}

type Sending = Pick<Extract<Disposal, { done: 'sent' }>, 'why' | 'revision' | 'round'>;

/**
 * An event that named no version is resolved anew when it comes: by then somebody else may have announced the version that it is resolved to
 * now, and it may be the event of another one with the same ETag.
 */
async function sendBack({ run, event }: RedriveWork, { why, revision, round }: Sending): Promise<Tried> {
  const waited = why === 'next-round' ? round - 1 : round;
  const delayInSeconds = roundDelay(run.settings.firstRedriveDelayInSeconds, waited);
  await run.fileMessages.send(ownMessage(event, { revision, round }), delayInSeconds);
  return { disposal: { done: 'sent', why, revision, round, delayInSeconds } };
}

/** FAILED only through a claim, a commit and a projection like every other verdict: a live run is never overwritten. */
async function giveUp(work: RedriveWork, row: FileRow): Promise<Tried> {
  const { run, documentId } = work;
  try {
    const taken = await take(work, claimToFail(row, ownerOf(work)));
    if (!taken.mine) return { seen: taken.row };
    const committed = await commitVerdict(work, { verdict: exhausted(taken.row), facts: {} });
    const result = 'row' in committed ? await project(work, committed.row) : committed;
    if (result.why === 'replay-next') return { seen: await run.table.get(documentId) };
    return { disposal: disposalOf(result) };
  } catch (error) {
    await release(work, releaseUncounted(documentId, ownerOf(work)));
    throw error;
  }
}

function exhausted({ fileName }: FileRow): Verdict {
  const reason = `Errors of the system stopped this file in ${MAX_REDRIVE_ROUNDS + 1} rounds of tries; mend the cause, then replay it.`;
  return { status: 'FAILED', fileType: typeOfName(fileName), reasonCode: 'ATTEMPTS_EXHAUSTED', reason };
}

function disposalOf(result: Result): Disposal {
  if (result.why === 'finished') return { done: 'failed', row: result.row };
  if (result.action === 'acknowledge') return { done: 'dropped', why: 'announced' };
  return { done: 'left', why: 'superseded' };
}
