// The options of the cost model: nonsense is refused before anything is started.
import { checkJsonFile } from '../lib/json-file.ts';
import { readNumber } from '../lib/number-option.ts';
import { FORMATS, type Format } from '../lib/outside/sized-files.ts';
import { UserError } from '../lib/user-error.ts';
import { DAYS_A_MONTH } from './prices.ts';

export interface RawCostOptions {
  filesPerDay?: string;
  size?: string;
  format?: string;
  memory?: string;
  durationMs?: string;
  storedFiles?: string;
  json?: string;
}

export interface CostOptions {
  filesPerDay: number;
  sizeInMB: number;
  format: Format;
  /** Undefined: that of the template. */
  memoryInMB?: number;
  /** Undefined: the model's. */
  durationInMs?: number;
  storedFiles: number;
  /** Absolute path. */
  json?: string;
}

const MOST_FILES_PER_DAY = 10_000_000;
/** The calls of a file do not depend on its size; a larger one only takes longer to record. */
const MOST_MB = 256;

/** Throws UserError. */
export function readCostOptions(raw: RawCostOptions): CostOptions {
  const { filesPerDay = '1000', size = '1', format = 'csv', memory, durationMs, storedFiles, json } = raw;
  const files = readNumber(filesPerDay, {
    option: '--files-per-day',
    least: 1,
    most: MOST_FILES_PER_DAY,
    isWhole: true,
  });
  return {
    filesPerDay: files,
    sizeInMB: readNumber(size, { option: '--size', least: 0.001, most: MOST_MB }),
    format: readFormat(format),
    ...optional('memoryInMB', memory, { option: '--memory', least: 256, most: 10_240, isWhole: true }),
    ...optional('durationInMs', durationMs, { option: '--duration-ms', least: 1, most: 900_000 }),
    storedFiles: readNumber(storedFiles ?? String(files * DAYS_A_MONTH), {
      option: '--stored-files',
      least: 0,
      most: 1e10,
      isWhole: true,
    }),
    ...(json !== undefined && { json: checkJsonFile(json) }),
  };
}

function optional<Name extends string>(
  name: Name,
  text: string | undefined,
  rule: Parameters<typeof readNumber>[1],
): Partial<Record<Name, number>> {
  return text === undefined ? {} : ({ [name]: readNumber(text, rule) } as Record<Name, number>);
}

function readFormat(text: string): Format {
  const format = FORMATS.find((name) => name === text);
  if (format) return format;
  throw new UserError(`--format takes ${FORMATS.join(', ')}, not "${text}".`);
}
