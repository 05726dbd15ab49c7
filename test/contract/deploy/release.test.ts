// The release step on the engine: drift that was made by hand is put back, and code that cannot run is told with its reason.
import {
  DeleteAliasCommand,
  DeleteFunctionCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { buildFunction } from '../../../scripts/lib/build/build-function.ts';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { configurationOf } from '../../../scripts/lib/release/function-state.ts';
import { expectedByBuild } from '../../../scripts/lib/release/expected-by-build.ts';
import { makeSureOfRelease, type ReleaseOptions } from '../../../scripts/lib/release/release.ts';
import { updateFunction } from '../../../scripts/lib/update-function.ts';
import { artifactBucketOf, uploadFunction } from '../../../scripts/lib/upload.ts';
import { testEngine } from '../../support/engine.ts';
import { liveVersion, say } from './live-function.ts';
import { createSmallSystem, handlerThatSays, type SmallSystem } from './small-system.ts';

// Whole stacks are made and destroyed here, on a machine that may be busy.
jest.setTimeout(120_000);

const FUNCTION = 'small-step-greet';
const HANDLER = 'lambda/handlers/greet.ts';
let system: SmallSystem;
let clients: Clients;

beforeAll(async () => {
  testEngine();
  clients = await createClients();
  system = await createSmallSystem('step');
  await system.deploy();
});
afterAll(async () => {
  closeClients(clients);
  await system.remove();
});

/** The release step; returns what it printed. */
async function release(options: Partial<ReleaseOptions> = {}): Promise<string[]> {
  const lines: string[] = [];
  const session = { clients, target: system.target, onProgress: (line: string) => void lines.push(line) };
  const expected = await expectedByBuild(system.target, system.source);
  await makeSureOfRelease(session, { expected, ...options });
  return lines;
}

const failure = (options: Partial<ReleaseOptions> = {}): Promise<string> =>
  release(options).then(
    () => 'it succeeded',
    (error: Error) => error.message,
  );

/** Builds and uploads the handler when it says another word; the source is as before afterwards. */
async function otherCode(word: string) {
  await system.write(HANDLER, handlerThatSays(word));
  const built = await buildFunction(system.source.root, 'greet');
  const bucket = await artifactBucketOf(clients, system.target);
  const uploaded = await uploadFunction(clients, bucket, built);
  await system.write(HANDLER, handlerThatSays('hello'));
  return { functionName: FUNCTION, built, uploaded };
}

async function versions(): Promise<string[]> {
  const { Versions = [] } = await clients.lambda.send(
    new ListVersionsByFunctionCommand({ FunctionName: FUNCTION }),
  );
  return Versions.map(({ Version = '' }) => Version);
}

const changeCode = async (word: string) => {
  const { uploaded } = await otherCode(word);
  await clients.lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName: FUNCTION,
      S3Bucket: uploaded.bucket,
      S3Key: uploaded.key,
    }),
  );
};

const pointAlias = (FunctionVersion: string, weights: Record<string, number> = {}) =>
  clients.lambda.send(
    new UpdateAliasCommand({
      FunctionName: FUNCTION,
      Name: 'live',
      FunctionVersion,
      RoutingConfig: { AdditionalVersionWeights: weights },
    }),
  );

async function isAsPublished(): Promise<void> {
  expect(await liveVersion(clients, FUNCTION)).toBe('1');
  expect(await say(clients, FUNCTION)).toBe('hello');
  const { CodeSha256 } = await configurationOf(clients.lambda, FUNCTION);
  expect(CodeSha256).toBe((await buildFunction(system.source.root, 'greet')).sha256Base64);
}

const FINE = [
  `greet: ${FUNCTION} runs version 1 with the code that was built`,
  'each of the 1 functions started and answered',
];

