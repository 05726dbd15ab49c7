// Stacks that an unlucky run left behind: which are updated, which are cleared away, which need a person.
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { clearTheWay } from '../../../../scripts/lib/leftovers.ts';

const service = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-west-1' });
let lines: string[];

function open(status: StackStatus | undefined, dryRun = false) {
  const add = (text: string) => void lines.push(text);
  const state = status && { stackId: 'arn:stack', status, outputs: {}, parameters: {}, isProtected: false };
  return clearTheWay(client, {
    stackName: 'shop-dev-sns',
    state,
    dryRun,
    progress: { line: add, detail: add },
  });
}

const holds = (...resources: [id: string, status: string][]) =>
  service.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: resources.map(([LogicalResourceId, ResourceStatus]) => ({
      LogicalResourceId,
      ResourceStatus: ResourceStatus as 'CREATE_COMPLETE',
      ResourceType: 'AWS::SNS::Topic',
      LastUpdatedTimestamp: undefined,
    })),
  });

beforeEach(() => {
  lines = [];
  service.reset();
  holds();
  service.on(DeleteStackCommand).resolves({});
  service.on(DescribeStacksCommand).rejects(new Error('Stack with id arn:stack does not exist'));
});

describe('clearTheWay', () => {
  test('creates a stack that does not exist', async () => {
    expect(await open(undefined)).toBe('create');
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'] as const)(
    'updates a stack in %s and deletes nothing',
    async (status) => {
      expect(await open(status)).toBe('update');
      expect(service.commandCalls(DeleteStackCommand)).toHaveLength(0);
    },
  );

  test.each(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'] as const)(
    'removes an empty stack in %s, says so, and creates it anew',
    async (status) => {
      holds(['Gone', 'DELETE_COMPLETE'], ['Kept', 'DELETE_SKIPPED']);
      expect(await open(status)).toBe('create');
      expect(service.commandCalls(DeleteStackCommand)[0]?.args[0].input).toEqual({ StackName: 'arn:stack' });
      expect(lines.join()).toContain('removing an empty stack');
    },
  );

  test.each([
    ['REVIEW_IN_PROGRESS', 'create'],
    ['ROLLBACK_COMPLETE', 'blocked'],
  ] as const)('deletes nothing in a dry run on %s', async (status, opening) => {
    expect(await open(status, true)).toBe(opening);
    expect(service.commandCalls(DeleteStackCommand)).toHaveLength(0);
    expect(lines.join()).toContain('would remove it first');
  });

  test('never removes a rolled-back stack that still holds something', async () => {
    holds(['Bucket', 'DELETE_FAILED']);
    await expect(open('ROLLBACK_COMPLETE')).rejects.toThrow(
      /ROLLBACK_COMPLETE and still holds Bucket; delete this stack/,
    );
    expect(service.commandCalls(DeleteStackCommand)).toHaveLength(0);
  });

  test.each([
    ['UPDATE_ROLLBACK_FAILED', 'continue-update-rollback'],
    ['DELETE_FAILED', 'npm run destroy'],
    ['ROLLBACK_FAILED', 'delete this stack'],
    ['CREATE_FAILED', 'delete this stack'],
  ] as const)('explains the next step on %s', async (status, step) => {
    holds(['Bucket', 'CREATE_COMPLETE']);
    await expect(open(status)).rejects.toThrow(step);
    expect(service.commandCalls(DeleteStackCommand)).toHaveLength(0);
  });
});
