// Change sets: what they are asked for, how their state is read, that every page of changes is fetched.
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type Change,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import {
  createChangeSet,
  deleteChangeSet,
  describeChanges,
  type ChangeSetRequest,
} from '../../../../scripts/lib/change-set.ts';

const service = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-west-1' });

const request: ChangeSetRequest = {
  stackName: 'shop-dev-sns',
  type: 'UPDATE',
  template: { TemplateBody: 'Resources: {}' },
  parameters: { EnvironmentName: 'dev' },
  tags: { project: 'shop' },
};

function change(id: string, more: Change['ResourceChange'] = {}): Change {
  return {
    Type: 'Resource',
    ResourceChange: { Action: 'Add', LogicalResourceId: id, ResourceType: 'AWS::SNS::Topic', ...more },
  };
}

beforeEach(() => {
  service.reset();
  service.on(CreateChangeSetCommand).resolves({ Id: 'arn:cs', StackId: 'arn:stack' });
});

describe('createChangeSet', () => {
  test('asks for named roles, hands parameters and tags over, and gives every change set a name of its own', async () => {
    service.on(DescribeChangeSetCommand).resolves({ Status: 'CREATE_COMPLETE', Changes: [change('Topic')] });
    await createChangeSet(client, request);
    await createChangeSet(client, request);
    const [one, other] = service.commandCalls(CreateChangeSetCommand).map(({ args }) => args[0].input);
    expect(one).toMatchObject({
      StackName: 'shop-dev-sns',
      ChangeSetType: 'UPDATE',
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Parameters: [{ ParameterKey: 'EnvironmentName', ParameterValue: 'dev' }],
      Tags: [{ Key: 'project', Value: 'shop' }],
    });
    expect(one?.ChangeSetName).not.toBe(other?.ChangeSetName);
  });

  test('waits while CloudFormation works the changes out, and reads every page of them', async () => {
    service
      .on(DescribeChangeSetCommand)
      .resolvesOnce({ Status: 'CREATE_IN_PROGRESS' })
      .resolvesOnce({ Status: 'CREATE_COMPLETE', Changes: [change('One')], NextToken: 'more' })
      .resolvesOnce({ Status: 'CREATE_COMPLETE', Changes: [change('Two')], NextToken: 'still more' })
      .resolvesOnce({ Status: 'CREATE_COMPLETE', Changes: [change('Three')] });
    const changeSet = await createChangeSet(client, request);
    expect(changeSet.state).toBe('ready');
    expect(changeSet.changes.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId)).toEqual([
      'One',
      'Two',
      'Three',
    ]);
    const tokens = service.commandCalls(DescribeChangeSetCommand).map(({ args }) => args[0].input.NextToken);
    expect(tokens).toEqual([undefined, undefined, 'more', 'still more']);
  });

  test.each([
    [
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ],
    ['No updates are to be performed.'],
  ])('calls a change set empty when it failed with "%s"', async (StatusReason) => {
    service.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason });
    expect(await createChangeSet(client, request)).toMatchObject({ state: 'empty', changes: [] });
  });

  test('calls a change set failed for any other reason, and keeps the reason', async () => {
    const StatusReason = 'No export named shop-dev-sns-AlertsTopicArn found.';
    service.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason });
    expect(await createChangeSet(client, request)).toMatchObject({ state: 'failed', reason: StatusReason });
  });
});

describe('deleteChangeSet', () => {
  const changeSet = { id: 'arn:cs', stackId: 'arn:stack', state: 'empty', reason: '', changes: [] } as const;

  test('does not mind that it is gone', async () => {
    const error = Object.assign(new Error('gone'), { name: 'ChangeSetNotFoundException' });
    service.on(DeleteChangeSetCommand).rejects(error);
    await expect(deleteChangeSet(client, { ...changeSet, changes: [] })).resolves.toBeUndefined();
  });

  test('passes other errors on', async () => {
    service.on(DeleteChangeSetCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(deleteChangeSet(client, { ...changeSet, changes: [] })).rejects.toThrow('no');
  });
});

describe('describeChanges', () => {
  test('tells what is added, changed in place, replaced, removed and kept', () => {
    const details = [
      { Target: { Attribute: 'Properties', Name: 'TopicName' } },
      { Target: { Attribute: 'Tags' } },
    ] as const;
    const lines = describeChanges([
      change('New'),
      change('Same', { Action: 'Modify', Replacement: 'False', Details: [...details] }),
      change('Other', { Action: 'Modify', Replacement: 'True' }),
      change('Perhaps', { Action: 'Modify', Replacement: 'Conditional' }),
      change('Old', { Action: 'Remove' }),
      change('Data', { Action: 'Remove', PolicyAction: 'Retain' }),
      change('Kept', { Action: 'Import' }),
    ]);
    expect(lines).toEqual([
      '+ New (AWS::SNS::Topic)',
      '~ Same (AWS::SNS::Topic): TopicName, Tags',
      '~ Other (AWS::SNS::Topic, replaced)',
      '~ Perhaps (AWS::SNS::Topic, perhaps replaced)',
      '- Old (AWS::SNS::Topic)',
      '- Data (AWS::SNS::Topic, kept outside the stack)',
      '> Kept (AWS::SNS::Topic)',
    ]);
  });
});
