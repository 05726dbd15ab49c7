// Follows one operation on one stack by its events: tells progress, finds the end, and the first cause of a failure.
import {
  DescribeStackEventsCommand,
  paginateDescribeStackEvents,
  type CloudFormationClient,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { poll } from './poll.ts';

export interface Operation {
  /** The id, not the name: a deleted stack is found by its id alone. */
  stackId: string;
  /** ClientRequestToken of the call that started it: its first event carries it. */
  token: string;
  /** The newest event before it began; undefined when there was none. */
  after: string | undefined;
}

export interface Follow extends Operation {
  onEvent: (event: StackEvent) => void;
  /** Called now and then with what has been going on for long. */
  onSilence: (inProgress: string[]) => void;
}

export interface Ended {
  /** Status that the stack ended in. */
  status: string;
  events: StackEvent[];
}

const TIMEOUT_IN_MS = 3 * 60 * 60 * 1000;
const SILENCE_IN_MS = 20_000;

/** Id of the newest event of a stack. */
export async function newestEventId(
  client: CloudFormationClient,
  stackId: string,
): Promise<string | undefined> {
  const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: stackId }));
  return StackEvents?.[0]?.EventId;
}

/** Events that are not in `seen` yet, oldest first. Pages come newest first, so it stops at the first known one. */
async function readNewEvents(
  client: CloudFormationClient,
  stackId: string,
  seen: ReadonlySet<string | undefined>,
): Promise<StackEvent[]> {
  const fresh: StackEvent[] = [];
  for await (const page of paginateDescribeStackEvents({ client }, { StackName: stackId })) {
    for (const event of page.StackEvents ?? []) {
      if (seen.has(event.EventId)) return fresh.reverse();
      fresh.push(event);
    }
  }
  return fresh.reverse();
}

/**
 * Returns a function that gives the new events of one operation at each call. Late events of the operation before it are
 * left out; events after its beginning belong to it whatever token they carry (somebody may cancel it in the console).
 */
export function createEventReader(
  client: CloudFormationClient,
  operation: Operation,
): () => Promise<StackEvent[]> {
  const seen = new Set<string | undefined>(operation.after === undefined ? [] : [operation.after]);
  let hasBegun = false;
  return async () => {
    const fresh = await readNewEvents(client, operation.stackId, seen);
    const first = hasBegun
      ? 0
      : fresh.findIndex(({ ClientRequestToken }) => ClientRequestToken === operation.token);
    if (first < 0) return [];
    hasBegun = true;
    const own = fresh.slice(first);
    for (const { EventId } of own) seen.add(EventId);
    return own;
  };
}

const isOfStackItself = (event: StackEvent) => event.PhysicalResourceId === event.StackId;

function endOf(events: readonly StackEvent[]): string | undefined {
  const last = events.findLast(isOfStackItself)?.ResourceStatus;
  return last && !last.endsWith('_IN_PROGRESS') ? last : undefined;
}

/** What has begun and not ended, by logical id. */
export function inProgress(events: readonly StackEvent[]): string[] {
  const latest = new Map<string, string>();
  for (const event of events) {
    if (!isOfStackItself(event)) latest.set(event.LogicalResourceId ?? '', event.ResourceStatus ?? '');
  }
  return [...latest].filter(([, status]) => status.endsWith('_IN_PROGRESS')).map(([id]) => id);
}

/** Waits for the end of the operation. */
export async function follow(client: CloudFormationClient, operation: Follow): Promise<Ended> {
  const events: StackEvent[] = [];
  const read = createEventReader(client, operation);
  let lastSign = performance.now();
  const status = await poll(
    async () => {
      const fresh = await read();
      events.push(...fresh);
      fresh.forEach(operation.onEvent);
      if (fresh.length > 0) lastSign = performance.now();
      const end = endOf(events);
      if (end === undefined && performance.now() - lastSign > SILENCE_IN_MS) {
        lastSign = performance.now();
        operation.onSilence(inProgress(events));
      }
      return end;
    },
    { what: `the operation on ${operation.stackId}`, timeoutInMs: TIMEOUT_IN_MS },
  );
  return { status, events };
}

// Resources that were under way when another one failed are failed too, with a reason that says nothing.
const FOLLOW_UP = /cancelled|canceled/i;

/** The first cause: the resource that failed first by itself, or what the stack says when no resource did. */
export function firstFailure(events: readonly StackEvent[]): StackEvent | undefined {
  const failed = events.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  const byItself = failed.filter(({ ResourceStatusReason }) => !FOLLOW_UP.test(ResourceStatusReason ?? ''));
  return (
    byItself.find((event) => !isOfStackItself(event)) ??
    byItself[0] ??
    failed[0] ??
    events.find(
      (event) =>
        isOfStackItself(event) && event.ResourceStatusReason && /ROLLBACK/.test(event.ResourceStatus ?? ''),
    )
  );
}
