import { GetAliasCommand, LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import { testEngine } from '../support/engine.ts';

testEngine();
const FUNCTION = 'file-processing-release-process-file';
const lambda = new LambdaClient({});
let source: CopiedSource;

beforeAll(async () => {
  source = await copySource('release', {});
});

afterAll(async () => {
  lambda.destroy();
  await source?.remove();
});

const deploy = () =>
  deployStacks({
    projectName: 'file-processing',
    environmentName: 'release',
    source,
    onProgress: () => undefined,
  });

/** The version behind the alias, its code hash, and how many versions there are. */
async function live() {
  const { FunctionVersion } = await lambda.send(
    new GetAliasCommand({ FunctionName: FUNCTION, Name: 'live' }),
  );
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: FUNCTION }));
  const published = Versions.filter(({ Version }) => Version !== '$LATEST');
  const hash = published.find(({ Version }) => Version === FunctionVersion)?.CodeSha256;
  return { version: FunctionVersion, hash, versions: published.length };
}

test('a byte of the code changed makes another zip and another version; nothing changed makes no change set', async () => {
  await deploy();
  const first = await live();
  expect(first).toMatchObject({ version: '1', versions: 1 });

  const again = await deploy();
  expect(again.filter(({ changed }) => changed)).toEqual([]);
  expect(await live()).toEqual(first);

  await source.edit('lambda/file-telemetry.ts', (text) =>
    text.replace("'file processed'", "'file Processed'"),
  );
  const changed = await deploy();
  expect(changed.filter((stack) => stack.changed).map(({ short }) => short)).toEqual(['lambda']);
  const second = await live();
  expect(second).toMatchObject({ version: '2', versions: 2 });
  expect(second.hash).not.toBe(first.hash);

  await source.edit('pipeline/parameters/release.json', () =>
    JSON.stringify({ lambda: { MemorySizeInMB: '1024' } }),
  );
  await deploy();
  expect(await live()).toEqual({ version: '3', hash: second.hash, versions: 3 });
}, 300_000);
