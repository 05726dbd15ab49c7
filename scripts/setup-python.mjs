// Private Python environments under .local, filled from requirement files with exact versions and hashes.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { lastLine, LOCAL, ROOT, runQuietly, SetupError, supervised } from './setup-process.mjs';
import { hashOf, readStamp, writeStamp } from './setup-stamp.mjs';

const CANDIDATES = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python',
];
const OLDEST_MINOR = 10;
const INSTALL_HINT = 'install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv) and run again';

const VERSION_PROBE = 'import sys; print("%d.%d" % sys.version_info[:2])';
/** Debian ships Python without ensurepip, so that a venv would come without pip. */
const VENV_PROBE = 'import venv, ensurepip';

const PIP_OPTIONS = [
  '--require-hashes',
  // A package without a wheel would need a compiler and headers; a clear refusal is better.
  '--only-binary=:all:',
  '--no-input',
  // Python compiles what it imports at the first run; compiling all of it takes 11 s more.
  '--no-compile',
  '--disable-pip-version-check',
  '--retries=2',
  '--timeout=30',
];

/** The user's own Python settings must not reach into a private environment. */
const {
  PYTHONHOME: _home,
  PYTHONPATH: _path,
  PIP_USER: _user,
  PIP_TARGET: _target,
  ...ENVIRONMENT
} = process.env;

const folderOf = (name) => join(LOCAL, name);
const stampOf = (name) => join(folderOf(name), '.setup.json');
const pythonOf = (name) => join(folderOf(name), 'bin', 'python');

function ask(python, code) {
  const { status, stdout } = spawnSync(python, ['-I', '-c', code], { encoding: 'utf8', env: ENVIRONMENT });
  return status === 0 ? stdout.trim() : undefined;
}

/** Whether the environment is there for these requirements and its Python is still the one that it was made with. */
export function venvIsInstalled({ name, requirements }) {
  const stamp = readStamp(stampOf(name));
  return stamp?.requirements === hashOf(requirements) && ask(pythonOf(name), VERSION_PROBE) === stamp.python;
}

/** Makes the environment anew. */
export async function installVenv({ name, requirements, what, signal, say }) {
  const { python, version } = findPython(what);
  say(`Installing ${what} (once, about a quarter of a minute) …`);
  rmSync(folderOf(name), { recursive: true, force: true });
  const log = join(LOCAL, `${name}-install.log`);
  const run = (args) =>
    runQuietly({
      command: python,
      args: supervised(...args),
      env: ENVIRONMENT,
      log,
      signal,
      explain: (output) => explain({ output, log, what, version }),
    });
  await run([python, '-I', '-m', 'venv', folderOf(name)]);
  await run([pythonOf(name), '-I', '-m', 'pip', 'install', ...PIP_OPTIONS, '-r', join(ROOT, requirements)]);
  writeStamp(stampOf(name), { requirements: hashOf(requirements), python: version });
}

/** The first Python on the PATH that will do. */
function findPython(what) {
  let complaint;
  for (const python of CANDIDATES) {
    const version = ask(python, VERSION_PROBE);
    if (version === undefined) {
      continue;
    }
    const [major, minor] = version.split('.').map(Number);
    if (major !== 3 || minor < OLDEST_MINOR) {
      complaint ??= `Python 3.${OLDEST_MINOR} or newer is needed for ${what}, ${python} is ${version}; ${INSTALL_HINT}.`;
    } else if (ask(python, VENV_PROBE) === undefined) {
      complaint ??= `${python} (${version}) has no complete venv module, which ${what} needs; ${INSTALL_HINT}.`;
    } else {
      return { python, version };
    }
  }
  throw new SetupError(
    complaint ??
      `Python 3.${OLDEST_MINOR} or newer is needed for ${what} and was not found; ${INSTALL_HINT}.`,
  );
}

function explain({ output, log, what, version }) {
  if (
    /NewConnectionError|ConnectionError|Connection refused|ConnectTimeout|ReadTimeout|resolve host|ProxyError/i.test(
      output,
    )
  ) {
    return `The Python package index cannot be reached to install ${what}; check the network or the proxy and run again. Details: ${log}`;
  }
  if (/DO NOT MATCH THE HASHES/.test(output)) {
    return `A Python package for ${what} is not the file that the requirements name (its hash differs); check the package index or proxy in use. Details: ${log}`;
  }
  if (/No matching distribution/.test(output)) {
    return `There is no ready-made package for Python ${version} on this machine to install ${what} from; use another Python from 3.${OLDEST_MINOR} on. Details: ${log}`;
  }
  if (/No space left/.test(output)) {
    return `The disk is full (about 250 MB are needed for ${what}); make room and run again. Details: ${log}`;
  }
  return `${what} could not be installed (${lastLine(output)}); see ${log}, mend the cause and run again.`;
}
