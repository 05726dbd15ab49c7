// Which commit is being built: the pipeline hands the source over without its git history.
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../user-error.ts';

/** A full SHA-1 or SHA-256: anything shorter could mean another commit one day. */
const FULL_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

export interface CommitSources {
  /** From the command line. */
  given: string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
  /** Root of the checkout. */
  root: string;
}

async function commitOfCheckout({ environment, root }: CommitSources): Promise<string | undefined> {
  // Below another repository git would answer with that one's commit.
  const env = { ...environment, GIT_CEILING_DIRECTORIES: dirname(root) };
  return promisify(execFile)('git', ['-C', root, 'rev-parse', 'HEAD'], { env }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** The commit from the command line, from CodeBuild, or from git, in this order. Throws UserError when nobody knows it. */
export async function resolveCommit(sources: CommitSources): Promise<string> {
  const { given, environment } = sources;
  const commit =
    given ?? (environment.CODEBUILD_RESOLVED_SOURCE_VERSION || (await commitOfCheckout(sources)));
  if (commit === undefined) {
    throw new UserError('This folder is no git checkout; add --commit with the full hash of the commit.');
  }
  if (FULL_HASH.test(commit)) return commit;
  throw new UserError(`"${commit}" is not the full hash of a commit; add --commit with all 40 digits.`);
}
