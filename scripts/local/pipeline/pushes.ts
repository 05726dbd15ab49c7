// The file into which the hook of the repository writes, and how far it has been read.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PushLine {
  /** Commit before the push; only zeros for a new branch. */
  before: string;
  /** Commit after it; only zeros for a deleted branch. */
  after: string;
  /** `refs/heads/main` */
  ref: string;
  /** Whether it was noted before this runner began. */
  isOld: boolean;
}

export interface Pushes {
  /** The next push that has not been taken, if there is one. */
  next(): PushLine | undefined;
  /** Says that the one that `next` gave is in good hands: it will not be given again, also not after a crash. */
  taken(): void;
}

/** Reads the pushes of a pipeline folder. */
export function openPushes(folder: string): Pushes {
  const file = join(folder, 'pushes');
  const mark = join(folder, 'pushes-read');
  let read = existsSync(mark) ? Number(readFileSync(mark, 'utf8')) || 0 : 0;
  const sizeAtStart = existsSync(file) ? statSync(file).size : 0;
  let ahead = read;
  return {
    next: () => {
      const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
      // A shorter file is a new one: somebody cleared the folder.
      if (bytes.length < read) read = 0;
      const end = bytes.indexOf('\n', read);
      if (end < 0) return undefined;
      ahead = end + 1;
      const [before = '', after = '', ref = ''] = bytes.toString('utf8', read, end).split(' ');
      return { before, after, ref, isOld: ahead <= sizeAtStart };
    },
    taken: () => {
      read = ahead;
      writeFileSync(`${mark}.new`, String(read));
      renameSync(`${mark}.new`, mark);
    },
  };
}
