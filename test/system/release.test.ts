import { GetAliasCommand, LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemble } from '../../scripts/lib/assemble/assemble.ts';
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { copySource, type CopiedSource } from '../../scripts/lib/outside/copied-source.ts';
import { testEngine } from '../support/engine.ts';
import { planThroughArtifact } from '../support/planned-release.ts';

testEngine();
const FUNCTION = 'file-processing-release-process-file';
const TARGET = { projectName: 'file-processing', environmentName: 'release' };
/** What the pipeline's template cannot do without. */
const PIPELINE = { pipeline: { FullRepositoryId: 'acme/files' } };
const lambda = new LambdaClient({});
const cloudFormation = new CloudFormationClient({});
let source: CopiedSource;

beforeAll(async () => {
  source = await copySource('release', PIPELINE, ['lambda', 'redrive']);
});

afterAll(async () => {
  lambda.destroy();
  cloudFormation.destroy();
  await source?.remove();
});

const deploy = () => deployStacks({ ...TARGET, source, onProgress: () => undefined });

/** Stacks that the pipeline would change, as the artifact of the build has them. */
async function changedByPipeline(): Promise<string[]> {
  const { folder } = await assemble({
    ...TARGET,
    source,
    commit: 'c'.repeat(40),
    onProgress: () => undefined,
  });
  const states = await planThroughArtifact(cloudFormation, { target: TARGET, folder });
  expect(Object.keys(states).sort()).toEqual(source.stacks.map(({ short }) => short).sort());
  return Object.keys(states).filter((short) => states[short] !== 'empty');
}

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
  expect(await changedByPipeline()).toEqual([]);

  await source.edit('lambda/file-telemetry.ts', (text) =>
    text.replace("'file processed'", "'file Processed'"),
  );
  expect(await changedByPipeline()).toEqual(['lambda']);
  expect(await live()).toEqual(first);
  const changed = await deploy();
  expect(changed.filter((stack) => stack.changed).map(({ short }) => short)).toEqual(['lambda']);
  const second = await live();
  expect(second).toMatchObject({ version: '2', versions: 2 });
  expect(second.hash).not.toBe(first.hash);

  await source.edit('pipeline/parameters/release.json', () =>
    JSON.stringify({ ...PIPELINE, lambda: { MemorySizeInMB: '1024' } }),
  );
  await deploy();
  expect(await live()).toEqual({ version: '3', hash: second.hash, versions: 3 });
}, 300_000);
