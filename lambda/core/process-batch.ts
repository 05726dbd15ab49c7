// One batch of queue messages: who goes first, who goes alone, and which messages are failed items in the end.
import { UnknownMessage } from './errors.ts';
import { parseMessage, type FileEvent, type ParsedMessage } from './file-event.ts';
import { isTerminal } from './file-row.ts';
import { processFile } from './process-file.ts';
import { resolveVersion, type Resolved } from './resolve-version.ts';
import { backOff, type Result } from './result.ts';
import type { Run } from './run.ts';

/** One message as the queue delivered it; `receives` counts this delivery. */
export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  receives: number;
  /** When it was put into the queue, as an ISO time. */
  sentAt?: string;
}

/** What became of one file of a message; `event` is absent where the message could not be understood. */
export interface FileResult {
  messageId: string;
  event?: FileEvent;
  result: Result;
  durationInMs: number;
}

export interface BatchResult {
  /** Message ids that must come again: every one that was not acknowledged as a whole. */
  failedMessageIds: string[];
  results: FileResult[];
  skipped: ParsedMessage['skipped'];
  /** Errors that changed nothing: a message whose visibility could not be set comes again by the queue's own time-out. */
  ignoredErrors: unknown[];
}

interface Item {
  message: QueueMessage;
  event: FileEvent;
  resolved?: Resolved | undefined;
  failure?: Result;
}

const SMALL_FILE_IN_BYTES = 1024 * 1024;
const SMALL_FILES_AT_ONCE = 4;

/**
 * Processes a batch. Starts from "all failed" and takes out only what was acknowledged, so that an error here can lose nothing.
 * Small fresh files run side by side; large ones one by one; files with an earlier attempt that was never released run last and alone, ordered by attempt,
 * because they may have ended the process.
 */
export async function processBatch(messages: readonly QueueMessage[], run: Run): Promise<BatchResult> {
  const failed = new Set(messages.map(({ messageId }) => messageId));
  const results: FileResult[] = [];
  const parsed = messages.map((message) => ({ message, ...parse(message, run) }));
  const items: Item[] = parsed.flatMap(({ message, files }) => files.map((event) => ({ message, event })));
  await sideBySide(items, (item) => resolve(item, run));
  const inOrder = arrange(items);
  const work = async (item: Item) => void results.push(await timed(item, run));
  await sideBySide(inOrder.small, work);
  for (const item of inOrder.alone) await work(item);
  for (const { message, failure } of parsed) {
    if (failure) results.push({ messageId: message.messageId, result: failure, durationInMs: 0 });
  }
  const ignoredErrors: unknown[] = [];
  await sideBySide(messages, async (message) => {
    const own = results
      .filter(({ messageId }) => messageId === message.messageId)
      .map(({ result }) => result);
    if (own.every(({ action }) => action === 'acknowledge')) failed.delete(message.messageId);
    else await postpone(message, own, run).catch((error: unknown) => ignoredErrors.push(error));
  });
  return {
    failedMessageIds: [...failed],
    results,
    skipped: parsed.flatMap(({ skipped }) => skipped),
    ignoredErrors,
  };
}

type Parsed = ParsedMessage & { failure?: Result };

function parse({ body }: QueueMessage, run: Run): Parsed {
  try {
    return parseMessage(body);
  } catch (error) {
    if (!(error instanceof UnknownMessage)) throw error;
    // Trying again helps only after a deployment, so there is no growing delay: the dead-letter queue is where a person sees it.
    const delayInSeconds = run.settings.firstRetryDelayInSeconds;
    return { files: [], skipped: [], failure: { action: 'return', why: 'unknown-message', delayInSeconds } };
  }
}

async function resolve(item: Item, run: Run): Promise<void> {
  try {
    item.resolved = await resolveVersion(item.event, run);
  } catch (error) {
    const delayInSeconds = backOff(run.settings.firstRetryDelayInSeconds, item.message.receives);
    item.failure = { action: 'return', why: 'error', delayInSeconds, error };
  }
}

function arrange(items: readonly Item[]): { small: Item[]; alone: Item[] } {
  const size = ({ event, resolved }: Item) =>
    (resolved?.file ?? event).sizeInBytes ?? Number.MAX_SAFE_INTEGER;
  const attempts = ({ resolved }: Item) =>
    resolved?.row && !isTerminal(resolved.row) ? resolved.row.attempt : 0;
  const fresh = items.filter((item) => attempts(item) === 0);
  const suspects = items.filter((item) => attempts(item) > 0);
  return {
    small: fresh.filter((item) => size(item) <= SMALL_FILE_IN_BYTES),
    alone: [
      ...fresh.filter((item) => size(item) > SMALL_FILE_IN_BYTES).sort((a, b) => size(a) - size(b)),
      ...suspects.sort((a, b) => attempts(a) - attempts(b)),
    ],
  };
}

async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: SMALL_FILES_AT_ONCE }, lane));
}

async function timed(item: Item, run: Run): Promise<FileResult> {
  const startedAt = run.clock.now();
  const result = await handle(item, run);
  const { message, event, resolved } = item;
  return {
    messageId: message.messageId,
    event: resolved?.file ?? event,
    result,
    durationInMs: run.clock.now() - startedAt,
  };
}

async function handle(item: Item, run: Run): Promise<Result> {
  const { failure, resolved, message, event } = item;
  if (failure) return failure;
  if (!resolved) return { action: 'acknowledge', why: 'vanished' };
  if (run.clock.now() >= run.deadlines.startBefore)
    return { action: 'return', why: 'not-started', delayInSeconds: 0 };
  const delivery = { file: resolved.file, receives: message.receives, look: { row: resolved.row }, message };
  const result = await processFile(delivery, run);
  return event.versionId === undefined ? unlessOvertaken(item, result) : result;
}

/**
 * An event without a version id was resolved to a version that somebody else committed or announced meanwhile. It may be the event of another
 * version with the same ETag, so it is not used up: the next delivery resolves it anew.
 */
function unlessOvertaken({ resolved }: Item, result: Result): Result {
  if (result.action === 'return') return result;
  if (result.why === 'finished' && result.takenOver)
    return { action: 'return', why: 'finished', row: result.row, delayInSeconds: 1 };
  const wasOvertaken = result.why === 'duplicate' && resolved?.row?.notification !== 'SENT';
  return wasOvertaken ? { action: 'return', why: 'superseded', delayInSeconds: 1 } : result;
}

/** Makes the message visible again when its slowest file wants it. */
async function postpone({ receiptHandle }: QueueMessage, own: readonly Result[], run: Run): Promise<void> {
  const delays = own.map((result) => (result.action === 'return' ? result.delayInSeconds : 0));
  await run.queue.changeVisibility(receiptHandle, Math.max(0, ...delays));
}
