// The pipeline of this repository, as the runner reads it for the local environment.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../../../scripts/lib/root.ts';
import { parseTemplate } from '../../../../../scripts/lib/template.ts';
import { readBuildspec } from '../../../../../scripts/local/pipeline/codebuild/buildspec.ts';
import { readDefinition } from '../../../../../scripts/local/pipeline/read-definition.ts';
import { decideOnPush } from '../../../../../scripts/local/pipeline/triggers.ts';
import { describeFindings, validate } from '../../../../../scripts/local/pipeline/validate.ts';
import { STACKS } from '../../../../../scripts/stacks.ts';

const path = 'pipeline/pipeline.yaml';
const text = readFileSync(join(ROOT, path), 'utf8');
const exports = Object.fromEntries(
  [...text.matchAll(/'\$\{ProjectName\}-\$\{EnvironmentName\}-([A-Za-z-]+)'/g)].map(([, name]) => [
    `p-local-${name}`,
    `value-of-${name}`,
  ]),
);

function read(parameters: Record<string, string> = {}) {
  return readDefinition({
    path,
    document: parseTemplate(text, path),
    stackName: 'p-local-pipeline',
    parameters: {
      ProjectName: 'p',
      EnvironmentName: 'local',
      FullRepositoryId: 'local/repository',
      ...parameters,
    },
    exports,
  });
}

describe('our own pipeline', () => {
  it('has no findings, with and without approval', () => {
    for (const EnableApproval of ['false', 'true']) {
      expect(describeFindings(validate(read({ EnableApproval })))).toEqual([]);
    }
  });

  it('has its stages in order and deploys every stack', () => {
    expect(read().stages.map(({ name }) => name)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Deploy']);
    expect(read({ EnableApproval: 'true' }).stages.map(({ name }) => name)).toContain('Approve');
    const deployed = read()
      .stages.at(-1)
      ?.actions.map(({ name }) => name);
    expect(deployed).toEqual([...STACKS.map(({ short }) => short), 'Release']);
  });

  it.each([
    { files: ['docs/decisions.md', 'README.md', 'LICENSE'], starts: false },
    { files: ['docs/picture.svg', 'lambda/config.ts'], starts: true },
  ])('starts for $files: $starts', ({ files, starts }) => {
    expect(decideOnPush(read(), { branch: 'main', changedFiles: files }).starts).toBe(starts);
  });

  it('has build specifications that the runner knows', () => {
    for (const { buildspec } of Object.values(read().projects)) {
      const { phases } = readBuildspec(readFileSync(join(ROOT, buildspec), 'utf8'), buildspec);
      expect(phases.map(({ name }) => name)).toEqual(['install', 'build']);
    }
  });
});
