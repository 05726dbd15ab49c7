// Setting a pipeline up, from nothing and again: what is deployed, protected, asked, kept and refused.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deployBootstrap, type BootstrapRun } from '../../../../scripts/lib/bootstrap/deploy-bootstrap.ts';
import type { Handshake } from '../../../../scripts/lib/bootstrap/connection.ts';
import { givenParameters, type Given } from '../../../../scripts/lib/bootstrap/given.ts';
import { planBootstrap } from '../../../../scripts/lib/bootstrap/plan-bootstrap.ts';
import { findWhereabouts } from '../../../../scripts/lib/bootstrap/whereabouts.ts';
import type { Source } from '../../../../scripts/lib/plan.ts';
import { DELIVERY_STACKS } from '../../../../scripts/stacks.ts';
import { createFakeAccount } from './fake-account.ts';

const OWN = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/00000000-0000-0000-0000-000000000001';
const OTHER = OWN.replace(/1$/, '2');
const TARGET = { projectName: 'shop', environmentName: 'prod' };
const BUCKET = { short: 'artifact-bucket', template: 'templates/artifact-bucket.yaml', toolParameters: [] };
const FILES: Record<string, string> = {
  'templates/artifact-bucket.yaml': 'Resources: { Topic: { Type: AWS::SNS::Topic } }',
  'pipeline/bootstrap.yaml':
    "Parameters: { ConnectionArn: { Type: String, Default: '' } }\nResources: { Role: { Type: AWS::IAM::Role } }",
  'pipeline/pipeline.yaml':
    'Parameters: { FullRepositoryId: { Type: String }, BranchName: { Type: String, Default: main }, EnableApproval: { Type: String, Default: "false" } }\n' +
    'Resources: { Pipeline: { Type: AWS::CodePipeline::Pipeline } }',
};

const outputsOf = (name: string, { ConnectionArn = '' }: Record<string, string>): Record<string, string> =>
  name.endsWith('-bootstrap') ? { ConnectionArn: ConnectionArn || OWN } : {};

let source: Source;
let account: ReturnType<typeof createFakeAccount>;
let asked: Handshake[];
let lines: string[];

const write = async (path: string, text: string) => {
  await mkdir(dirname(join(source.root, path)), { recursive: true });
  await writeFile(join(source.root, path), text);
};

beforeEach(async () => {
  source = { root: await mkdtemp(join(tmpdir(), 'bootstrap-')), stacks: [BUCKET], delivery: DELIVERY_STACKS };
  for (const [path, text] of Object.entries(FILES)) await write(path, text);
  account = createFakeAccount(outputsOf);
  asked = [];
  lines = [];
});
afterEach(async () => {
  account.restore();
  await rm(source.root, { recursive: true, force: true });
});

const planned = (given: Given) =>
  planBootstrap(account.clients, { source, target: TARGET, given: givenParameters(given) });

async function setUp(given: Given, more: Partial<BootstrapRun> = {}): Promise<string[]> {
  const plan = await planned(given);
  const session = {
    clients: account.clients,
    target: TARGET,
    onProgress: (line: string) => void lines.push(line),
  };
  const handshake = async (one: Handshake) => void asked.push(one);
  const deployed = await deployBootstrap(session, {
    plan,
    dryRun: false,
    adopt: false,
    yes: false,
    handshake,
    ...more,
  });
  return deployed.filter(({ changed }) => changed).map(({ short }) => short);
}

