// Reading a log group piece by piece: every invocation once, also when some are written late or come in thousands.
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createLogReader } from '../../../../../scripts/local/metrics/log-reader.ts';

const mock = mockClient(CloudWatchLogsClient);
const START = 1_000_000;
/** What one call returns at most, as the engine does. */
const MOST = 10_000;

interface Event {
  logStreamName: string;
  timestamp: number;
  message: string;
}

let events: Event[];
/** What the next calls fail with; undefined where one does not. */
let faults: (Error | undefined)[];

function write(version: number, timestamp: number): void {
  const messages = [
    `START RequestId: id Version: ${version}`,
    '{"level":"INFO"}',
    'REPORT RequestId: id\tDuration: 5 ms\t',
  ];
  events.push(...messages.map((message) => ({ logStreamName: `s${version}`, timestamp, message })));
}

const newReader = () => createLogReader(new CloudWatchLogsClient({ region: 'us-east-1' }), 'group');
const versionsOf = async (read: ReturnType<typeof newReader>) =>
  (await read()).map(({ version }) => Number(version));

beforeEach(() => {
  events = [];
  faults = [];
  mock.reset();
  mock.on(FilterLogEventsCommand).callsFake(({ startTime = 0 }: { startTime?: number }) => {
    const fault = faults.shift();
    if (fault) throw fault;
    const found = events.filter(({ timestamp }) => timestamp >= startTime);
    return { events: found.toSorted((a, b) => a.timestamp - b.timestamp).slice(0, MOST) };
  });
});

describe('a log reader', () => {
  it('returns what is there, then only what is new', async () => {
    const read = newReader();
    write(1, START);
    expect(await versionsOf(read)).toEqual([1]);
    expect(await versionsOf(read)).toEqual([]);
    write(2, START + 60_000);
    expect(await versionsOf(read)).toEqual([2]);
    expect(await versionsOf(read)).toEqual([]);
  });

  it('finds what is written a little late, at the same moment too', async () => {
    const read = newReader();
    write(1, START);
    await read();
    write(2, START);
    write(3, START - 9_000);
    expect(await versionsOf(read)).toEqual([3, 2]);
  });

  it('asks for no more than the last seconds again', async () => {
    const read = newReader();
    write(1, START);
    await read();
    await read();
    const asked = mock.commandCalls(FilterLogEventsCommand).map(({ args: [{ input }] }) => input.startTime);
    expect(asked).toEqual([0, START - 10_000]);
  });

  it('loses and doubles none of 9,000 invocations in one look', async () => {
    const read = newReader();
    const versions = Array.from({ length: 9_000 }, (_, at) => at + 1);
    for (const version of versions) write(version, START + version);
    expect(await versionsOf(read)).toEqual(versions);
    expect(await versionsOf(read)).toEqual([]);
  });

  it('takes a group that does not exist yet for an empty one', async () => {
    faults = [new ResourceNotFoundException({ message: 'none', $metadata: {} })];
    const read = newReader();
    write(1, START);
    expect(await versionsOf(read)).toEqual([]);
    expect(await versionsOf(read)).toEqual([1]);
  });

  it('skips nothing when a call fails', async () => {
    const read = newReader();
    write(1, START);
    faults = [new Error('engine busy')];
    await expect(read()).rejects.toThrow('engine busy');
    expect(await versionsOf(read)).toEqual([1]);
  });

  it('loses nothing when a later piece fails', async () => {
    const read = newReader();
    const versions = Array.from({ length: 9_000 }, (_, at) => at + 1);
    for (const version of versions) write(version, START + version);
    faults = [undefined, new Error('engine busy')];
    await expect(read()).rejects.toThrow('engine busy');
    expect(await versionsOf(read)).toEqual(versions);
  });
});
