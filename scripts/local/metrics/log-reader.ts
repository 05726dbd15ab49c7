// Reads a log group a piece at a time: each call returns the invocations that ended since the last one.
import {
  FilterLogEventsCommand,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import { readInvocations, type Invocation, type LogLine } from './invocations.ts';

/** Lines of an invocation are written together, but another that ended a little earlier may be written later. */
const OVERLAP_IN_MS = 10_000;
/** The most that one call returns; the engine then leaves out the rest without a token to go on with. */
const MOST_LINES = 10_000;

/** Invocations that were not returned before. Throws when the logs cannot be read; nothing is skipped then. */
export type ReadInvocations = () => Promise<Invocation[]>;

/** Reads from the beginning of the group on. */
export function createLogReader(logs: CloudWatchLogsClient, logGroupName: string): ReadInvocations {
  let from = 0;
  /** Streams that were read, by their last line; each is one invocation and never grows. */
  const seen = new Map<string, number>();

  const readOnce = async (): Promise<{ lines: LogLine[]; isFull: boolean }> => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName, startTime: from, limit: MOST_LINES }),
    );
    const lines = events.map(({ logStreamName = '', timestamp = 0, message = '' }) => ({
      stream: logStreamName,
      at: timestamp,
      message,
    }));
    return { lines, isFull: lines.length >= MOST_LINES };
  };

  const takeNew = ({ lines, isFull }: { lines: LogLine[]; isFull: boolean }): LogLine[] => {
    const newest = lines.at(-1)?.at ?? from;
    // A full answer may be cut within the last stream: that time is read again.
    const whole = isFull ? lines.filter(({ at }) => at < newest) : lines;
    const fresh = whole.filter(({ stream }) => !seen.has(stream));
    for (const { stream, at } of whole) seen.set(stream, at);
    from = Math.max(from, isFull ? newest : newest - OVERLAP_IN_MS);
    for (const [stream, at] of seen) if (at < from) seen.delete(stream);
    return fresh;
  };

  /** Read, but not returned yet: a later piece may fail. */
  let read: Invocation[] = [];

  return async () => {
    for (let isFull = true; isFull;) {
      const before = from;
      const answer = await readOnce().catch(emptyWhenThereIsNoGroup);
      read.push(...readInvocations(takeNew(answer)));
      isFull = answer.isFull && from > before;
    }
    const invocations = read;
    read = [];
    return invocations;
  };
}

/** A function that has never run, in an environment that is still being deployed. */
function emptyWhenThereIsNoGroup(error: unknown): { lines: LogLine[]; isFull: boolean } {
  if (error instanceof ResourceNotFoundException) return { lines: [], isFull: false };
  throw error;
}
