// One installation at a time: a lock file that names its owner, so that a killed owner's lock is taken over.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, nameProcess } from './setup-owner.mjs';
import { Interrupted } from './setup-process.mjs';

const POLL_IN_MS = 200;

/** Waits for the lock and returns the function that gives it back. `onWait` is called once when somebody else has it. */
export async function acquireLock({ path, signal, onWait }) {
  const me = nameProcess(process.pid);
  for (let hasWaited = false; !tryToLock(path, me);) {
    const owner = read(path);
    if (owner !== undefined && !isAlive(owner)) {
      removeStale(path, owner);
      continue;
    }
    if (!hasWaited) {
      onWait(owner?.split(' ')[0]);
      hasWaited = true;
    }
    await sleep(POLL_IN_MS, undefined, { signal }).catch(() => {
      throw new Interrupted();
    });
  }
  return () => rmSync(path, { force: true });
}

/** Linking a finished file is atomic: nobody ever sees a lock without its owner. */
function tryToLock(path, me) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, me);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Two may find the same stale lock; whoever moves the other's fresh one away by mistake puts it back. */
function removeStale(path, owner) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== owner) {
      linkSync(aside, path);
    }
  } catch {
    // Somebody else was faster; the next round looks again.
  } finally {
    rmSync(aside, { force: true });
  }
}
