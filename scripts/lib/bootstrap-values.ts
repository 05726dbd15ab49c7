// The boundary and the path of every role, as the bootstrap stack of the environment gives them.
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stackNameOf, type Target } from '../stacks.ts';
import type { StackPlan } from './plan.ts';
import { readStack } from './stack-state.ts';
import { UserError } from './user-error.ts';

/** Parameters that are filled, which are outputs of the bootstrap stack of the same name. */
const NAMES = ['PermissionsBoundaryArn', 'RolePath'] as const;

async function bootstrapOutputs(
  client: CloudFormationClient,
  target: Target,
): Promise<[string, string][] | undefined> {
  const stackName = stackNameOf(target, 'bootstrap');
  const state = await readStack(client, stackName);
  if (!state) return undefined;
  return NAMES.map((name) => {
    const value = state.outputs[name];
    if (value !== undefined) return [name, value];
    throw new UserError(
      `The stack ${stackName} is in state ${state.status} and has no output ${name}, so roles would get no boundary; deploy it again or delete it.`,
    );
  });
}

/**
 * Fills the boundary and the path into the parameters of every template that has them, unless the parameter file gives them.
 * Without a bootstrap stack the defaults stay. Throws UserError when the bootstrap stack is there and broken.
 */
export async function fillFromBootstrap(
  client: CloudFormationClient,
  target: Target,
  stacks: readonly StackPlan[],
): Promise<StackPlan[]> {
  const values = await bootstrapOutputs(client, target);
  if (!values) return [...stacks];
  return stacks.map((plan) => {
    const declared = plan.template.document.Parameters ?? {};
    const filled = values.filter(([name]) => Object.hasOwn(declared, name));
    return { ...plan, parameters: { ...Object.fromEntries(filled), ...plan.parameters } };
  });
}
