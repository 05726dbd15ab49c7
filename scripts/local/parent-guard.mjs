// Preloaded into every script (node --import): ends the process by SIGTERM when whoever started it is gone, even by SIGKILL.
import { readFileSync } from 'node:fs';

const POLL_IN_MS = 250;

/** Parent of another process; undefined where the system does not tell (only Linux has /proc). */
function parentOf(pid) {
  try {
    // The second field is the command in brackets and may hold anything, so count from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Calls back once when the parent has ended, or, under npm, when the shell between us and npm has lost its npm. */
export function watchParent(onGone, expected = process.ppid) {
  const isUnderNpm = process.env.npm_lifecycle_event !== undefined;
  const grandparent = isUnderNpm ? parentOf(expected) : undefined;
  const timer = setInterval(() => {
    const isGone =
      process.ppid !== expected || (grandparent !== undefined && parentOf(expected) !== grandparent);
    if (isGone) {
      clearInterval(timer);
      onGone();
    }
  }, POLL_IN_MS);
  timer.unref();
}

// Loaded as a module of its own right, with the starter's pid or without; imported by others it carries no query.
const { searchParams } = new URL(import.meta.url);
if (searchParams.has('parent')) {
  watchParent(() => process.kill(process.pid, 'SIGTERM'), Number(searchParams.get('parent')) || process.ppid);
}
