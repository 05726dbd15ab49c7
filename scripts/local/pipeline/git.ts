// Calls git, free of whatever GIT_… variables a hook or an editor has set for its own repository.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { UserError } from '../../lib/user-error.ts';

const run = promisify(execFile);
const MAX_OUTPUT_IN_BYTES = 64 * 1024 * 1024;

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || name.startsWith('GIT_SSL'),
  );
  return { ...Object.fromEntries(own), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
}

/** What git prints, without the last line end. Throws UserError with git's own words. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], {
      env: environment(),
      maxBuffer: MAX_OUTPUT_IN_BYTES,
    });
    return stdout.replace(/\n$/, '');
  } catch (error) {
    const { stderr = '', code, message } = error as { stderr?: string; code?: unknown; message: string };
    const said = code === 'ENOENT' ? 'git is not installed' : (stderr.trim().split('\n').at(-1) ?? message);
    throw new UserError(`git ${args[0]} failed: ${said}`, { cause: error });
  }
}

/** Puts the files of a commit into a folder, as a downloaded zip has them: without history. */
export async function exportCommit(
  repository: string,
  commit: string,
  target: { folder: string; paths?: readonly string[] },
): Promise<void> {
  const archive = spawn(
    'git',
    ['-C', repository, 'archive', '--format=tar', commit, '--', ...(target.paths ?? [])],
    {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const unpack = spawn('tar', ['-x', '-f', '-', '-C', target.folder], { stdio: ['pipe', 'ignore', 'pipe'] });
  // tar may end first when it fails; its own message tells why, not the broken pipe.
  unpack.stdin.on('error', () => undefined);
  archive.stdout.pipe(unpack.stdin);
  const said: string[] = [];
  for (const child of [archive, unpack])
    child.stderr?.on('data', (part: Buffer) => said.push(part.toString()));
  const codes = await Promise.all(
    [archive, unpack].map(async (child) => ((await once(child, 'close')) as [number | null])[0]),
  );
  if (codes.some((code) => code !== 0)) {
    throw new UserError(`The files of ${commit} cannot be read: ${said.join('').trim()}`);
  }
}
