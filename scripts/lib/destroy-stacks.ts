// Deletes the stacks of an environment in reverse order; the data stays unless its deletion was asked for.
import type { ExistingData } from './data-resources.ts';
import { deleteData } from './delete-data.ts';
import { progressOf, type Session } from './session.ts';
import { deleteShell, deleteStack } from './stack-operation.ts';
import type { StackState } from './stack-state.ts';
import type { SurveyedStack } from './survey.ts';
import { UserError } from './user-error.ts';

interface Destruction {
  surveyed: readonly SurveyedStack[];
  /** Delete buckets and tables too, with everything in them. */
  withData: boolean;
}

/** All buckets and tables of the environment. */
export const allData = (surveyed: readonly SurveyedStack[]): ExistingData[] =>
  surveyed.flatMap(({ data }) => data);

/** Throws when something would be lost or would fail half-way: found before the first stack is deleted. */
export function refuseUnsafe(surveyed: readonly SurveyedStack[]): void {
  const guarded = surveyed.find(({ state }) => state?.isProtected);
  if (guarded) {
    throw new UserError(
      `${guarded.plan.stackName} is protected against deletion; switch termination protection off in the AWS console and repeat the command.`,
    );
  }
  const unkept = surveyed.flatMap((stack) => stack.unkept);
  if (unkept.length > 0) {
    throw new UserError(
      `${unkept.map(({ name }) => name).join(', ')} would go with its stack, because the deployed template does not keep it; run \`npm run deploy\` first, then destroy.`,
    );
  }
}

async function deleteOne(session: Session, stack: SurveyedStack, state: StackState): Promise<void> {
  const { stackName, definition } = stack.plan;
  const progress = progressOf(session, definition.short);
  progress.line('deleting');
  const client = session.clients.cloudFormation;
  if (state.status === 'REVIEW_IN_PROGRESS') await deleteShell(client, state.stackId);
  else await deleteStack(client, { stackName, state, progress });
  progress.line('deleted');
}

/** Deletes what exists; returns the data that was kept. */
export async function destroyStacks(
  session: Session,
  { surveyed, withData }: Destruction,
): Promise<ExistingData[]> {
  refuseUnsafe(surveyed);
  for (const stack of surveyed.toReversed()) {
    if (stack.state) await deleteOne(session, stack, stack.state);
  }
  const data = allData(surveyed);
  if (!withData) return data;
  for (const one of data) await deleteData(session.clients, one, session.onProgress);
  return [];
}
