// `npm run file`, run as a command against the deployed table: what it prints, and how it ends.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { randomUUID } from 'node:crypto';
import { deployStacks } from '../../../scripts/lib/deploy-stacks.ts';
import { testEngine } from '../../support/engine.ts';
import { fileRow } from '../../unit/scripts/file/files.ts';
import { runFile, type Run } from './run-file.ts';

// Each command is a process of its own, on a machine that may be busy.
jest.setTimeout(60_000);

const projectName = `p${randomUUID().slice(0, 8)}`;
const environmentName = 'test';
const NAME = 'dir with space/ä+%41\n\u202e.csv';

async function file(...args: string[]): Promise<Run> {
  const [verb, ...rest] = args;
  // Of two --environment the last one counts.
  return runFile(verb ? [verb, '--project', projectName, '--environment', environmentName, ...rest] : []);
}

const rows = ['2026-11-20', '2026-11-21'].map((day, i) =>
  fileRow({
    documentId: randomUUID(),
    fileName: NAME,
    versionId: `version-${i}`,
    uploadedAt: `${day}T10:00:00.000Z`,
    processedAt: `${day}T10:00:01.500Z`,
  }),
);
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  testEngine();
  dynamodb = new DynamoDBClient();
  const target = { projectName, environmentName, onProgress: () => undefined };
  await deployStacks({ ...target, only: 'sns' });
  const [stack] = await deployStacks({ ...target, only: 'dynamodb' });
  for (const { daySlot: _slot, ...row } of rows) {
    const Item = marshall({ ...row, daySlot: `${row.processedDay}#${row.documentId.slice(0, 1)}` });
    await dynamodb.send(new PutItemCommand({ TableName: stack?.outputs.FilesTableName, Item }));
  }
}, 60_000);

afterAll(() => dynamodb.destroy());

describe('npm run file', () => {
  test('status --json tells the newest version with its raw name', async () => {
    const { code, stdout, stderr } = await file('status', NAME, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      fileName: NAME,
      versionId: 'version-1',
      status: 'PROCESSED',
      details: { delimiter: ';', columns: ['a', 'b'] },
      reason: null,
      reportKey: `processed/${rows[1]?.documentId}.json`,
    });
  });

  test('history tells both versions, in order, in a table with the name escaped', async () => {
    const { code, stdout } = await file('history', NAME);
    expect(code).toBe(0);
    expect(stdout).toContain('dir with space/ä+%41\\n\\u{202e}.csv: 2 versions');
    expect(stdout.indexOf('version-0')).toBeLessThan(stdout.indexOf('version-1'));
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('list tells the files of a day, by status', async () => {
    const { stdout } = await file('list', '--day', '2026-11-20', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ versionId: 'version-0' }]);
    expect(
      JSON.parse((await file('list', '--day', '2026-11-20', '--status', 'FAILED', '--json')).stdout),
    ).toEqual([]);
  });

  test.each([
    [
      'an unknown name',
      ['status', 'no such file'],
      /No file "no such file" is known in the environment test; .*\n$/,
    ],
    [
      'an environment that is not there',
      ['list', '--environment', 'none'],
      /-none-dynamodb does not exist.*\n$/,
    ],
    ['a bad day', ['list', '--day', 'yesterday'], /"yesterday" is not a day.*\n$/],
    ['no verb', [], /Usage/],
    ['no key', ['status'], /missing required argument 'key'/],
  ])('%s ends with 1 and one sentence', async (_what, args, sentence) => {
    const { code, stdout, stderr } = await file(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
