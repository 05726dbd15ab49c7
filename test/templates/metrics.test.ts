// The metrics that alarms watch, and that we know all those that our code sends.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { EMITTED } from './emitted-metrics.ts';
import { testRules } from './test-rules.ts';

testRules('metrics');

test('every name of a metric in the code was seen when its telemetry ran', () => {
  const folder = new URL('../../lambda/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('telemetry.ts'));
  const lines = files.flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split('\n'));
  const names = lines
    .filter((line) => /addMetric\(|countOne\(|metric: /.test(line))
    .flatMap((line) => [...line.matchAll(/'([A-Z]\w+)'/g)].map(([, name]) => name ?? ''));
  const seen = new Set(Object.values(EMITTED).flatMap((metrics) => metrics.map(({ name }) => name)));
  expect([...seen].sort()).toEqual([...new Set(names)].sort());
});
