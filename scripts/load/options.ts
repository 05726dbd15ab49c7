// The options of the load: nonsense is refused before anything is started.
import { checkJsonFile } from '../lib/json-file.ts';
import { readNumber } from '../lib/number-option.ts';
import { UserError } from '../lib/user-error.ts';

export interface RawLoadOptions {
  files?: string;
  clients?: string;
  json?: string;
}

export interface LoadOptions {
  files: number;
  clients: number;
  /** Absolute path. */
  json?: string;
}

const DEFAULT_FILES = '1000';
/** More clients make the engine's one process no faster. */
const DEFAULT_CLIENTS = '8';
/** The engine keeps objects and one log stream an invocation in memory. */
const MOST_FILES = 50_000;
const MOST_CLIENTS = 200;

/** Throws UserError. */
export function readLoadOptions({
  files = DEFAULT_FILES,
  clients = DEFAULT_CLIENTS,
  json,
}: RawLoadOptions): LoadOptions {
  const options = {
    files: readNumber(files, { option: '--files', least: 10, most: MOST_FILES, isWhole: true }),
    clients: readNumber(clients, { option: '--clients', least: 1, most: MOST_CLIENTS, isWhole: true }),
  };
  if (options.clients > options.files)
    throw new UserError(
      `${options.clients} clients have nothing to do with ${options.files} files; give at most as many clients as files.`,
    );
  return { ...options, ...(json !== undefined && { json: checkJsonFile(json) }) };
}
