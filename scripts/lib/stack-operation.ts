// Starts one operation on a stack, shows how it goes, and turns its failure into one sentence.
import { randomUUID } from 'node:crypto';
import {
  DeleteStackCommand,
  ExecuteChangeSetCommand,
  type CloudFormationClient,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { ChangeSet } from './change-set.ts';
import { poll } from './poll.ts';
import type { Progress } from './session.ts';
import { firstFailure, follow, newestEventId } from './stack-events.ts';
import { readStack, type StackState } from './stack-state.ts';
import { UserError } from './user-error.ts';

const DONE: Record<string, string> = {
  CREATE_COMPLETE: 'created',
  UPDATE_COMPLETE: 'updated',
  DELETE_COMPLETE: 'deleted',
  DELETE_SKIPPED: 'kept',
  IMPORT_COMPLETE: 'imported',
};

/** What an event says to a person; nothing for beginnings and for the stack itself. */
export function describeEvent(event: StackEvent): string | undefined {
  const { ResourceStatus = '', LogicalResourceId, ResourceType, ResourceStatusReason } = event;
  if (event.PhysicalResourceId === event.StackId) return undefined;
  const subject = `${LogicalResourceId} (${ResourceType})`;
  if (ResourceStatus.endsWith('_FAILED'))
    return `failed ${subject}: ${ResourceStatusReason ?? 'no reason given'}`;
  const done = DONE[ResourceStatus];
  return done === undefined ? undefined : `${done} ${subject}`;
}

interface Operation {
  stackName: string;
  stackId: string;
  progress: Progress;
  start: (token: string) => Promise<unknown>;
}

async function run(client: CloudFormationClient, { stackId, progress, start }: Operation) {
  const after = await newestEventId(client, stackId);
  const token = randomUUID();
  await start(token);
  return follow(client, {
    stackId,
    token,
    after,
    onEvent: (event) => {
      const text = describeEvent(event);
      if (text !== undefined) progress.detail(text);
    },
    onSilence: (names) => progress.detail(`still working on ${names.join(', ') || 'the stack'}`),
  });
}

/** One sentence on why a stack did not get where it should, with the next step. */
export function describeFailure(stackName: string, status: string, events: readonly StackEvent[]): string {
  const failure = firstFailure(events);
  const reason = failure?.ResourceStatusReason ?? 'CloudFormation gave no reason';
  const where =
    failure && failure.PhysicalResourceId !== failure.StackId
      ? `${failure.LogicalResourceId} (${failure.ResourceType}) failed: ${reason}`
      : reason;
  return `${stackName} ended as ${status}, because ${where.replace(/\.?$/, '.')} ${NEXT[status] ?? NEXT.other}`;
}

const NEXT: Record<string, string> = {
  ROLLBACK_COMPLETE: 'Nothing of it was left behind; mend the cause and deploy again.',
  UPDATE_ROLLBACK_COMPLETE: 'It is back in its former state; mend the cause and deploy again.',
  UPDATE_ROLLBACK_FAILED:
    'Mend the cause and run `aws cloudformation continue-update-rollback` for this stack.',
  IMPORT_ROLLBACK_COMPLETE: 'Nothing was imported; mend the cause and repeat the command.',
  DELETE_FAILED: 'Mend the cause and repeat the command.',
  other: 'Mend the cause, look at the stack in the AWS console, and repeat the command.',
};

const GOOD = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

/** Executes a change set and waits for its end. Throws UserError with the first cause when the stack rolled back. */
export async function executeChangeSet(
  client: CloudFormationClient,
  { stackName, changeSet, progress }: { stackName: string; changeSet: ChangeSet; progress: Progress },
): Promise<StackState> {
  const { id, stackId } = changeSet;
  const start = (token: string) =>
    client.send(new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: token }));
  const { status, events } = await run(client, { stackName, stackId, progress, start });
  if (!GOOD.test(status)) throw new UserError(describeFailure(stackName, status, events));
  // The description may lag behind the events by some seconds, and the outputs with it.
  return poll(
    async () => {
      const state = await readStack(client, stackId);
      return state?.status === status ? state : undefined;
    },
    { what: `the outputs of ${stackName}`, timeoutInMs: 120_000 },
  );
}

/** Deletes a stack and waits for its end. */
export async function deleteStack(
  client: CloudFormationClient,
  { stackName, state, progress }: { stackName: string; state: StackState; progress: Progress },
): Promise<void> {
  const { stackId } = state;
  const start = (token: string) =>
    client.send(new DeleteStackCommand({ StackName: stackId, ClientRequestToken: token }));
  const { status, events } = await run(client, { stackName, stackId, progress, start });
  if (status !== 'DELETE_COMPLETE') throw new UserError(describeFailure(stackName, status, events));
}

/** Deletes the shell that a change set for a new stack leaves; it holds nothing. */
export async function deleteShell(client: CloudFormationClient, stackId: string): Promise<void> {
  await client.send(new DeleteStackCommand({ StackName: stackId }));
  await poll(async () => ((await readStack(client, stackId)) ? undefined : true), {
    what: `${stackId} to go`,
    timeoutInMs: 300_000,
  });
}
