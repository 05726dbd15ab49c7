// What `npm ci` itself says it has installed, so that a build server that called it does not install everything twice.
import { readStamp } from './setup-stamp.mjs';

/** npm writes it as the last act of an installation, and an installation from scratch deletes it first. */
const HIDDEN_LOCK = 'node_modules/.package-lock.json';

/** Optional in the lock file, since each platform has its own, and needed all the same. */
const PLATFORM = `${process.platform}-${process.arch}`;
const NEEDED = [`node_modules/node-${PLATFORM}`, `node_modules/@esbuild/${PLATFORM}`];

/** Whether every package of the profile lies there in exactly the version of the lock file; `root` is the checkout. */
export function npmHasInstalled(root, profile) {
  const locked = readStamp(`${root}/package-lock.json`)?.packages;
  const installed = readStamp(`${root}/${HIDDEN_LOCK}`)?.packages;
  if (!locked || !installed) return false;
  return Object.entries(locked)
    .filter(([path, entry]) => isNeeded(path, entry, profile))
    .every(
      ([path, { version, integrity }]) =>
        installed[path]?.version === version && installed[path].integrity === integrity,
    );
}

function isNeeded(path, { dev, optional, devOptional, peer }, profile) {
  if (path === '' || peer) return false;
  if (NEEDED.includes(path)) return true;
  return !optional && !devOptional && (profile === 'full' || !dev);
}
