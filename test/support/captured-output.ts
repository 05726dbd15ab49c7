// The log lines and metrics that a handler writes, caught instead of printed.
import { afterEach, beforeEach, jest } from '@jest/globals';

export type Line = Record<string, unknown>;

export interface CapturedOutput {
  /** All lines of the current test. */
  lines(): Line[];
  /** Lines with this fixed message. */
  logged(message: string): Line[];
  /** Lines that are not JSON: log queries do not find what is in them. */
  plain(): string[];
  /** Lines in CloudWatch's embedded metric format. */
  metrics(): Line[];
}

/** A console swallows what its stream throws, so a line that is not JSON is kept for the test to find. */
function parseLine(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return { plain: text };
  }
}

/** Catches, from now on and for each test anew, what goes to standard output and error. */
export function captureOutput(): CapturedOutput {
  let lines: Line[] = [];
  beforeEach(() => {
    lines = [];
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        for (const line of String(text).split('\n').filter(Boolean)) lines.push(parseLine(line));
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
    plain: () => lines.flatMap((line) => (typeof line.plain === 'string' ? [line.plain] : [])),
    metrics: () => lines.filter((line) => '_aws' in line),
  };
}
