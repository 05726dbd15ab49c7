// Stacks without which nothing else can be deployed or deleted are protected against being deleted by mistake.
import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import type { StackPlan } from '../plan.ts';
import { progressOf, type Session } from '../session.ts';
import { readStack } from '../stack-state.ts';

/** Switches termination protection on; says so when it was off. */
export async function protect(session: Session, { stackName, definition }: StackPlan): Promise<void> {
  const client = session.clients.cloudFormation;
  if ((await readStack(client, stackName))?.isProtected) return;
  await client.send(
    new UpdateTerminationProtectionCommand({ StackName: stackName, EnableTerminationProtection: true }),
  );
  progressOf(session, definition.short).line('protected against deletion');
}
