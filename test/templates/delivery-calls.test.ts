// What the code of the build and of the release check calls, its role is granted; and nothing else is.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadSystem } from '../support/load-template.ts';
import { statementsOfGrantor } from './rendered.ts';

const ROOT = new URL('../../', import.meta.url);
const SYSTEM = loadSystem();

/** By package of the SDK; names of its commands that IAM calls otherwise. */
const SERVICES: Record<string, string> = {
  'client-cloudformation': 'cloudformation',
  'client-dynamodb': 'dynamodb',
  'client-lambda': 'lambda',
  'client-s3': 's3',
  'client-sqs': 'sqs',
};
const OTHERWISE: Record<string, string> = {
  's3:HeadObject': 's3:GetObject',
  'lambda:Invoke': 'lambda:InvokeFunction',
};

/** Files that a folder or a path names. */
const filesOf = (path: string): string[] =>
  path.endsWith('.ts') ? [path] : readdirSync(new URL(path, ROOT)).map((file) => `${path}${file}`);

/** `s3:PutObject` for every `PutObjectCommand` and `paginatePutObject` that a file takes from the SDK. */
function actionsIn(path: string): string[] {
  const text = readFileSync(new URL(path, ROOT), 'utf8');
  return [...text.matchAll(/import (?!type)\{([^}]+)\} from '@aws-sdk\/([a-z0-9-]+)'/g)].flatMap(
    ([, names = '', from = '']) =>
      [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(([, paged, sent]) => {
        const action = `${SERVICES[from]}:${paged ?? sent}`;
        return OTHERWISE[action] ?? action;
      }),
  );
}

interface Caller {
  role: string;
  /** Folders and files of the code that it runs. */
  code: string[];
  /** Granted for what CodeBuild does, and for what S3 and Lambda ask of the caller besides. */
  besides: string[];
}

const OF_CODEBUILD = ['logs:CreateLogStream', 'logs:PutLogEvents', 's3:GetObjectVersion'];

const CALLERS: readonly Caller[] = [
  {
    role: 'BuildRole',
    code: [
      'scripts/lib/assemble/',
      'scripts/lib/deployed-template.ts',
      'scripts/lib/gate/',
      'scripts/lib/release-marks.ts',
      'scripts/lib/upload.ts',
      'scripts/lib/stack-state.ts',
    ],
    besides: [
      ...OF_CODEBUILD,
      's3:GetBucketAcl',
      's3:GetBucketLocation',
      // Without it S3 answers 403 instead of 404 where a mark is missing.
      's3:ListBucket',
      'codebuild:BatchPutCodeCoverages',
      'codebuild:BatchPutTestCases',
      'codebuild:CreateReport',
      'codebuild:CreateReportGroup',
      'codebuild:UpdateReport',
    ],
  },
  {
    role: 'ReleaseRole',
    code: ['scripts/lib/release/', 'scripts/lib/stack-state.ts'],
    besides: [
      ...OF_CODEBUILD,
      // Artifacts, and the zip that UpdateFunctionCode fetches with the rights of its caller.
      's3:GetObject',
      // The row of the probe, by the adapter of the functions.
      'dynamodb:GetItem',
    ],
  },
];

describe.each(CALLERS)('$role', ({ role, code, besides }) => {
  const called = code.flatMap(filesOf).flatMap(actionsIn);
  const granted = statementsOfGrantor(SYSTEM, role).flatMap(({ actions }) => actions);

  test('is granted what its code calls, and nothing else', () => {
    expect([...new Set(granted)].sort()).toEqual([...new Set([...called, ...besides])].sort());
  });

  test('has code that calls something', () => expect(called.length).toBeGreaterThan(3));
});
