// Where update-function must not work: wherever releases have to get out gradually.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clients } from '../../../../scripts/lib/clients.ts';
import { refuseProduction } from '../../../../scripts/lib/update-function.ts';

const service = mockClient(CloudFormationClient);
const clients = { cloudFormation: new CloudFormationClient({ region: 'eu-west-1' }) } as Clients;
const refuse = (environmentName: string) =>
  refuseProduction(clients, { projectName: 'shop', environmentName });

function deployedWith(DeploymentPreference: string): void {
  const Parameters = [{ ParameterKey: 'DeploymentPreference', ParameterValue: DeploymentPreference }];
  const stack = { StackId: 'arn', StackName: 'x', StackStatus: 'UPDATE_COMPLETE', CreationTime: undefined };
  service
    .on(DescribeStacksCommand, { StackName: 'shop-dev-lambda' })
    .resolves({ Stacks: [{ ...stack, Parameters } as never] });
}

beforeEach(() => {
  service.reset();
  service.on(DescribeStacksCommand).rejects(new Error('Stack with id x does not exist'));
});

describe('refuseProduction', () => {
  test('refuses an environment named prod without asking anybody', async () => {
    await expect(refuse('prod')).rejects.toThrow('does not work on the environment prod; use the delivery');
    expect(service.calls()).toHaveLength(0);
  });

  test('refuses every environment whose releases are shifted gradually', async () => {
    deployedWith('Canary10Percent5Minutes');
    await expect(refuse('dev')).rejects.toThrow(
      'does not work on dev, whose releases get out by Canary10Percent5Minutes; use the delivery pipeline',
    );
  });

  test('lets the others pass, also one that was never deployed', async () => {
    await refuse('dev');
    deployedWith('AllAtOnce');
    await refuse('dev');
  });
});
