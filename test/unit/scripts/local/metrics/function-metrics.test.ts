// The metrics of Lambda as they come out of invocations: names, dimensions and values as AWS publishes them.
import { describe, expect, it } from '@jest/globals';
import { samplesOf } from '../../../../../scripts/local/metrics/function-metrics.ts';
import type { Invocation } from '../../../../../scripts/local/metrics/invocations.ts';

const INVOCATION: Invocation = {
  endedAt: 1_000,
  durationInMs: 40,
  version: '7',
  hasFailed: false,
  returned: 0,
  metrics: [],
};
const PLAIN = { name: 'p-e-f', logGroupName: '/aws/lambda/p-e-f', mappingIds: [] };
const FED = { ...PLAIN, mappingIds: ['id-1'] };

/** `Errors FunctionName=f` -> values. */
function valuesOf(watched: typeof FED | typeof PLAIN, ...invocations: Partial<Invocation>[]) {
  const samples = samplesOf(
    watched,
    invocations.map((own) => ({ ...INVOCATION, ...own })),
  );
  const named = samples.map(({ metric: { namespace, name, dimensions }, value }) => {
    const by = Object.entries(dimensions).map(([key, text]) => `${key}=${text}`);
    return { name: [namespace, name, ...by].join(' '), value };
  });
  const grouped = Map.groupBy(named, ({ name }) => name);
  return Object.fromEntries([...grouped].map(([name, own]) => [name, own.map(({ value }) => value)]));
}

describe('metrics of a function', () => {
  it('come by function, by alias, and by the version that the alias ran', () => {
    const values = valuesOf(PLAIN, {}, { hasFailed: true });
    const byAlias = 'FunctionName=p-e-f Resource=p-e-f:live';
    for (const by of ['FunctionName=p-e-f', byAlias, `${byAlias} ExecutedVersion=7`]) {
      expect(values).toMatchObject({
        [`AWS/Lambda Invocations ${by}`]: [1, 1],
        [`AWS/Lambda Errors ${by}`]: [0, 1],
        [`AWS/Lambda Duration ${by}`]: [40, 40],
        [`AWS/Lambda Throttles ${by}`]: [0, 0],
      });
    }
    expect(Object.keys(values)).toHaveLength(13);
  });

  it('come by function only when no alias was called', () => {
    const names = Object.keys(valuesOf(PLAIN, { version: '$LATEST' }));
    expect(names.filter((name) => name.includes('Resource'))).toEqual([]);
  });

  it('count what goes back to the queue, at least one message of a run that died', () => {
    const values = valuesOf(FED, {}, { returned: 3 }, { hasFailed: true }, { hasFailed: true, returned: 2 });
    expect(values['AWS/Lambda FailedInvokeEventCount EventSourceMappingUUID=id-1']).toEqual([0, 3, 1, 2]);
    expect(Object.keys(valuesOf(PLAIN, {})).filter((name) => name.includes('FailedInvoke'))).toEqual([]);
  });

  it('tell how many ran at once; one that begins when another ends does not', () => {
    const at = (endedAt: number, durationInMs: number) => ({ endedAt, durationInMs });
    const most = (...own: Partial<Invocation>[]) =>
      valuesOf(PLAIN, ...own)['AWS/Lambda ConcurrentExecutions FunctionName=p-e-f'];
    expect(most(at(100, 50), at(150, 50))).toEqual([1]);
    expect(most(at(100, 50), at(120, 50), at(110, 5))).toEqual([2]);
    expect(most(at(100, 50), at(120, 50), at(90, 5))).toEqual([3]);
    expect(valuesOf(PLAIN)).toEqual({});
  });

  it('hold what the function printed itself', () => {
    const metric = { namespace: 'FileProcessing', name: 'FilesFailed', dimensions: { service: 's' } };
    expect(
      valuesOf(PLAIN, { metrics: [{ metric, value: 2 }] })['FileProcessing FilesFailed service=s'],
    ).toEqual([2]);
  });
});
