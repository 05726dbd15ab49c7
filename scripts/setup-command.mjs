// Runs one command: set-up, then the script with Node 24; hands every signal on and never outlives whoever started it.
/* global AbortController */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { watchParent } from './local/parent-guard.mjs';
import { prepare } from './setup.mjs';
import { GUARD, nodeForScripts } from './setup-node.mjs';
import { Interrupted, ROOT, runVisibly, SetupError } from './setup-process.mjs';

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

/** What a command needs; every other one needs the packages only. cfn-lint and the compiler of the kernels come with the gates that run them. */
const NEEDS = {
  start: { packages: 'run', engine: true },
  test: { packages: 'full', engine: true },
  check: { packages: 'full' },
  drill: { packages: 'full', engine: true },
  load: { packages: 'run', engine: true },
  cost: { packages: 'run', engine: true },
  kernels: { packages: 'run', kernelCompiler: true },
  fuzz: { packages: 'full' },
  'fuzz-orders': { packages: 'full' },
  bench: { packages: 'full' },
};
const PACKAGES_ONLY = { packages: 'run' };

/** Sets process.exitCode; never throws. */
export async function runCommand([command, ...args]) {
  const interruption = new AbortController();
  const interrupt = (signal) => interruption.abort(signal);
  for (const signal of Object.keys(SIGNALS)) {
    process.on(signal, interrupt);
  }
  watchParent(() => interrupt('SIGTERM'));
  try {
    const script = scriptOf(command);
    await prepare({ needs: NEEDS[command] ?? PACKAGES_ONLY, signal: interruption.signal });
    const argv = [
      '--disable-warning=ExperimentalWarning',
      `--import=${GUARD}?parent=${process.pid}`,
      script,
      ...args,
    ];
    process.exitCode = await runVisibly({
      command: nodeForScripts(),
      args: argv,
      signal: interruption.signal,
    });
  } catch (error) {
    process.exitCode = exitCodeOf(error, interruption.signal);
  }
  // A handler of ours must not keep the process; what is left is only the watch on the parent.
  process.exit();
}

function scriptOf(command) {
  const script = join(ROOT, 'scripts', `${command}.ts`);
  if (!/^[a-z-]+$/.test(command ?? '') || !existsSync(script)) {
    throw new SetupError(`There is no command ${command ?? ''}; \`npm run\` lists them.`);
  }
  return script;
}

function exitCodeOf(error, { aborted, reason }) {
  if (error instanceof Interrupted && aborted) {
    return 128 + SIGNALS[reason];
  }
  console.error(error instanceof SetupError ? error.message : error);
  return 1;
}
