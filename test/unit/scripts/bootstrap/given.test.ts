// What a person says is checked before AWS is asked anything.
import { describe, expect, test } from '@jest/globals';
import { givenParameters } from '../../../../scripts/lib/bootstrap/given.ts';
import { loadTemplate } from '../../../support/load-template.ts';

const ARN = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/4dde5c82-51d6-4ea9-918e-03aed6972ff3';

const GOOD = {
  repository: ['acme/files', 'a/b', 'Acme-Corp/File.Processing_2', 'a-1-b/x.y-'],
  branch: ['main', 'release/2026.11', 'feature/ABC-1_x'],
  connection: [
    ARN,
    ARN.replace('codeconnections', 'codestar-connections'),
    ARN.replace(':aws:', ':aws-us-gov:'),
  ],
};

describe('givenParameters', () => {
  test('are the parameters of the two templates, and only those that were given', () => {
    expect(
      givenParameters({ repository: 'acme/files', branch: 'main', connection: ARN, approval: false }),
    ).toEqual({
      bootstrap: { ConnectionArn: ARN },
      pipeline: { FullRepositoryId: 'acme/files', BranchName: 'main', EnableApproval: 'false' },
    });
    expect(givenParameters({})).toEqual({ bootstrap: {}, pipeline: {} });
  });

  test.each([
    ['repository', 'pipeline', 'FullRepositoryId'],
    ['branch', 'pipeline', 'BranchName'],
    ['connection', 'bootstrap', 'ConnectionArn'],
  ] as const)('takes no %s that the template would refuse', (kind, short, name) => {
    const { AllowedPattern = '', MaxLength = Infinity } =
      loadTemplate(`pipeline/${short}.yaml`).Parameters[name] ?? {};
    expect(AllowedPattern).not.toBe('');
    for (const value of GOOD[kind]) {
      expect(givenParameters({ [kind]: value })[short]).toEqual({ [name]: value });
      // CloudFormation wants the whole value to fit.
      expect(value).toMatch(new RegExp(`^(?:${AllowedPattern})$`));
      expect(value.length).toBeLessThanOrEqual(MaxLength);
    }
  });

  test.each([
    ['repository', 'https://github.com/acme/files'],
    ['repository', 'git@github.com:acme/files.git'],
    ['repository', 'acme/files.git'],
    ['repository', 'files'],
    ['repository', 'acme/team/files'],
    ['repository', 'acme/..'],
    ['repository', 'acme-/files'],
    ['repository', `${'a'.repeat(40)}/files`],
    ['repository', ''],
    ['branch', '--yes'],
    ['branch', 'main*'],
    ['branch', 'a..b'],
    ['branch', 'feature/'],
    ['branch', ''],
    ['connection', 'arn:aws:iam::111122223333:role/x'],
    ['connection', '4dde5c82-51d6-4ea9-918e-03aed6972ff3'],
  ])('refuses the %s "%s"', (kind, value) => {
    expect(() => givenParameters({ [kind]: value })).toThrow(`"${value}" cannot be the ${kind}; use `);
  });
});
