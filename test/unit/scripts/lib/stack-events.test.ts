// Events of a stack: pages, the beginning and end of one operation, the first cause of a failure.
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import {
  createEventReader,
  firstFailure,
  follow,
  inProgress,
  newestEventId,
} from '../../../../scripts/lib/stack-events.ts';

const service = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-west-1' });
const STACK = 'arn:stack';

let counter = 0;

function event(id: string, status: string, more: Partial<StackEvent> = {}): StackEvent {
  counter += 1;
  return {
    EventId: `event-${counter}`,
    StackId: STACK,
    StackName: 'shop-dev-sns',
    Timestamp: undefined,
    LogicalResourceId: id,
    PhysicalResourceId: id,
    ResourceType: 'AWS::SNS::Topic',
    ResourceStatus: status as NonNullable<StackEvent['ResourceStatus']>,
    ClientRequestToken: 'mine',
    ...more,
  };
}

const ofStack = (status: string, more: Partial<StackEvent> = {}) =>
  event('shop-dev-sns', status, { PhysicalResourceId: STACK, ...more });

/** As the service gives them: newest first, in pages of this size. */
function serve(events: readonly StackEvent[], pageSize = 100): void {
  const newestFirst = events.toReversed();
  service.on(DescribeStackEventsCommand).callsFake(({ NextToken }: { NextToken?: string }) => {
    const from = Number(NextToken ?? 0);
    const to = from + pageSize;
    return {
      StackEvents: newestFirst.slice(from, to),
      ...(to < newestFirst.length && { NextToken: String(to) }),
    };
  });
}

const ids = (events: readonly StackEvent[]) => events.map(({ LogicalResourceId }) => LogicalResourceId);

beforeEach(() => {
  service.reset();
});

describe('createEventReader', () => {
  const operation = { stackId: STACK, token: 'mine', after: undefined };

  test('reads all pages, gives the events oldest first, and gives each one once', async () => {
    const events = Array.from({ length: 250 }, (_, at) => event(`Topic${at}`, 'CREATE_COMPLETE'));
    serve(events);
    const read = createEventReader(client, operation);
    expect(ids(await read())).toEqual(ids(events));
    const later = event('Later', 'CREATE_COMPLETE');
    serve([...events, later]);
    expect(ids(await read())).toEqual(['Later']);
    expect(await read()).toEqual([]);
  });

  test('stops at the page that holds a known event: a stack may have years of them', async () => {
    const old = Array.from({ length: 1000 }, () =>
      event('Old', 'UPDATE_COMPLETE', { ClientRequestToken: 'old' }),
    );
    serve([...old, event('New', 'UPDATE_IN_PROGRESS')]);
    const read = createEventReader(client, { ...operation, after: old.at(-1)?.EventId });
    expect(ids(await read())).toEqual(['New']);
    expect(service.commandCalls(DescribeStackEventsCommand)).toHaveLength(1);
  });

  test('leaves out late events of the operation before, an end among them', async () => {
    const before = ofStack('UPDATE_COMPLETE', { ClientRequestToken: 'old' });
    serve([before]);
    const read = createEventReader(client, operation);
    expect(await read()).toEqual([]);
    serve([before, ofStack('UPDATE_IN_PROGRESS'), event('Topic', 'UPDATE_COMPLETE')]);
    expect(ids(await read())).toEqual(['shop-dev-sns', 'Topic']);
  });

  test('keeps events with another token after the beginning: somebody cancelled in the console', async () => {
    const begin = ofStack('UPDATE_IN_PROGRESS');
    serve([begin]);
    const read = createEventReader(client, operation);
    expect(await read()).toHaveLength(1);
    serve([begin, ofStack('UPDATE_ROLLBACK_COMPLETE', { ClientRequestToken: 'console' })]);
    expect((await read()).map(({ ResourceStatus }) => ResourceStatus)).toEqual(['UPDATE_ROLLBACK_COMPLETE']);
  });
});

describe('follow', () => {
  const options = { stackId: STACK, token: 'mine', after: undefined, onSilence: () => undefined };

  test('ends with the last status of the stack itself, not of its resources or of the clean-up', async () => {
    const steps = [
      [ofStack('UPDATE_IN_PROGRESS')],
      [event('Topic', 'UPDATE_COMPLETE'), ofStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')],
      [event('Old', 'DELETE_COMPLETE'), ofStack('UPDATE_COMPLETE')],
    ];
    const told: StackEvent[] = [];
    const grown: StackEvent[] = [];
    service.on(DescribeStackEventsCommand).callsFake(() => {
      grown.push(...(steps.shift() ?? []));
      return { StackEvents: grown.toReversed() };
    });
    const { status, events } = await follow(client, { ...options, onEvent: (one) => told.push(one) });
    expect(status).toBe('UPDATE_COMPLETE');
    expect(told).toEqual(events);
    expect(steps).toEqual([]);
  });
});

describe('newestEventId', () => {
  test('is that of the first event on the first page', async () => {
    serve([event('Old', 'CREATE_COMPLETE'), event('New', 'CREATE_COMPLETE', { EventId: 'newest' })], 1);
    expect(await newestEventId(client, STACK)).toBe('newest');
  });
});

describe('inProgress', () => {
  test('names what has begun and not ended', () => {
    const events = [
      ofStack('CREATE_IN_PROGRESS'),
      event('A', 'CREATE_IN_PROGRESS'),
      event('B', 'CREATE_IN_PROGRESS'),
      event('A', 'CREATE_COMPLETE'),
    ];
    expect(inProgress(events)).toEqual(['B']);
  });
});

describe('firstFailure', () => {
  test('is the resource that failed first by itself, not those that were cancelled for it', () => {
    const events = [
      event('Cancelled', 'CREATE_FAILED', { ResourceStatusReason: 'Resource creation cancelled' }),
      event('Cause', 'CREATE_FAILED', { ResourceStatusReason: 'no such role' }),
      event('Second', 'CREATE_FAILED', { ResourceStatusReason: 'another' }),
      ofStack('ROLLBACK_IN_PROGRESS', {
        ResourceStatusReason: 'The following resource(s) failed to create: [Cause].',
      }),
      event('Late', 'DELETE_FAILED', { ResourceStatusReason: 'not empty' }),
    ];
    expect(firstFailure(events)?.LogicalResourceId).toBe('Cause');
  });

  test('is a resource rather than the stack, even when the stack complains first', () => {
    const events = [
      ofStack('DELETE_FAILED', {
        ResourceStatusReason: 'The following resource(s) failed to delete: [Bucket].',
      }),
      event('Bucket', 'DELETE_FAILED', { ResourceStatusReason: 'not empty' }),
    ];
    expect(firstFailure(events)?.LogicalResourceId).toBe('Bucket');
  });

  test('is what the stack says when no resource failed', () => {
    const reason = 'Export shop-dev-sns-AlertsTopicArn cannot be deleted as it is in use by shop-dev-sqs';
    expect(
      firstFailure([ofStack('UPDATE_ROLLBACK_IN_PROGRESS', { ResourceStatusReason: reason })])
        ?.ResourceStatusReason,
    ).toBe(reason);
  });

  test('is nothing when nothing failed', () => {
    expect(firstFailure([event('A', 'CREATE_COMPLETE'), ofStack('CREATE_COMPLETE')])).toBeUndefined();
  });
});
