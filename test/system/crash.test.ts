import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { copySource, crashingHandler, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import { testEngine } from '../support/engine.ts';
import { mixedFile } from '../../scripts/lib/outside/mixed-files.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { expectPromiseKept, settled, type Uploaded } from '../support/promise-checker.ts';

/** Short times: a killed process gives its messages back by the queue's visibility time-out alone. */
const PARAMETERS = {
  lambda: { TimeoutInSeconds: '3', LeaseMarginInSeconds: '1', FirstRetryDelayInSeconds: '1' },
  sqs: { VisibilityTimeoutInSeconds: '18' },
};

const { endpoint } = testEngine();
let source: CopiedSource;
let outside: Outside;

beforeAll(async () => {
  source = await copySource('crash', PARAMETERS, ['lambda']);
  await source.edit('lambda/handlers/process-file.ts', () => crashingHandler('killer'));
  const stacks = await deployStacks({
    projectName: 'file-processing',
    environmentName: 'crash',
    source,
    onProgress: () => undefined,
  });
  outside = new Outside({
    endpoint,
    outputs: Object.assign({}, ...stacks.map(({ outputs }) => outputs)) as Record<string, string>,
  });
}, 120_000);

afterAll(async () => {
  outside?.end();
  await source?.remove();
});

test('a file that kills the process on every attempt is rejected after three crashes, and the nine beside it are done once', async () => {
  const ear = await outside.listen(`crash-${Date.now()}`);
  const begun = Date.now();
  const uploaded: Uploaded[] = [];
  const killer = { key: 'killer.txt', body: 'looks harmless\n' };
  const good = Array.from({ length: 9 }, (_, n) => mixedFile(n));
  for (const { key, body } of [...good.slice(0, 4), killer, ...good.slice(4)]) {
    uploaded.push({ key, versionId: await outside.put(key, body) });
  }
  await settled(outside, uploaded, 240_000);
  const rows = await expectPromiseKept(outside, ear, uploaded);
  const [rejected, ...others] = [...rows.values()].sort((a, b) => b.attempt - a.attempt);
  expect(rejected).toMatchObject({
    fileName: 'killer.txt',
    status: 'REJECTED',
    reasonCode: 'CRASHES_PARSER',
    attempt: 4,
  });
  expect(others.filter(({ reasonCode }) => reasonCode === 'CRASHES_PARSER')).toEqual([]);
  console.log(
    `figure: the file that kills the process was rejected after ${((Date.now() - begun) / 1000).toFixed(0)} s; attempts of the nine beside it: ${others.map(({ attempt }) => attempt).join(' ')}`,
  );
}, 300_000);
