// The worker is killed again and again in the middle of a load.
import { seeded } from '../../lib/seeded.ts';
import { countOperations, type ChooseFault, type DoneFault } from '../faults.ts';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { judge, type Findings } from '../judge.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { drain, mixedFiles, restless, upload, wrongVerdicts } from '../load.ts';
import { killWorkerAt } from '../processes.ts';
import { countTimeouts } from '../window.ts';

const FILES = 1_000;
const KILLS = 50;
const SEED = 50;
const FIRST_PAUSE_IN_CALLS = 50;
const MEAN_PAUSE_IN_CALLS = 110;
const DRAIN_WITHIN_MS = 600_000;
/** A batch works on so many small files at once; see process-batch.ts. */
const FILES_IN_WORK = 4;
/** Claims that must have ended by a death before a file is called a crasher. */
const DEATHS_OF_A_CRASHER = 3;

export const kills: Drill = {
  name: 'kills',
  what: `SIGKILL of a worker of process-file ${KILLS} times while ${FILES} files arrive`,
  run,
};

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, ear, proxy } = system;
  const functionName = outside.output('ProcessFileFunctionName');
  proxy.killCaller = (port) => killWorkerAt(functionName, port);
  proxy.choose = killPlan(() => proxy.done.length);
  const files = mixedFiles(FILES, 'kills/');
  const begun = Date.now();
  await upload(system, files);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const heard = await ear.collect();
  const killed = proxy.done;
  const deaths = killed.length + countTimeouts(system.engine.logFile, functionName);
  const findings = await judge({ outside, heard, allowedRepeats: () => 0, deaths });
  return {
    checked: PROMISE,
    figures: [
      `${killed.length} workers killed, each in the middle of a call (${describe(killed)}), ${deaths - killed.length} more ended by the time-out`,
      ...figuresOf(findings),
      `at rest after ${Math.round((Date.now() - begun) / 1000)} s`,
    ],
    violations: [
      ...restless(drained, 'after the kills'),
      ...(killed.length === KILLS ? [] : [`${killed.length} workers were killed, not ${KILLS}.`]),
      ...wrongVerdicts(healthy(findings), files),
      ...beyondDeaths(findings, deaths),
      ...findings.violations,
    ],
  };
}

const describe = (killed: readonly DoneFault[]) =>
  Object.entries(countOperations(killed))
    .map(([operation, count]) => `${count} ${operation}`)
    .join(', ');

const isCrasher = ({ reasonCode }: FileRow) => reasonCode === 'CRASHES_PARSER';
const healthy = ({ rows }: Findings) => rows.filter((row) => !isCrasher(row));

function figuresOf(findings: Findings): string[] {
  const again = healthy(findings).filter(({ attempt }) => attempt > 1).length;
  const crashers = findings.rows.filter(isCrasher).length;
  return [
    `${again} files claimed more than once, ${crashers} given up after three deaths`,
    `${findings.rows.length} rows, ${findings.repeated} repeated messages`,
  ];
}

/** A file is given up only after three deaths of its own. */
function beyondDeaths({ rows }: Findings, deaths: number): string[] {
  const crashers = rows.filter(isCrasher);
  const inWork = deaths * FILES_IN_WORK;
  return [
    ...(crashers.length * DEATHS_OF_A_CRASHER > inWork
      ? ['More files were given up than the kills explain.']
      : []),
    ...crashers
      .filter(({ attempt }) => attempt <= DEATHS_OF_A_CRASHER)
      .map(({ fileName, attempt }) => `${fileName} was given up after ${attempt} claims.`),
  ];
}

/** A kill every hundred calls or so: 1,000 files take about 10,000 calls. */
function killPlan(killed: () => number): ChooseFault {
  const random = seeded(SEED);
  let pause = FIRST_PAUSE_IN_CALLS;
  return () => {
    pause -= 1;
    // A worker may have ended before it can be found; then the next one is tried.
    if (killed() === KILLS || pause > 0) return undefined;
    pause = Math.ceil(random() * 2 * MEAN_PAUSE_IN_CALLS);
    return { kind: 'kill', isAfterEffect: random() < 0.5 };
  };
}
