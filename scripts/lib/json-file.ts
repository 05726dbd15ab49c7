// The file that --json names: checked before the work begins, written at its end.
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from './user-error.ts';

/** Throws UserError when nothing could be written there: better now than after minutes of measuring. */
export function checkJsonFile(path: string): string {
  const file = resolve(path);
  try {
    accessSync(dirname(file), constants.W_OK);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error('It is a folder.');
    return file;
  } catch (error) {
    throw new UserError(`Nothing can be written to ${path}; name a file in a folder that exists.`, {
      cause: error,
    });
  }
}

export function writeJsonFile(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
