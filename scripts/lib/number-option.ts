// Numbers of the command line: within their bounds, or one sentence that says what is expected.
import { UserError } from './user-error.ts';

export interface NumberRule {
  /** As it is written, `--files`. */
  option: string;
  least: number;
  most: number;
  /** Decimals are refused. */
  isWhole?: boolean;
}

/** Reads one number. Throws UserError for anything that is not plainly one within the bounds. */
export function readNumber(text: string, { option, least, most, isWhole = false }: NumberRule): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
  throw new UserError(
    `${option} takes a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}, not "${text}".`,
  );
}
