// Which release hash is used: kept while it is deployed, never used a second time for a new deployment.
import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clients } from '../../../../scripts/lib/clients.ts';
import { releaseHash } from '../../../../scripts/lib/release-hash.ts';
import { chooseReleaseHash, claimBy, deployedHash, peekBy } from '../../../../scripts/lib/release-marks.ts';
import { httpError } from './service-answers.ts';

const release = { zipSha256Hex: 'ab', templateText: 'T', parameters: { A: '1' } };
const hashes = [0, 1, 2].map((retry) => releaseHash({ ...release, retry }));
const place = { bucket: 'artifacts', stackName: 'shop-dev-lambda' };

/** Marks in memory. */
function claimBeside(marks: Set<string>) {
  return (hash: string) => {
    const isNew = !marks.has(hash);
    marks.add(hash);
    return Promise.resolve(isNew);
  };
}

describe('chooseReleaseHash', () => {
  test.each<[string, { marked: number[]; deployed?: number; chosen: number; marks: number }]>([
    ['takes the first of a new release', { marked: [], chosen: 0, marks: 1 }],
    ['keeps the one that is deployed', { marked: [0], deployed: 0, chosen: 0, marks: 1 }],
    ['keeps the one that a retry deployed', { marked: [0, 1], deployed: 1, chosen: 1, marks: 2 }],
    ['keeps one that was deployed before there were marks', { marked: [], deployed: 0, chosen: 0, marks: 0 }],
    ['takes another one after a failure', { marked: [0], chosen: 1, marks: 2 }],
    ['takes another one after two failures', { marked: [0, 1], chosen: 2, marks: 3 }],
  ])('%s', async (_what, { marked, deployed, chosen, marks: left }) => {
    const marks = new Set(marked.map((retry) => hashes[retry] ?? ''));
    const claim = claimBeside(marks);
    const running = deployed === undefined ? 'another release' : hashes[deployed];
    expect(await chooseReleaseHash({ release, deployed: running, claim })).toBe(hashes[chosen]);
    expect(marks.size).toBe(left);
  });

  test('gives up when no hash can be had, and says what to do', async () => {
    const claim = () => Promise.resolve(false);
    await expect(chooseReleaseHash({ release, deployed: undefined, claim })).rejects.toThrow(
      'tried 1000 times; delete the objects below releases/',
    );
  });
});

describe('deployedHash', () => {
  const stateIn = (status: StackStatus) => ({
    stackId: 'id',
    status,
    outputs: {},
    parameters: { ReleaseHash: 'h' },
    isProtected: false,
  });
  test.each<StackStatus>([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
  ])('is what a stack in %s has', (status) => {
    expect(deployedHash(stateIn(status))).toBe('h');
  });
  test.each<StackStatus>([
    'ROLLBACK_COMPLETE',
    'ROLLBACK_IN_PROGRESS',
    'REVIEW_IN_PROGRESS',
    'CREATE_FAILED',
    'UPDATE_FAILED',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_FAILED',
    'DELETE_IN_PROGRESS',
    'DELETE_FAILED',
  ])('is not to be had of a stack in %s', (status) => {
    expect(deployedHash(stateIn(status))).toBeUndefined();
  });
  test('is not to be had where there is no stack', () => {
    expect(deployedHash(undefined)).toBeUndefined();
  });
});

describe('marks', () => {
  const s3 = mockClient(S3Client);
  const clients = { s3: new S3Client({ region: 'eu-west-1' }) } as Clients;
  beforeEach(() => void s3.reset());

  test('are written once, below the name of the stack', async () => {
    s3.on(PutObjectCommand).resolves({});
    expect(await claimBy(clients, place)('abc')).toBe(true);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'artifacts',
      Key: 'releases/shop-dev-lambda/abc',
      IfNoneMatch: '*',
    });
  });

  test.each([412, 409])('belong to somebody else after the answer %d', async (status) => {
    s3.on(PutObjectCommand).rejects(httpError(status));
    expect(await claimBy(clients, place)('abc')).toBe(false);
  });

  test('are no matter of luck: every other answer is an error', async () => {
    s3.on(PutObjectCommand).rejects(httpError(403)).on(HeadObjectCommand).rejects(httpError(403));
    await expect(claimBy(clients, place)('abc')).rejects.toThrow();
    await expect(peekBy(clients, place)('abc')).rejects.toThrow();
  });

  test('are only looked for in a dry run', async () => {
    s3.on(HeadObjectCommand).resolvesOnce({}).rejects(httpError(404));
    expect([await peekBy(clients, place)('abc'), await peekBy(clients, place)('abd')]).toEqual([false, true]);
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });
});
