// Decides what to do with a stack that an earlier, unlucky run left in a state that cannot simply be updated.
import { paginateListStackResources, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Progress } from './session.ts';
import { deleteShell } from './stack-operation.ts';
import type { StackState } from './stack-state.ts';
import { UserError } from './user-error.ts';

const UPDATABLE = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_FAILED',
  'IMPORT_COMPLETE',
]);

/** States of a stack that never came to life; without resources it can only be deleted, and may be. */
const STILLBORN: Record<string, string> = {
  REVIEW_IN_PROGRESS: 'a change set was made and never executed',
  ROLLBACK_COMPLETE: 'its first deployment failed',
  IMPORT_ROLLBACK_COMPLETE: 'an import failed',
};

const NEXT: Record<string, string> = {
  UPDATE_ROLLBACK_FAILED:
    'look up in its events what could not be rolled back, mend that, and run `aws cloudformation continue-update-rollback` for it',
  DELETE_FAILED: 'look up in its events what could not be deleted, mend that, and run `npm run destroy`',
};
const DELETE_FIRST = 'delete this stack (in the AWS console or with `npm run destroy`) and deploy again';

/** Logical ids of what a stack holds at present. */
export async function heldResources(client: CloudFormationClient, stackId: string): Promise<string[]> {
  const held: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stackId })) {
    for (const { LogicalResourceId = '', ResourceStatus = '' } of page.StackResourceSummaries ?? []) {
      if (!/^DELETE_(COMPLETE|SKIPPED)$/.test(ResourceStatus)) held.push(LogicalResourceId);
    }
  }
  return held;
}

interface Leftover {
  stackName: string;
  state: StackState | undefined;
  progress: Progress;
  dryRun: boolean;
}

/** What the caller can do next: update the stack, create it, or, in a dry run only, nothing because a leftover stands in the way. */
export type Opening = 'update' | 'create' | 'blocked';

/** Clears a leftover out of the way when it holds nothing; throws with the next step when it does. */
export async function clearTheWay(client: CloudFormationClient, leftover: Leftover): Promise<Opening> {
  const { stackName, state, progress, dryRun } = leftover;
  if (!state) return 'create';
  const { status, stackId } = state;
  const why = STILLBORN[status];
  const held = why === undefined ? [] : await heldResources(client, stackId);
  if (UPDATABLE.has(status) || (status === 'IMPORT_ROLLBACK_COMPLETE' && held.length > 0)) return 'update';
  if (why === undefined || held.length > 0) {
    const holding = held.length > 0 ? ` and still holds ${held.join(', ')}` : '';
    throw new UserError(`${stackName} is in the state ${status}${holding}; ${NEXT[status] ?? DELETE_FIRST}.`);
  }
  if (dryRun) {
    progress.line(`an empty stack is left over, because ${why}; a deployment would remove it first`);
    // A change set for a new stack may be made on such a shell, but not on a stack that was rolled back.
    return status === 'REVIEW_IN_PROGRESS' ? 'create' : 'blocked';
  }
  progress.line(`removing an empty stack that was left over, because ${why}`);
  await deleteShell(client, stackId);
  return 'create';
}
