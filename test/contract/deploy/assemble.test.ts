// What the build hands to the pipeline: the same stacks as a direct deployment, and nothing when it is refused.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ReleaseManifest } from '../../../scripts/lib/assemble/release-files.ts';
import { closeClients, createClients, type Clients } from '../../../scripts/lib/clients.ts';
import { artifactBucketOf } from '../../../scripts/lib/upload.ts';
import { testEngine } from '../../support/engine.ts';
import { planThroughArtifact } from '../../support/planned-release.ts';
import { COMMIT, NEEDED, PIPELINE, createAssembledSystem, type AssembledSystem } from './assembled-system.ts';
import { handlerThatSays } from './small-system.ts';

// Whole stacks are made and destroyed here, on a machine that may be busy.
jest.setTimeout(120_000);

let system: AssembledSystem;
let clients: Clients;

beforeAll(async () => {
  testEngine();
  clients = await createClients();
  system = await createAssembledSystem('asm');
});
afterAll(async () => {
  closeClients(clients);
  await system.remove();
});

async function keysBelow(prefix: string): Promise<string[]> {
  const bucket = await artifactBucketOf(clients, system.target);
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
  );
  return Contents.map(({ Key = '' }) => Key);
}

const plan = () =>
  planThroughArtifact(clients.cloudFormation, { target: system.target, folder: system.folder });

// The tests tell one story, in this order.
describe('assemble', () => {
  test('says that the artifact bucket has to be there first, and writes nothing', async () => {
    await expect(system.assemble()).rejects.toThrow('The stack small-asm-artifact-bucket does not exist');
    await expect(system.read('release.json')).rejects.toThrow('ENOENT');
  });

  test('makes the stacks that a direct deployment has made: nothing would change', async () => {
    await system.deploy();
    await system.assemble();
    expect(await plan()).toEqual({ 'artifact-bucket': 'empty', dynamodb: 'empty', greet: 'empty' });
  });

  test('writes the same bytes for the same release', async () => {
    const { files } = await system.assemble();
    expect((await system.assemble()).files).toEqual(files);
    const tool = /^(release\.mjs|[\w-]+-[A-Z0-9]{8}\.mjs|package\.json|THIRD-PARTY-LICENCES\.txt)$/;
    expect([...files.keys()].filter((name) => !tool.test(name)).sort()).toEqual([
      'parameters/artifact-bucket.json',
      'parameters/dynamodb.json',
      'parameters/greet.json',
      'parameters/pipeline.json',
      'pipeline/pipeline.yaml',
      'release.json',
      'sbom.json',
      'templates/artifact-bucket.yaml',
      'templates/dynamodb.yaml',
      'templates/greet.yaml',
    ]);
    expect(await system.read('templates/greet.yaml')).toBe(
      await readFile(join(system.source.root, 'templates/greet.yaml'), 'utf8'),
    );
  });

  test('says in the manifest what has to run', async () => {
    const manifest = JSON.parse(await system.read('release.json')) as ReleaseManifest;
    const { CodeSha256, Description } = await clients.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: 'small-asm-greet', Qualifier: 'live' }),
    );
    const codeKey = expect.stringMatching(/^lambda\/[0-9a-f]{64}\.zip$/);
    expect(manifest).toEqual({
      schemaVersion: 1,
      commit: COMMIT,
      projectName: 'small',
      environmentName: 'asm',
      functions: { greet: { stack: 'greet', codeKey, codeSha256: CodeSha256, releaseHash: Description } },
    });
  });

  test('lists the packages of production code, without what differs from run to run', async () => {
    const sbom = JSON.parse(await system.read('sbom.json')) as Record<string, unknown>;
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'small' } } });
    expect(sbom.components).toEqual([expect.objectContaining({ name: 'one', version: '1.0.0' })]);
    expect([sbom.serialNumber, (sbom.metadata as { timestamp?: string }).timestamp]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('gives new code a new release, uploads it and changes no stack', async () => {
    const before = await system.valuesOf('greet');
    await system.write('lambda/handlers/greet.ts', handlerThatSays('hallo'));
    await system.assemble();
    const after = await system.valuesOf('greet');
    expect(after.ReleaseHash).not.toBe(before.ReleaseHash);
    const bucket = await artifactBucketOf(clients, system.target);
    await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: after.CodeKey }));
    expect(await plan()).toEqual({ 'artifact-bucket': 'empty', dynamodb: 'empty', greet: 'ready' });
  });
});

describe('the bootstrap stack', () => {
  test('gives boundary and path to templates that ask for them, here as in a direct deployment', async () => {
    await system.deployDelivery('bootstrap');
    await system.replace(
      'templates/greet.yaml',
      'CodeKey: { Type: String }',
      "CodeKey: { Type: String }\n  PermissionsBoundaryArn: { Type: String, Default: '' }\n  RolePath: { Type: String, Default: / }",
    );
    await system.replace(
      'templates/greet.yaml',
      'AssumeRolePolicyDocument:',
      'Path: !Ref RolePath\n      PermissionsBoundary: !Ref PermissionsBoundaryArn\n      AssumeRolePolicyDocument:',
    );
    await system.deploy();
    await system.assemble();
    expect(await system.valuesOf('greet')).toMatchObject({
      PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
      RolePath: '/small-asm/',
    });
    expect(await system.valuesOf('dynamodb')).toEqual({ ProjectName: 'small', EnvironmentName: 'asm' });
    expect(await plan()).toMatchObject({ greet: 'empty' });
  });
});

describe("the pipeline's own values", () => {
  test('are what people chose when they deployed it; defaults stay with the template, the file has the last word', async () => {
    await system.setParameters({ pipeline: { ...NEEDED.pipeline, BranchName: 'release' } });
    await system.deployDelivery('pipeline');
    await system.setParameters({});
    await system.write('pipeline/pipeline.yaml', PIPELINE.replace('image-1', 'image-2'));
    await system.assemble();
    const names = { ProjectName: 'small', EnvironmentName: 'asm' };
    const kept = { ...names, ...NEEDED.pipeline, BranchName: 'release' };
    expect(await system.valuesOf('pipeline')).toEqual(kept);
    await system.setParameters({ pipeline: { BranchName: 'trunk' } });
    await system.assemble();
    expect(await system.valuesOf('pipeline')).toEqual({ ...kept, BranchName: 'trunk' });
  });
});

describe('a release that would lose data', () => {
  test('is refused: the former artifact stays, nothing is uploaded or marked', async () => {
    const former = await system.read('release.json');
    const objects = [...(await keysBelow('lambda/')), ...(await keysBelow('releases/'))];
    await system.write('lambda/handlers/greet.ts', handlerThatSays('salut'));
    await system.replace(
      'templates/dynamodb.yaml',
      '      KeySchema: [{ AttributeName: id',
      '      TableName: other\n      KeySchema: [{ AttributeName: id',
    );
    await expect(system.assemble()).rejects.toThrow('small-asm-dynamodb: FilesTable');
    expect(await system.read('release.json')).toBe(former);
    expect([...(await keysBelow('lambda/')), ...(await keysBelow('releases/'))]).toEqual(objects);
  });
});
