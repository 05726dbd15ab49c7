// Finds out in which account and region a deployment would act, before a person is asked whether it may.
import { createChangeSet, deleteChangeSet } from '../change-set.ts';
import type { Clients } from '../clients.ts';
import type { StackPlan } from '../plan.ts';
import { deleteShell } from '../stack-operation.ts';
import { readStack } from '../stack-state.ts';

export interface Whereabouts {
  accountId: string;
  region: string;
}

function whereaboutsOf(arn: string): Whereabouts {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return { region, accountId };
}

/**
 * Reads account and region from the ARN of the stack. Of a stack that does not exist yet a change set tells them, which is
 * thrown away again: it creates nothing, and it shows that credentials, template and parameters will do.
 */
export async function findWhereabouts(
  { cloudFormation }: Clients,
  { stackName, template, parameters }: StackPlan,
): Promise<Whereabouts> {
  const existing = await readStack(cloudFormation, stackName);
  if (existing) return whereaboutsOf(existing.stackId);
  const changeSet = await createChangeSet(cloudFormation, {
    stackName,
    type: 'CREATE',
    template: { TemplateBody: template.text },
    parameters,
  });
  await deleteChangeSet(cloudFormation, changeSet);
  await deleteShell(cloudFormation, changeSet.stackId);
  return whereaboutsOf(changeSet.stackId);
}
