// What a person says when they set a pipeline up, checked before anything is touched.
import type { ParameterFile } from '../parameters.ts';
import { UserError } from '../user-error.ts';

export interface Given {
  /** `owner/name` at the source host. */
  repository?: string | undefined;
  branch?: string | undefined;
  /** ARN of a connection that exists already. */
  connection?: string | undefined;
  approval?: boolean | undefined;
}

interface Check {
  pattern: RegExp;
  /** What the value must be, after "use". */
  rule: string;
}

const CHECKS: Record<'repository' | 'branch' | 'connection', Check> = {
  repository: {
    // Owners at GitHub have at most 39 characters, repositories at most 100.
    pattern: /^(?=[^/]{1,39}\/)[A-Za-z0-9](-?[A-Za-z0-9])*\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}(?<!\.git)$/,
    rule: '`owner/name` as it stands in the address of the repository, for instance acme/files, with the same capital letters',
  },
  branch: {
    // What git allows, less what a pattern of the push trigger would read as a pattern.
    pattern: /^(?!.*(\.\.|\/\/))(?=.{1,255}$)[A-Za-z0-9][A-Za-z0-9._/-]*(?<![/.])$/,
    rule: 'the name of one branch, for instance main',
  },
  connection: {
    pattern:
      /^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
    rule: 'its ARN, for instance arn:aws:codeconnections:eu-west-1:111122223333:connection/…',
  },
};

function check(kind: keyof typeof CHECKS, value: string | undefined): void {
  const { pattern, rule } = CHECKS[kind];
  if (value !== undefined && !pattern.test(value))
    throw new UserError(`"${value}" cannot be the ${kind}; use ${rule}.`);
}

/** Parameter values of the delivery stacks that were given; throws UserError when one cannot be right. */
export function givenParameters(given: Given): ParameterFile {
  check('repository', given.repository);
  check('branch', given.branch);
  check('connection', given.connection);
  const pipeline = {
    FullRepositoryId: given.repository,
    BranchName: given.branch,
    EnableApproval: given.approval === undefined ? undefined : String(given.approval),
  };
  return { bootstrap: onlyGiven({ ConnectionArn: given.connection }), pipeline: onlyGiven(pipeline) };
}

function onlyGiven(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
