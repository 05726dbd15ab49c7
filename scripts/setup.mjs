// Installs what a command needs, once: npm packages, the compiler of the kernels, and private Python environments for the engine and for cfn-lint.
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock } from './setup-lock.mjs';
import { compilerIsInstalled, installCompiler, installPackages, packagesAreInstalled } from './setup-npm.mjs';
import { LOCAL, ROOT, SetupError } from './setup-process.mjs';
import { installVenv, venvIsInstalled } from './setup-python.mjs';

const ENGINE = {
  name: 'venv',
  requirements: 'scripts/local/requirements.txt',
  what: 'the embedded AWS engine',
};
const LINT = { name: 'venv-lint', requirements: 'scripts/local/requirements-lint.txt', what: 'cfn-lint' };

/** Longer than an orphaned installer needs to notice that its starter is gone. */
const ORPHANS_END_WITHIN_MS = 1_000;

/** Returns when everything is there. Throws SetupError or Interrupted. */
export async function prepare({ needs, signal }) {
  if (missing(needs).length === 0) {
    return;
  }
  makeLocalFolder();
  const release = await acquireLock({
    path: join(LOCAL, 'setup.lock'),
    signal,
    onWait: (pid) => say(`Another command (process ${pid}) is installing; waiting for it …`),
  });
  try {
    await installMissing(needs, signal);
  } finally {
    release();
  }
}

/** Progress goes to standard error: what a command prints may be read by a program. */
function say(line) {
  console.error(line);
}

function missing(needs) {
  const steps = [];
  if (!packagesAreInstalled(needs.packages)) {
    steps.push((signal) => installPackages({ profile: needs.packages, signal, say }));
  }
  if (needs.kernelCompiler && !compilerIsInstalled()) {
    steps.push((signal) => installCompiler({ signal, say }));
  }
  for (const venv of [needs.engine && ENGINE, needs.lint && LINT]) {
    if (venv && !venvIsInstalled(venv)) {
      steps.push((signal) => installVenv({ ...venv, signal, say }));
    }
  }
  return steps;
}

async function installMissing(needs, signal) {
  // Only who is killed leaves it behind, and then perhaps an installer that is still at work.
  const marker = join(LOCAL, 'installing');
  if (existsSync(marker)) {
    say('An earlier installation did not finish; installing again.');
    await sleep(ORPHANS_END_WITHIN_MS);
  }
  // Looked at again under the lock: the command that we waited for may have done it all.
  const steps = missing(needs);
  writeFileSync(marker, String(process.pid));
  try {
    for (const step of steps) {
      await step(signal);
    }
  } finally {
    rmSync(marker);
  }
}

function makeLocalFolder() {
  try {
    mkdirSync(LOCAL, { recursive: true });
    accessSync(LOCAL, constants.W_OK);
    accessSync(ROOT, constants.W_OK);
  } catch {
    throw new SetupError(
      `${ROOT} cannot be written to, and packages must be installed there; copy the repository to a folder of your own and run again.`,
    );
  }
}
