import { describe, expect, test } from '@jest/globals';
import { SERVICES, type Call, type Service } from '../../../scripts/drill/faults.ts';
import { nthCall, ratePlan } from '../../../scripts/drill/plan.ts';

const callOf = (n: number, service: Service = 's3', more: Partial<Call> = {}): Call => ({
  service,
  operation: 'GetObject',
  invocationId: `call-${n}`,
  isMark: false,
  ...more,
});

const OPTIONS = { seed: 7, rate: 0.1, budget: 10_000, maxAttempts: 3 };

describe('a plan with a rate', () => {
  const decide = (options = OPTIONS, count = 4_000) => {
    const { choose } = ratePlan(options);
    return Array.from({ length: count }, (_, n) => choose(callOf(n, SERVICES[n % SERVICES.length])));
  };

  test('meets about that share of the calls, the same ones for the same seed', () => {
    const decided = decide();
    const met = decided.filter((fault) => fault !== undefined).length;
    expect(met).toBeGreaterThan(300);
    expect(met).toBeLessThan(500);
    expect(decide()).toEqual(decided);
    expect(decide({ ...OPTIONS, seed: 8 })).not.toEqual(decided);
  });

  test('uses every kind, and lets no answer of S3 stall but the bodies of objects', () => {
    const kindsOf = (service: Service, operation = 'GetObject') => {
      const { choose } = ratePlan({ ...OPTIONS, rate: 1 });
      const faults = Array.from({ length: 400 }, (_, n) => choose(callOf(n, service, { operation })));
      return [...new Set(faults.map((fault) => fault?.kind))].sort();
    };
    const all = ['cut-body', 'delay', 'drop-reply', 'error', 'reset', 'throttle'];
    expect(kindsOf('s3')).toEqual([...all, 'stall-body'].sort());
    expect(kindsOf('s3', 'ListObjectVersions')).toEqual(all);
    for (const service of ['dynamodb', 'sns', 'sqs'] as const)
      expect(kindsOf(service, 'Any')).toEqual([...all, 'stall-body'].sort());
  });

  test('meets one or all attempts of a call, and then no more', () => {
    const { choose } = ratePlan({ ...OPTIONS, rate: 1 });
    const attempts = Array.from({ length: 200 }, (_, n) => {
      const made = Array.from({ length: 5 }, () => choose(callOf(n)));
      return made.filter((fault) => fault !== undefined).length;
    });
    expect([...new Set(attempts)].sort()).toEqual([1, 3]);
  });

  test('ends with its budget, to the fault', () => {
    const plan = ratePlan({ ...OPTIONS, rate: 1, budget: 5 });
    const met = Array.from({ length: 50 }, (_, n) => plan.choose(callOf(Math.floor(n / 3))));
    expect(met.filter((fault) => fault !== undefined)).toHaveLength(5);
  });
});

describe('a plan for one call', () => {
  test('counts only calls of the operation about the file', () => {
    const choose = nthCall(
      { service: 'sns', operation: 'Publish', documentId: 'a', n: 2 },
      { kind: 'drop-reply' },
    );
    const publish = (documentId: string) => choose(callOf(1, 'sns', { operation: 'Publish', documentId }));
    expect([publish('a'), publish('b'), publish('a'), publish('a')]).toEqual([
      undefined,
      undefined,
      { kind: 'drop-reply' },
      undefined,
    ]);
    expect(choose(callOf(1, 'sns', { operation: 'Subscribe', documentId: 'a' }))).toBeUndefined();
  });
});
