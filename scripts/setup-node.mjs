// Which Node runs the scripts: 24 from npm, as Lambda has it, or the machine's own when that is new enough.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, SetupError } from './setup-process.mjs';

const WANTED_MAJOR = 24;

export const GUARD = pathToFileURL(join(ROOT, 'scripts', 'local', 'parent-guard.mjs')).href;

/** Path of the Node for scripts. Throws SetupError where there is none. */
export function nodeForScripts() {
  const own = join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) {
    return own;
  }
  if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) {
    return process.execPath;
  }
  throw new SetupError(
    `For ${process.platform}-${process.arch} npm installs no Node.js ${WANTED_MAJOR} here and this is ${process.versions.node}; install Node.js ${WANTED_MAJOR} (https://nodejs.org) and run again.`,
  );
}
