// npm packages, exactly as package-lock.json names them: profile `run` without the test tools, `full` with them; and the compiler of the kernels.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GUARD } from './setup-node.mjs';
import { npmHasInstalled } from './setup-hidden-lock.mjs';
import { isAlive } from './setup-owner.mjs';
import { lastLine, LOCAL, ROOT, runQuietly, SetupError } from './setup-process.mjs';
import { hashOf, readStamp, writeStamp } from './setup-stamp.mjs';

/** Inside node_modules, so that it goes when the packages go; written last, so that it stands for a finished installation. */
const STAMP = join(ROOT, 'node_modules', '.setup.json');

const COMPILER_LOCK = 'kernels/package-lock.json';
const COMPILER_STAMP = join(ROOT, 'kernels', 'node_modules', '.setup.json');

/** A cut connection is told within seconds, npm's own patience is more than a minute. */
const NETWORK_OPTIONS = [
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=500',
  '--fetch-retry-maxtimeout=3000',
  '--fetch-timeout=60000',
];
const QUIET_OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=warn'];

/** Whether the packages of this profile are there for the lock file as it is now. */
export function packagesAreInstalled(profile) {
  const stamp = readStamp(STAMP);
  // Without a stamp npm may have been called by hand, as a build server does.
  if (stamp === undefined) return npmHasInstalled(ROOT, profile);
  return isOfThisLock(stamp) && (stamp.profile === profile || stamp.profile === 'full');
}

function isOfThisLock(stamp) {
  return stamp?.lock === hashOf('package-lock.json');
}

/** Installs the packages of a profile. */
export async function installPackages({ profile, signal, say }) {
  // With `run` in place the test tools are added; `npm ci` would first delete what a running command stands on.
  const isAddition = isOfThisLock(readStamp(STAMP));
  refuseWhileStartRuns(isAddition);
  say(
    isAddition
      ? 'Installing the test tools from npm (once, about half a minute) …'
      : 'Installing npm packages (once, about half a minute) …',
  );
  // NODE_ENV=production or a user's own `omit` must not decide, and Node 24 is an optional dependency. Nothing of ours uses
  // the CDK, which one package has as a peer and which is larger than all others together.
  const parts = [profile === 'full' ? '--include=dev' : '--omit=dev', '--include=optional', '--omit=peer'];
  const command = isAddition ? ['install', '--no-save'] : ['ci'];
  await npm([...command, ...parts], signal);
  writeStamp(STAMP, { lock: hashOf('package-lock.json'), profile });
}

/** Whether the compiler of the kernels is there for its lock file as it is now. */
export function compilerIsInstalled() {
  return readStamp(COMPILER_STAMP)?.lock === hashOf(COMPILER_LOCK);
}

/** Installs the compiler of the kernels: 94 MB that no other command needs. */
export async function installCompiler({ signal, say }) {
  say('Installing the compiler of the kernels from npm (once, about a quarter of a minute) …');
  await npm(['ci', '--prefix', join(ROOT, 'kernels')], signal);
  writeStamp(COMPILER_STAMP, { lock: hashOf(COMPILER_LOCK) });
}

function refuseWhileStartRuns(isAddition) {
  const start = readStamp(join(LOCAL, 'start.json'));
  if (!isAddition && start !== undefined && isAlive(start.owner)) {
    throw new SetupError(
      `The packages have changed and must be installed again, but \`npm start\` (process ${start.pid}) is using them; stop it and run again.`,
    );
  }
}

async function npm(args, signal) {
  // Under `npm start` npm tells where it is; else it is looked for like every program.
  const cli = process.env.npm_execpath ?? '';
  const isNpm = cli.endsWith('npm-cli.js') && existsSync(cli);
  const node = process.env.npm_node_execpath ?? process.execPath;
  // The guard makes npm end with us, whatever ends us; a second installation beside it would destroy both.
  const options = `${process.env.NODE_OPTIONS ?? ''} --import=${GUARD}?parent=`.trim();
  const log = join(LOCAL, 'npm-install.log');
  await runQuietly({
    command: isNpm ? node : 'npm',
    args: [...(isNpm ? [cli] : []), ...args, ...QUIET_OPTIONS, ...NETWORK_OPTIONS],
    env: { ...process.env, NODE_OPTIONS: options },
    log,
    signal,
    explain: (output) => explain(output, log),
  });
}

function explain(output, log) {
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ENETUNREACH|FETCH_ERROR/.test(output)) {
    return `The npm registry cannot be reached; check the network or the proxy (\`npm ping\`) and run again. Details: ${log}`;
  }
  if (/EACCES|EROFS|EPERM/.test(output)) {
    return `npm may not write to ${join(ROOT, 'node_modules')}; make the folder yours and run again. Details: ${log}`;
  }
  if (output.includes('ENOSPC')) {
    return `The disk is full (about 500 MB are needed); make room and run again. Details: ${log}`;
  }
  return `npm could not install the packages (${lastLine(output)}); see ${log}, mend the cause and run again.`;
}
