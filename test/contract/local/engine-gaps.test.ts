// Probes: each says that the engine still has a gap which scripts/local/engine-gaps.ts closes. A red one means: delete the gap there.
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { closeEngineGaps, ENGINE_GAPS } from '../../../scripts/local/engine-gaps.ts';
import { testEngine } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';

const stackName = `gaps-${randomUUID()}`;
const template = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: stackName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'documentId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'documentId', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    },
  },
};

async function timeToLive(): Promise<string | undefined> {
  const { TimeToLiveDescription } = await new DynamoDBClient().send(
    new DescribeTimeToLiveCommand({ TableName: stackName }),
  );
  return TimeToLiveDescription?.TimeToLiveStatus;
}

beforeAll(async () => {
  testEngine();
  const client = new CloudFormationClient();
  await client.send(new CreateStackCommand({ StackName: stackName, TemplateBody: JSON.stringify(template) }));
  await eventually(
    async () => {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
      return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE';
    },
    { withinMs: 10_000 },
  );
});

describe('the gaps of the engine', () => {
  it('are exactly those that are probed here', () => {
    expect(ENGINE_GAPS.map(({ property }) => property)).toEqual([
      'AWS::DynamoDB::Table TimeToLiveSpecification',
    ]);
  });

  it('still drops the time to live of a table from a template, and we set it', async () => {
    expect(await timeToLive()).toBe('DISABLED');
    await closeEngineGaps(() => stackName);
    expect(await timeToLive()).toBe('ENABLED');
  });
});
