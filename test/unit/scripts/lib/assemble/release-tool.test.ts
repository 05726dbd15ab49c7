// The release step in the artifact runs without any package beside it, and reads the manifest that lies there.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleReleaseTool } from '../../../../../scripts/lib/assemble/release-tool.ts';
import { replaceFolder } from '../../../../../scripts/lib/assemble/write-folder.ts';

/** The compiler and a Node of its own, beside other tests. */
const TIMEOUT_IN_MS = 60_000;

let parent: string;
let folder: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'release tool-'));
  folder = join(parent, 'release');
  await replaceFolder(folder, await bundleReleaseTool());
}, TIMEOUT_IN_MS);
afterAll(() => rm(parent, { recursive: true, force: true }));

/** As the buildspec calls it, from another folder; what it says on standard error. */
async function release(...args: string[]): Promise<string> {
  const command = ['run', 'release', '--prefix', folder, '--', ...args];
  const env = { PATH: process.env.PATH, HOME: parent };
  const { stderr } = await promisify(execFile)('npm', command, { cwd: parent, env }).catch(
    (error: { stderr: string }) => error,
  );
  return stderr;
}

describe('the program of the release step', () => {
  test(
    'says what is missing when there is no manifest beside it',
    async () => {
      expect(await release()).toContain('release.json cannot be read; give the release.json that');
    },
    TIMEOUT_IN_MS,
  );

  test(
    'refuses another environment than that of the manifest beside it',
    async () => {
      const functions = { greet: { stack: 'greet', codeKey: 'k', codeSha256: 'c', releaseHash: 'r' } };
      const manifest = { schemaVersion: 1, projectName: 'small', environmentName: 'dev', functions };
      await writeFile(join(folder, 'release.json'), JSON.stringify(manifest));
      expect(await release('--project', 'small', '--environment', 'prod')).toContain(
        'The manifest is of small-dev, not of small-prod',
      );
    },
    TIMEOUT_IN_MS,
  );
});
