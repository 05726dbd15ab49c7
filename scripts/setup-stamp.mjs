// A stamp file stands in an installed folder for "finished, from exactly this lock file"; it is written last.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup-process.mjs';

/** SHA-256 of a file of the repository. */
export function hashOf(path) {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, path)))
    .digest('hex');
}

/** What a stamp file says; undefined when there is none or it is broken. */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Declares an installation finished. */
export function writeStamp(file, content) {
  writeFileSync(file, JSON.stringify(content));
}
