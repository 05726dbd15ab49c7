// The worker is killed again and again in the middle of a load.
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../../lib/seeded.ts';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { judge } from '../judge.ts';
import { drain, mixedFiles, restless, upload, wrongVerdicts } from '../load.ts';
import { workersOf } from '../processes.ts';
import type { DrillSystem } from '../system.ts';

const FILES = 1_000;
const KILLS = 50;
const SEED = 50;
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
  const system = await stage.begin({
    // A killed batch comes back by the visibility time-out alone.
    parameters: {
      sqs: { VisibilityTimeoutInSeconds: '30' },
      lambda: { TimeoutInSeconds: '5', LeaseMarginInSeconds: '1' },
    },
  });
  const { outside, ear } = system;
  const files = mixedFiles(FILES, 'kills/');
  const begun = Date.now();
  const [killed] = await Promise.all([killWorkers(system, stage), upload(system, files)]);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const heard = await ear.collect();
  const findings = await judge({ outside, heard, allowedRepeats: ({ attempt }) => killed * attempt });
  const crashers = findings.rows.filter(({ reasonCode }) => reasonCode === 'CRASHES_PARSER');
  const others = findings.rows.filter((row) => !crashers.includes(row));
  const victims = others.filter(({ attempt }) => attempt > 1).length;
  return {
    checked: PROMISE,
    figures: [
      `${killed} workers killed`,
      `${victims} files claimed more than once, ${crashers.length} given up after three deaths`,
      `${findings.rows.length} rows, ${findings.repeated} repeated messages`,
      `at rest after ${Math.round((Date.now() - begun) / 1000)} s`,
    ],
    violations: [
      ...restless(drained, 'after the kills'),
      ...(killed >= KILLS ? [] : [`Only ${killed} workers could be killed while there was work.`]),
      ...(findings.repeated <= killed * FILES_IN_WORK
        ? []
        : ['There are more repeated messages than files were in work at the kills.']),
      ...(crashers.length * DEATHS_OF_A_CRASHER <= killed * FILES_IN_WORK
        ? []
        : ['More files were given up than the kills explain.']),
      ...crashers
        .filter(({ attempt }) => attempt <= DEATHS_OF_A_CRASHER)
        .map(({ fileName, attempt }) => `${fileName} was given up after ${attempt} claims.`),
      ...wrongVerdicts(others, files),
      ...findings.violations,
    ],
  };
}

/** Kills while the queue holds work, so that every kill hits something. */
async function killWorkers({ outside }: DrillSystem, stage: Stage): Promise<number> {
  const random = seeded(SEED);
  const functionName = outside.output('ProcessFileFunctionName');
  const queueUrl = outside.output('FileQueueUrl');
  let killed = 0;
  for (let idle = 0; killed < KILLS && idle < 60;) {
    await sleep(300 + random() * 700);
    const workers = workersOf(functionName);
    const victim = workers[Math.floor(random() * workers.length)];
    if (victim === undefined || (await outside.depth(queueUrl)) === 0) {
      idle += 1;
      continue;
    }
    if (kill(victim)) killed += 1;
    if (killed % 10 === 0) stage.say(`${killed} workers killed`);
  }
  return killed;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself since it was found.
    return false;
  }
}
