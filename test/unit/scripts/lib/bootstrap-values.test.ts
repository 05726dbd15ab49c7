// Boundary and path of roles come from the bootstrap stack wherever a template asks for them.
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { fillFromBootstrap } from '../../../../scripts/lib/bootstrap-values.ts';
import type { StackPlan } from '../../../../scripts/lib/plan.ts';
import { parseTemplate } from '../../../../scripts/lib/template.ts';

const service = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-west-1' });
const target = { projectName: 'shop', environmentName: 'dev' };
const BOUNDARY = 'arn:aws:iam::123456789012:policy/shop-dev/boundary';

function planOf(declared: string, parameters: Record<string, string> = {}): StackPlan {
  const text = `Parameters: { ${declared} }\nResources: { T: { Type: AWS::SNS::Topic } }`;
  const template = { path: 'templates/x.yaml', text, document: parseTemplate(text, 'x') };
  const definition = { short: 'x', template: template.path, toolParameters: [] };
  return { definition, stackName: 'shop-dev-x', template, parameters };
}

const BOTH = `PermissionsBoundaryArn: { Type: String, Default: '' }, RolePath: { Type: String, Default: / }`;

function bootstrapIs(StackStatus: StackStatus, outputs: Record<string, string>): void {
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const stack = { StackName: 'shop-dev-bootstrap', StackStatus, CreationTime: undefined, Outputs };
  service.on(DescribeStacksCommand, { StackName: 'shop-dev-bootstrap' }).resolves({ Stacks: [stack] });
}

const fill = async (...plans: StackPlan[]) =>
  (await fillFromBootstrap(client, target, plans)).map(({ parameters }) => parameters);

beforeEach(() => {
  service.reset();
  service.on(DescribeStacksCommand).rejects(new Error('Stack with id x does not exist'));
});

describe('fillFromBootstrap', () => {
  test('leaves the defaults where nobody has set up a bootstrap stack', async () => {
    expect(await fill(planOf(BOTH, { A: '1' }))).toEqual([{ A: '1' }]);
  });

  test('fills what the template declares, and only that', async () => {
    bootstrapIs('UPDATE_COMPLETE', { PermissionsBoundaryArn: BOUNDARY, RolePath: '/shop-dev/', Other: 'x' });
    expect(
      await fill(planOf(BOTH), planOf('RolePath: { Type: String }'), planOf('Other: { Type: String }')),
    ).toEqual([{ PermissionsBoundaryArn: BOUNDARY, RolePath: '/shop-dev/' }, { RolePath: '/shop-dev/' }, {}]);
  });

  test('lets the parameter file have the last word', async () => {
    bootstrapIs('CREATE_COMPLETE', { PermissionsBoundaryArn: BOUNDARY, RolePath: '/shop-dev/' });
    expect(await fill(planOf(BOTH, { RolePath: '/own/' }))).toEqual([
      { PermissionsBoundaryArn: BOUNDARY, RolePath: '/own/' },
    ]);
  });

  test('refuses to go on without a boundary when the bootstrap stack is broken', async () => {
    bootstrapIs('ROLLBACK_COMPLETE', {});
    await expect(fill(planOf(BOTH))).rejects.toThrow(
      'shop-dev-bootstrap is in state ROLLBACK_COMPLETE and has no output PermissionsBoundaryArn',
    );
  });
});
