import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { createFunctionLogs } from '../../../../scripts/lib/file/function-logs.ts';
import { STACKS } from '../../../../scripts/stacks.ts';

const client = new CloudWatchLogsClient({ region: 'us-east-1' });
const cloudWatch = mockClient(client);
const logs = createFunctionLogs({ client, projectName: 'p', environmentName: 'e' });
const query = { text: 'id-1', from: 1_000, to: 2_000 };
const one = { ...query, functionName: 'redrive' };
const FUNCTIONS = STACKS.flatMap(({ functionName }) => functionName ?? []);

const event = (message: string, timestamp = 0, more = {}) => ({
  timestamp,
  message: JSON.stringify({ level: 'INFO', message, ...more }),
});

beforeEach(() => {
  cloudWatch.reset();
  cloudWatch.on(FilterLogEventsCommand).resolves({});
});

const inputs = () => cloudWatch.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);

describe('the log lines about an id', () => {
  test('are looked for in the groups of all functions, as one term, within the window', async () => {
    expect(await logs.find(query)).toEqual({ lines: [], cutOff: [] });
    expect(inputs()).toEqual(
      FUNCTIONS.map((name) => ({
        logGroupName: `/aws/lambda/p-e-${name}`,
        filterPattern: '"id-1"',
        startTime: 1_000,
        endTime: 2_000,
      })),
    );
  });

  test('come by the time that the function told, from all pages, also behind an empty one', async () => {
    cloudWatch
      .on(FilterLogEventsCommand)
      .resolvesOnce({
        events: [event('late', 5, { timestamp: '2026-11-21T10:00:02.000Z', key: 'k', cold_start: true })],
        nextToken: 'a',
      })
      .resolvesOnce({ events: [], nextToken: 'b' })
      .resolvesOnce({ events: [event('early', 5, { timestamp: '2026-11-21T10:00:01.000Z' })] });
    const { lines } = await logs.find(one);
    expect(lines).toEqual([
      {
        at: '2026-11-21T10:00:01.000Z',
        functionName: 'redrive',
        level: 'INFO',
        message: 'early',
        fields: {},
      },
      {
        at: '2026-11-21T10:00:02.000Z',
        functionName: 'redrive',
        level: 'INFO',
        message: 'late',
        fields: { key: 'k' },
      },
    ]);
    expect(inputs().map(({ nextToken }) => nextToken)).toEqual([undefined, 'a', 'b']);
  });

  test('have the time of the log where the function told none', async () => {
    cloudWatch.on(FilterLogEventsCommand).resolves({
      events: [event('a', Date.parse('2026-11-21T10:00:00Z')), event('b', 0, { timestamp: 'soon' })],
    });
    expect((await logs.find(one)).lines.map(({ at }) => at)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '2026-11-21T10:00:00.000Z',
    ]);
  });

  test('are only those that a function wrote itself', async () => {
    const messages = ['START RequestId: id-1', '"id-1"', 'null', '{"_aws":{},"id":"id-1"}', '{"message":7}'];
    cloudWatch.on(FilterLogEventsCommand).resolves({ events: messages.map((message) => ({ message })) });
    expect((await logs.find(one)).lines).toEqual([]);
  });

  test('are none where the function is not deployed; any other trouble is told', async () => {
    const gone = new ResourceNotFoundException({ message: 'no group', $metadata: {} });
    cloudWatch.on(FilterLogEventsCommand).rejects(gone);
    expect(await logs.find(query)).toEqual({ lines: [], cutOff: [] });
    cloudWatch.on(FilterLogEventsCommand).rejects(new Error('AccessDenied'));
    await expect(logs.find(query)).rejects.toThrow('AccessDenied');
  });

  test('are cut off, and that is told, when a log goes on for ever', async () => {
    cloudWatch.on(FilterLogEventsCommand).resolves({ nextToken: 'more' });
    expect(await logs.find(one)).toEqual({ lines: [], cutOff: ['redrive'] });
    expect(inputs()).toHaveLength(300);
  });

  test('are cut off after a thousand', async () => {
    const events = Array.from({ length: 600 }, () => event('x'));
    cloudWatch.on(FilterLogEventsCommand).resolves({ events, nextToken: 'more' });
    const { lines, cutOff } = await logs.find(one);
    expect({ count: lines.length, cutOff }).toEqual({ count: 1_200, cutOff: ['redrive'] });
  });
});
