// What is read out of the log lines of a function, as the engine writes them.
import { describe, expect, it, test } from '@jest/globals';
import { readInvocations, type LogLine } from '../../../../../scripts/local/metrics/invocations.ts';

const AT = Date.UTC(2026, 0, 1);

function lines(printed: string[], { stream = 's1', version = '3', duration = '45' } = {}): LogLine[] {
  const report = `REPORT RequestId: id\tDuration: ${duration} ms\tBilled Duration: ${duration} ms\tMemory Size: 512 MB`;
  const messages = [`START RequestId: id Version: ${version}`, ...printed, 'END RequestId: id', report];
  return messages.map((message) => ({ stream, at: AT, message }));
}

const record = (fields: object) => JSON.stringify({ level: 'INFO', message: 'file processed', ...fields });
const emf = (fields: object, directive: object) =>
  JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [directive] }, ...fields });

describe('an invocation', () => {
  it('tells its version, its duration and its end', () => {
    const [invocation, ...others] = readInvocations(
      lines([record({})], { version: '12', duration: '1958.5' }),
    );
    expect(others).toEqual([]);
    expect(invocation).toEqual({
      endedAt: AT,
      durationInMs: 1958.5,
      version: '12',
      hasFailed: false,
      returned: 0,
      metrics: [],
    });
  });

  it('is one stream, also when streams come mixed', () => {
    const [a, b] = [lines([record({})], { stream: 'a' }), lines([record({})], { stream: 'b', version: '4' })];
    const mixed = a.flatMap((line, at) => [line, b[at] as LogLine]);
    expect(readInvocations(mixed).map(({ version }) => version)).toEqual(['3', '4']);
  });

  it('is not told before it has ended', () => {
    expect(readInvocations(lines([record({})]).slice(0, -1))).toEqual([]);
  });

  test.each<[string, string[], boolean]>([
    ['ends well', [record({})], false],
    ['prints a plain line', ['No application metrics to publish.'], false],
    ['prints a stack within a record', [record({ error: { stack: 'Error\n    at f (x.mjs:1:1)' } })], false],
    ['throws', ['BadRequest: redrive takes {}.', '    at refuseOthers (file:///redrive.mjs:2:1)'], true],
    ['runs out of time', [record({}), 'Task timed out after 10.00 seconds'], true],
    ['dies without a word', [], true],
  ])('that %s', (_, printed, hasFailed) => {
    expect(readInvocations(lines(printed)).map((invocation) => invocation.hasFailed)).toEqual([hasFailed]);
  });

  test.each<[string, string[], number]>([
    ['no message', [record({}), record({ message: 'duplicate skipped' })], 0],
    [
      'one for each line that says so',
      [record({ message: 'file returned' }), record({ message: 'message not understood' })],
      2,
    ],
    [
      'every message of a batch that failed as a whole',
      [record({ message: 'batch failed', message_count: 7 })],
      7,
    ],
  ])('gives back %s', (_, printed, returned) => {
    expect(readInvocations(lines(printed)).map((invocation) => invocation.returned)).toEqual([returned]);
  });
});

describe('the embedded metric format', () => {
  it('gives each metric by each set of dimensions, with its values', () => {
    const directive = {
      Namespace: 'FileProcessing',
      Dimensions: [['service', 'environment'], ['service']],
      Metrics: [{ Name: 'FilesProcessed', Unit: 'Count' }, { Name: 'ProcessingTime' }],
    };
    const fields = { service: 's', environment: 'e', FilesProcessed: 2, ProcessingTime: [5, 7] };
    const [invocation] = readInvocations(lines([emf(fields, directive)]));
    const of = (name: string, dimensions: object) => ({ namespace: 'FileProcessing', name, dimensions });
    expect(invocation?.metrics).toEqual([
      { metric: of('FilesProcessed', { service: 's', environment: 'e' }), value: 2 },
      { metric: of('ProcessingTime', { service: 's', environment: 'e' }), value: 5 },
      { metric: of('ProcessingTime', { service: 's', environment: 'e' }), value: 7 },
      { metric: of('FilesProcessed', { service: 's' }), value: 2 },
      { metric: of('ProcessingTime', { service: 's' }), value: 5 },
      { metric: of('ProcessingTime', { service: 's' }), value: 7 },
    ]);
  });

  test.each(['{ no JSON', '{"_aws":{}}', '{"_aws":null}', '{"message":"x"}', '[]'])(
    'leaves out %s',
    (line) => {
      expect(readInvocations(lines([line])).flatMap(({ metrics }) => metrics)).toEqual([]);
    },
  );
});
