// A layer of tests as a gate: jest runs it, and its own figures are counted, not its mood.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeTool } from './gates.ts';
import type { Finished, Gate, Tally } from './gate.ts';
import { LOCAL } from './paths.ts';

/** Name that jest gives to its coverage report. */
const CLOVER = 'clover.xml';

/** The part of jest's JSON result that is read here. */
export interface JestResult {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

export interface JestReports {
  /** Absolute path of the folder for `junit-<layer>.xml`; none is written without it. */
  reports?: string | undefined;
  /** Test files at the same time; by default one less than there are cores. */
  workers?: number;
  /** Also measure the coverage, into `clover.xml`. Only together with `reports`: it takes time. */
  coverage?: boolean;
}

/** Runs one layer of jest.config.js. */
export function jestGate(layer: string, { reports, workers, coverage = false }: JestReports = {}): Gate {
  const folder = join(LOCAL, 'test');
  const result = join(folder, `${layer}.json`);
  mkdirSync(folder, { recursive: true });
  // A result of yesterday must not speak for a jest that did not get as far as writing one.
  rmSync(result, { force: true });
  const jest = nodeTool(`${layer} tests`, 'node_modules/jest/bin/jest.js', [
    '--selectProjects',
    layer,
    '--ci',
    ...(workers === undefined ? [] : [`--maxWorkers=${workers}`]),
    '--json',
    `--outputFile=${result}`,
  ]);
  const report = reports === undefined ? undefined : reportsOf(layer, { reports, coverage });
  return {
    ...jest,
    ...(report && { env: report.env }),
    args: [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      ...jest.args,
      ...(report?.args ?? []),
    ],
    count: (finished) => countJest(finished, readResult(result)),
  };
}

/** How jest is told to report; the reporter takes its settings from the environment. */
function reportsOf(layer: string, { reports, coverage }: { reports: string; coverage: boolean }) {
  const junit = `junit-${layer}.xml`;
  const files = coverage ? [junit, CLOVER] : [junit];
  // A report of yesterday must not speak for today.
  for (const file of files) rmSync(join(reports, file), { force: true });
  const measure = ['--coverage', '--coverageReporters=clover', `--coverageDirectory=${reports}`];
  return {
    args: ['--reporters=default', '--reporters=jest-junit', ...(coverage ? measure : [])],
    env: {
      JEST_JUNIT_OUTPUT_DIR: reports,
      JEST_JUNIT_OUTPUT_NAME: junit,
      JEST_JUNIT_SUITE_NAME: '{filepath}',
      JEST_JUNIT_CLASSNAME: '{classname}',
      JEST_JUNIT_TITLE: '{title}',
      // Else a file that does not even load would be missing from the report.
      JEST_JUNIT_REPORT_TEST_SUITE_ERRORS: 'true',
    },
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
