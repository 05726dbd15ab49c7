// The log lines and metrics that a handler writes, caught instead of printed.
import { afterEach, beforeEach, jest } from '@jest/globals';

export type Line = Record<string, unknown>;

export interface CapturedOutput {
  /** All lines of the current test. */
  lines(): Line[];
  /** Lines with this fixed message. */
  logged(message: string): Line[];
  /** Lines in CloudWatch's embedded metric format. */
  metrics(): Line[];
}

/** Catches, from now on and for each test anew, what goes to standard output and error; every line must be JSON. */
export function captureOutput(): CapturedOutput {
  let lines: Line[] = [];
  beforeEach(() => {
    lines = [];
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        for (const line of String(text).split('\n').filter(Boolean)) lines.push(JSON.parse(line) as Line);
        return true;
      });
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return {
    lines: () => lines,
    logged: (message) => lines.filter((line) => line.message === message),
    metrics: () => lines.filter((line) => '_aws' in line),
  };
}