describe('a function that drifted', () => {
  test('is nothing to tell about when it did not', async () => {
    expect(await release()).toEqual(FINE);
  });

  test('by update-function is put back by the next deployment, though no stack changes', async () => {
    const version = await updateFunction(clients, await otherCode('ciao'));
    expect(await say(clients, FUNCTION)).toBe('ciao');
    const { changed, lines } = await system.deploy();
    expect(changed).toEqual([]);
    expect(lines).toContain(`greet: $LATEST of ${FUNCTION} had other code; it has that of the release again`);
    expect(lines).toContain(
      `greet: live of ${FUNCTION} was version ${version}; it is version 1 again, which CloudFormation published`,
    );
    await isAsPublished();
  });

  test('stays as it is in a dry run', async () => {
    const version = await updateFunction(clients, await otherCode('salut'));
    await system.deploy({ dryRun: true });
    expect(await liveVersion(clients, FUNCTION)).toBe(version);
  });

  test('by update-function is put back by a release', async () => {
    expect((await release()).slice(-2)).toEqual(FINE);
    await isAsPublished();
  });

  test('by another version behind the alias is put back', async () => {
    await changeCode('hola');
    const { Version = '' } = await clients.lambda.send(new PublishVersionCommand({ FunctionName: FUNCTION }));
    await pointAlias(Version);
    expect(await say(clients, FUNCTION)).toBe('hola');
    expect(await release()).toHaveLength(4);
    await isAsPublished();
  });

  test('only in $LATEST is put back, and no version is published for it', async () => {
    const before = await versions();
    await changeCode('ahoj');
    expect(await release()).toEqual([
      `greet: $LATEST of ${FUNCTION} had other code; it has that of the release again`,
      ...FINE,
    ]);
    expect(await versions()).toEqual(before);
    await isAsPublished();
  });
});

describe('an alias that shares its traffic', () => {
  test('is waited for', async () => {
    await pointAlias('2', { 1: 0.1 });
    setTimeout(() => void pointAlias('2'), 300);
    const lines = await release();
    expect(lines[0]).toBe(
      `greet: live of ${FUNCTION} shares its traffic between versions 2 and 1; waiting for the end of that`,
    );
    expect(lines.slice(-2)).toEqual(FINE);
    await isAsPublished();
  });

  test('for too long is told, with how to end it', async () => {
    await pointAlias('1', { 2: 0.5 });
    expect(await failure({ shiftTimeoutInMs: 200 })).toMatch(
      /^The alias live of small-step-greet still shares its traffic with version 2; let the deployment in CodeDeploy end, or, .* --routing-config AdditionalVersionWeights=\{\}/,
    );
    await pointAlias('1');
  });
});

describe('a release that cannot be made sure of', () => {
  test('is of other code than was deployed; then nothing is touched', async () => {
    await pointAlias('2');
    await system.write(HANDLER, handlerThatSays('other'));
    expect(await failure()).toMatch(
      /^small-step-greet was deployed with code with the hash \S{44} of greet, but code with the hash \S{44} was built; deploy that first/,
    );
    expect(await liveVersion(clients, FUNCTION)).toBe('2');
    await system.write(HANDLER, handlerThatSays('hello'));
  });

  test('names the same code under another release hash', async () => {
    const [one] = await expectedByBuild(system.target, system.source);
    const expected = [{ ...one, releaseHash: 'f'.repeat(64) } as NonNullable<typeof one>];
    expect(await failure({ expected })).toContain(`but release ${'f'.repeat(64)} was built`);
  });

  test('throws when it is imported: the reason is told, within seconds', async () => {
    await system.write(HANDLER, "throw new Error('no such luck');\nexport const handler = async () => 1;\n");
    expect((await system.deploy()).changed).toEqual(['greet']);
    const begin = performance.now();
    expect(await failure()).toMatch(
      /^Version \d+ of small-step-greet fails when it is called \(RuntimeError: Worker init failed: .*no such luck.*\); look into the log group \/aws\/lambda\/small-step-greet/,
    );
    expect(performance.now() - begin).toBeLessThan(30_000);
    await system.write(HANDLER, handlerThatSays('hello'));
    await system.deploy();
    expect((await release()).at(-1)).toBe(FINE[1]);
  });

  test('has lost its version, its alias, its function or its stack', async () => {
    const version = (await liveVersion(clients, FUNCTION)) ?? '';
    const one = { FunctionName: FUNCTION };
    await pointAlias('1');
    await clients.lambda.send(new DeleteFunctionCommand({ ...one, Qualifier: version }));
    expect(await failure()).toContain(`Somebody deleted version ${version} of ${FUNCTION}, which`);
    await system.replace('templates/greet.yaml', 'Name: live }', 'Name: live, Description: new }');
    await system.deploy();
    await clients.lambda.send(new DeleteAliasCommand({ ...one, Name: 'live' }));
    expect(await failure()).toContain(
      `aws lambda create-alias --function-name ${FUNCTION} --name live --function-version ${Number(version) + 1}`,
    );
    await clients.lambda.send(new DeleteFunctionCommand(one));
    expect(await failure()).toContain(`owns the function ${FUNCTION}, but somebody deleted it`);
    system.target.environmentName = 'nowhere';
    expect(await failure()).toContain('There is no stack small-nowhere-greet; run `npm run deploy`');
  });
});
