// The roles of a deployed environment with the policies that they really have, read from IAM.
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { statementsOf, type PolicyDocument, type Statement } from '../../lib/iam/policy.ts';
import { STACKS } from '../../stacks.ts';

export interface DeployedRole {
  /** Logical id, `RedriveRole`. */
  id: string;
  /** Names of the functions that run with it; none when a service takes it by itself. */
  functions: string[];
  statements: Statement[];
}

interface Target {
  projectName: string;
  environmentName: string;
  endpoint: string;
}

/** Every role of every stack. */
export async function deployedRoles(target: Target): Promise<DeployedRole[]> {
  const resources = await resourcesOf(target);
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const roleOf = await rolesOfFunctions(functions.map(({ name }) => name));
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return Promise.all(
    roles.map(async ({ id, name }) => ({
      id,
      functions: functions.map((it) => it.name).filter((it) => roleOf.get(it) === name),
      statements: await statementsOfRole(target.endpoint, name),
    })),
  );
}

async function resourcesOf({ projectName, environmentName }: Target) {
  const client = new CloudFormationClient();
  const found: { id: string; type: string; name: string }[] = [];
  for (const { short } of STACKS) {
    const StackName = `${projectName}-${environmentName}-${short}`;
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      for (const {
        LogicalResourceId: id = '',
        ResourceType: type = '',
        PhysicalResourceId: name = '',
      } of page.StackResourceSummaries ?? [])
        found.push({ id, type, name });
    }
  }
  client.destroy();
  return found;
}

async function rolesOfFunctions(names: readonly string[]): Promise<Map<string, string | undefined>> {
  const client = new LambdaClient();
  const roles = new Map<string, string | undefined>();
  for (const FunctionName of names) {
    const { Role } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'live' }),
    );
    roles.set(FunctionName, Role?.split('/').at(-1));
  }
  client.destroy();
  return roles;
}

/** IAM is asked without an SDK client, of which nothing else has need; the engine checks no signature of its root. */
async function statementsOfRole(endpoint: string, role: string): Promise<Statement[]> {
  const attached = await iam(endpoint, { Action: 'ListAttachedRolePolicies', RoleName: role });
  if (/<PolicyArn>/.test(attached))
    throw new Error(`${role} has a managed policy; teach scripts/local/least-privilege to read it.`);
  const list = await iam(endpoint, { Action: 'ListRolePolicies', RoleName: role });
  const names = [...list.matchAll(/<member>([^<]+)<\/member>/g)].map(([, name = '']) => name);
  const statements: Statement[] = [];
  for (const PolicyName of names) {
    const answer = await iam(endpoint, { Action: 'GetRolePolicy', RoleName: role, PolicyName });
    const document = /<PolicyDocument>([^<]*)<\/PolicyDocument>/.exec(answer)?.[1] ?? '';
    statements.push(...statementsOf(JSON.parse(decodeURIComponent(document)) as PolicyDocument));
  }
  return statements;
}

async function iam(endpoint: string, parameters: Record<string, string>): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({ Version: '2010-05-08', ...parameters }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`IAM refuses ${parameters.Action}: ${response.status} ${text}`);
  return text;
}
