// The bare repository that people push to: made with the checkout's HEAD, kept afterwards, with a hook that notes every push.
import { chmodSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/user-error.ts';
import { git } from './git.ts';

export interface RepositoryPlaces {
  checkout: string;
  /** Of the bare repository. */
  repository: string;
  /** Branch that the pipeline deploys. */
  branch: string;
}

/** Paths are relative to the repository, where git runs hooks: the whole folder may be moved. */
const HOOK = `#!/bin/sh
# Notes the push for the runner that \`npm start\` keeps; written anew at every start.
mkdir -p ../pipeline
cat >> ../pipeline/pushes
if [ -e ../ready.json ]; then
  echo 'The local pipeline takes it from here; see: npm run pipeline -- list'
else
  echo 'No npm start is running; the next one takes this push.'
fi
`;

/**
 * Makes the repository, or brings the one of an earlier start up to date where that loses no push.
 * Throws UserError where there can be none, with the reason.
 */
export async function prepareRepository({ checkout, repository, branch }: RepositoryPlaces): Promise<void> {
  const head = await headOf(checkout);
  const ref = `refs/heads/${branch}`;
  if (!existsSync(join(repository, 'HEAD'))) {
    await create({ checkout, repository, branch });
  } else {
    await git(repository, 'symbolic-ref', 'HEAD', ref);
    const own = await git(repository, 'rev-parse', '--verify', '--quiet', ref).catch(() => '');
    if (own !== head) await fastForward({ checkout, repository, branch }, own);
  }
  installHook(repository);
}

/** The commit that the checkout stands on. */
export async function headOf(checkout: string): Promise<string> {
  const top = existsSync(join(checkout, '.git')) ? await git(checkout, 'rev-parse', '--show-toplevel') : '';
  if (top === '' || realpathSync(top) !== realpathSync(checkout)) {
    throw new UserError(
      'this folder is no git repository (a downloaded archive?); clone it with git to have one',
    );
  }
  return git(checkout, 'rev-parse', '--verify', 'HEAD').catch(() => {
    throw new UserError('this repository has no commit yet');
  });
}

/** As a whole or not at all: a start that is killed in the middle leaves no half repository. */
async function create({ checkout, repository, branch }: RepositoryPlaces): Promise<void> {
  const fresh = `${repository}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await git(fresh, 'init', '--quiet', '--bare');
  await git(fresh, 'symbolic-ref', 'HEAD', `refs/heads/${branch}`);
  // A user's own core.hooksPath would hide our hook.
  await git(fresh, 'config', 'core.hooksPath', 'hooks');
  await git(fresh, 'config', 'receive.shallowUpdate', 'true');
  await fetchHead(fresh, checkout, `refs/heads/${branch}`);
  renameSync(fresh, repository);
}

const fetchHead = (repository: string, checkout: string, ref: string) =>
  git(repository, 'fetch', '--quiet', '--no-tags', '--update-shallow', checkout, `HEAD:${ref}`);

async function fastForward({ checkout, repository, branch }: RepositoryPlaces, own: string): Promise<void> {
  // What somebody pushed here and the checkout does not have stays; it is they who decide what becomes of it.
  const isContained = own === '' || (await isAncestor(checkout, own, 'HEAD'));
  if (isContained) await fetchHead(repository, checkout, `refs/heads/${branch}`);
}

/** Whether the first commit is in the history of the second; a commit that is not known is not. */
export async function isAncestor(folder: string, first: string, second: string): Promise<boolean> {
  return git(folder, 'merge-base', '--is-ancestor', first, second).then(
    () => true,
    () => false,
  );
}

function installHook(repository: string): void {
  const file = join(repository, 'hooks', 'post-receive');
  mkdirSync(join(repository, 'hooks'), { recursive: true });
  writeFileSync(`${file}.new`, HOOK);
  chmodSync(`${file}.new`, 0o755);
  renameSync(`${file}.new`, file);
}
