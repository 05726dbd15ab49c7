// A layer of tests as a gate: jest runs it, and its own figures are counted, not its mood.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeTool } from './gates.ts';
import type { Finished, Gate, Tally } from './gate.ts';
import { LOCAL } from './paths.ts';

/** The part of jest's JSON result that is read here. */
export interface JestResult {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

/** Runs one layer of jest.config.js. */
export function jestGate(layer: string): Gate {
  const folder = join(LOCAL, 'test');
  const result = join(folder, `${layer}.json`);
  mkdirSync(folder, { recursive: true });
  // A result of yesterday must not speak for a jest that did not get as far as writing one.
  rmSync(result, { force: true });
  const jest = nodeTool(`${layer} tests`, 'node_modules/jest/bin/jest.js', [
    '--selectProjects',
    layer,
    '--ci',
    '--json',
    `--outputFile=${result}`,
  ]);
  return {
    ...jest,
    args: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...jest.args],
    count: (finished) => countJest(finished, readResult(result)),
  };
}

function readResult(file: string): JestResult | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  } catch {
    return undefined;
  }
}

/** Skipped and planned tests and suites that did not run count as failed: a test that does not run proves nothing. */
export function countJest({ exitCode }: Finished, result: JestResult | undefined): Tally {
  if (result === undefined) {
    return { passed: 0, failed: 1 };
  }
  const failed =
    result.numFailedTests + result.numPendingTests + result.numTodoTests + result.numRuntimeErrorTestSuites;
  const isUnexplained = failed === 0 && (exitCode !== 0 || !result.success || result.numPassedTests === 0);
  return { passed: result.numPassedTests, failed: isUnexplained ? 1 : failed };
}