describe('deployBootstrap', () => {
  test('deploys bucket, bootstrap and pipeline in this order and protects what the others need', async () => {
    await setUp({ repository: 'acme/files' });
    expect(account.deeds).toEqual([
      'CREATE shop-prod-artifact-bucket',
      'protect shop-prod-artifact-bucket',
      'CREATE shop-prod-bootstrap',
      'protect shop-prod-bootstrap',
      'CREATE shop-prod-pipeline',
    ]);
    expect(account.stacks.get('shop-prod-pipeline')).toMatchObject({
      isProtected: false,
      parameters: { FullRepositoryId: 'acme/files' },
    });
  });

  test('has the connection completed before there is a pipeline, whose first run would fail without it', async () => {
    const handshake = async (one: Handshake) => {
      asked.push(one);
      expect(account.stacks.has('shop-prod-pipeline')).toBe(false);
    };
    await setUp({ repository: 'acme/files' }, { handshake });
    expect(asked).toEqual([{ arn: OWN, wasThere: false, yes: false }]);
  });

  test('goes on where it was left when the person could not be waited for', async () => {
    const away = () => Promise.reject(new Error('nobody there'));
    await expect(setUp({ repository: 'acme/files' }, { handshake: away })).rejects.toThrow('nobody there');
    account.deeds.length = 0;
    expect(await setUp({ repository: 'acme/files' }, { yes: true })).toEqual(['pipeline']);
    expect(asked).toEqual([{ arn: OWN, wasThere: true, yes: true }]);
    expect(account.deeds).toEqual(['CREATE shop-prod-pipeline']);
  });

  test('does not take what an unlucky attempt left for a pipeline', async () => {
    await setUp({ repository: 'acme/files' });
    const left = account.stacks.get('shop-prod-pipeline');
    if (left) left.status = 'ROLLBACK_COMPLETE';
    asked = [];
    expect(await setUp({ repository: 'acme/files' })).toEqual(['pipeline']);
    expect(asked).toEqual([{ arn: OWN, wasThere: true, yes: false }]);
  });

  test('changes nothing and asks nothing the second time, and needs no option again', async () => {
    await setUp({ repository: 'acme/files', branch: 'release', approval: true });
    account.deeds.length = 0;
    asked = [];
    expect(await setUp({})).toEqual([]);
    expect([account.deeds, asked]).toEqual([[], []]);
    expect(lines.slice(-3)).toEqual([
      'artifact-bucket: unchanged',
      'bootstrap: unchanged',
      'pipeline: unchanged',
    ]);
  });

  test('changes what is asked for and keeps the rest', async () => {
    await setUp({ repository: 'acme/files', branch: 'release' });
    expect(await setUp({ approval: true })).toEqual(['pipeline']);
    expect(account.stacks.get('shop-prod-pipeline')?.parameters).toMatchObject({
      FullRepositoryId: 'acme/files',
      BranchName: 'release',
      EnableApproval: 'true',
    });
  });

  test('waits for nobody when a connection is brought along', async () => {
    await setUp({ repository: 'acme/files', connection: OTHER });
    expect(asked).toEqual([]);
    expect(account.stacks.get('shop-prod-bootstrap')?.outputs).toEqual({ ConnectionArn: OTHER });
  });

  test('creates nothing in a dry run', async () => {
    expect(await setUp({ repository: 'acme/files' }, { dryRun: true })).toEqual([
      'artifact-bucket',
      'bootstrap',
      'pipeline',
    ]);
    expect([account.deeds, asked, [...account.stacks.keys()]]).toEqual([[], [], []]);
  });

  test('says in one sentence what to do where there are no pipelines', async () => {
    account.restore();
    account = createFakeAccount(outputsOf, ['AWS::CodePipeline::Pipeline']);
    await expect(setUp({ repository: 'acme/files', connection: OTHER })).rejects.toThrow(
      'This endpoint does not know AWS::CodePipeline::Pipeline: only AWS itself can run the pipeline there. On one machine use `npm start` and `git push`',
    );
    expect([...account.stacks.keys()]).toEqual(['shop-prod-artifact-bucket', 'shop-prod-bootstrap']);
  });
});

describe('planBootstrap', () => {
  test('wants to know the repository, once', async () => {
    await expect(planned({})).rejects.toThrow('add --repository owner/name');
    await write('pipeline/parameters/prod.json', '{"pipeline": {"FullRepositoryId": "acme/files"}}');
    expect((await planned({})).pipeline.plan.parameters).toMatchObject({ FullRepositoryId: 'acme/files' });
  });

  test('refuses what the parameter file contradicts, because the next run would undo it', async () => {
    await write('pipeline/parameters/prod.json', '{"pipeline": {"BranchName": "main"}}');
    await expect(planned({ repository: 'acme/files', branch: 'next' })).rejects.toThrow(
      'pipeline/parameters/prod.json sets BranchName of pipeline to "main" and you ask for "next"',
    );
    await planned({ repository: 'acme/files', branch: 'main' });
  });

  test('refuses another connection while a pipeline uses the one there is', async () => {
    await setUp({ repository: 'acme/files' });
    await expect(planned({ connection: OTHER })).rejects.toThrow(
      'aws cloudformation delete-stack --stack-name shop-prod-pipeline',
    );
    await planned({ connection: OWN });
    account.stacks.delete('shop-prod-pipeline');
    await planned({ repository: 'acme/files', connection: OTHER });
  });
});

describe('findWhereabouts', () => {
  test('tells account and region of an empty account, and leaves nothing there', async () => {
    const plan = await planned({ repository: 'acme/files' });
    const here = await findWhereabouts(account.clients, plan['artifact-bucket'].plan);
    expect(here).toEqual({ accountId: '111122223333', region: 'eu-west-1' });
    expect([...account.stacks.keys()]).toEqual([]);
  });

  test('asks the stack when there is one', async () => {
    await setUp({ repository: 'acme/files' });
    const plan = await planned({});
    expect(await findWhereabouts(account.clients, plan['artifact-bucket'].plan)).toEqual({
      accountId: '111122223333',
      region: 'eu-west-1',
    });
    expect(account.stacks.get('shop-prod-artifact-bucket')?.status).toBe('CREATE_COMPLETE');
  });
});
