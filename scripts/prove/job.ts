// One piece of work: a part of the tree of one setup, or a stretch of random schedules. Pieces are the same on every machine.
import { explore } from './explore.ts';
import { idOf } from './id.ts';
import { Memory } from './memory.ts';
import { fingerprint, playRandom } from './random.ts';
import { seeded } from '../lib/seeded.ts';
import { setupNamed } from './setups.ts';
import { sourceOf } from './source.ts';
import type { Theatre } from './world.ts';

export type Job =
  /** All schedules that begin with these choices, or the first `most` of them. */
  | { setup: string; root: readonly number[]; most: number }
  | { setup: string; seed: number; count: number; isSeeking: boolean; known?: string[] };

export interface Violation {
  id: string;
  broken: readonly string[];
}

export interface JobResult {
  schedules: number;
  /** Of random schedules, so that none is counted twice. */
  fingerprints: number[];
  violations: Violation[];
  /** Cells of the coverage that were not told before. */
  cells: string[];
  /** Histories that had to be run on the real code. */
  histories: number;
  /** False when there may be more. */
  isComplete: boolean;
}

export interface Bounds {
  /** Epoch milliseconds. */
  until: number;
  /** Stop at the first violation. */
  isHunt: boolean;
}

/** More would not help anybody. */
const MOST_VIOLATIONS = 20;
/** Looking at the clock costs more than a schedule. */
const BETWEEN_LOOKS = 64;

let theatre: Theatre | undefined;
const told = new Set<string>();

/** What was learnt of a setup is kept until another one comes. */
export function theatreOf(name: string): Theatre {
  if (theatre?.setup.name !== name) {
    const setup = setupNamed(name);
    theatre = { setup, source: sourceOf(setup), memory: new Memory(told), isLive: false };
  }
  return theatre;
}

export async function runJob(job: Job, bounds: Bounds): Promise<JobResult> {
  const stage = theatreOf(job.setup);
  const before = stage.memory.histories;
  const result: JobResult = {
    schedules: 0,
    fingerprints: [],
    violations: [],
    cells: [],
    histories: 0,
    isComplete: true,
  };
  const most = 'root' in job ? job.most : Number.POSITIVE_INFINITY;
  const count = counter(result, { ...bounds, most }, job.setup);
  if ('root' in job)
    await explore(stage, job.root, ({ violations }, path) => count(violations, () => path.choices));
  else await runRandom(job, { stage, result, count });
  result.cells = [...stage.memory.cells].filter((cell) => !told.has(cell) && told.add(cell));
  result.histories = stage.memory.histories - before;
  return result;
}

type Count = (violations: readonly string[], choices: () => readonly number[]) => boolean;

/** Counts one schedule; false when it is time to stop. */
function counter(
  result: JobResult,
  { until, isHunt, most }: Bounds & { most: number },
  setup: string,
): Count {
  return (violations, choices) => {
    result.schedules++;
    if (violations.length > 0 && result.violations.length < MOST_VIOLATIONS)
      result.violations.push({ id: idOf(setup, choices()), broken: violations });
    const isLate = result.schedules % BETWEEN_LOOKS === 0 && Date.now() > until;
    const isOver = isLate || result.schedules >= most;
    if (isOver || (isHunt && violations.length > 0)) result.isComplete = false;
    return result.isComplete;
  };
}

async function runRandom(
  { setup, seed, count: most, isSeeking, known = [] }: Extract<Job, { seed: number }>,
  { stage, result, count }: { stage: Theatre; result: JobResult; count: Count },
): Promise<void> {
  for (const cell of known) stage.memory.cells.add(cell);
  const dice = { random: seeded(seed), isSeeking };
  for (let played = 0; played < most; played++) {
    const one = await playRandom(stage, dice);
    if (one.played.isRedundant) continue;
    result.fingerprints.push(fingerprint(setup, one.choices));
    if (!count(one.played.violations, () => one.choices)) return;
  }
}
