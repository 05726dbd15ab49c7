// What people chose when they deployed a stack by hand, so that later deployments keep to it.
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readDeployedTemplate } from './deployed-template.ts';
import { readStack } from './stack-state.ts';

/** States of a stack that nobody has successfully deployed yet. */
const NEVER_DEPLOYED = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*)$/;

/**
 * The parameter values of a stack that differ from the defaults of the template it was deployed with. A value that equals
 * the default was nobody's choice: kept, it would hold off a later default. Hidden values cannot be read and are left out.
 */
export async function keptValues(
  client: CloudFormationClient,
  stackName: string,
): Promise<Record<string, string>> {
  const state = await readStack(client, stackName);
  if (!state || NEVER_DEPLOYED.test(state.status)) return {};
  const { Parameters: declared = {} } = await readDeployedTemplate(client, state.stackId);
  const chosen = Object.entries(state.parameters).filter(([name, value]) => {
    const { Default, NoEcho } = declared[name] ?? {};
    return String(NoEcho) !== 'true' && (Default === undefined || String(Default) !== value);
  });
  return Object.fromEntries(chosen);
}
