// The proof: setup after setup, then random schedules, on two threads; counts, coverage, violations.
import { fileURLToPath } from 'node:url';
import { theatreOf, type JobResult, type Violation } from './job.ts';
import { runJobs, THREADS, Thread } from './pool.ts';
import { randomJobs, seekingJobs } from './random-jobs.ts';
import type { Setup } from './setup.ts';
import { LARGE, PARTLY, RANDOM_SETUPS, SETUPS, WHOLE } from './setups.ts';
import { expectedCells } from './sites.ts';
import { split } from './split.ts';

export interface Wanted {
  seconds: number;
  /** Schedules that must be explored. */
  schedules: number;
  seed: number;
  /** At most so many schedules of each piece of a setup: the same work on every machine. */
  each?: number;
  say: (line: string) => void;
}

export interface SetupResult {
  setup: Setup;
  schedules: number;
  isExhaustive: boolean;
  seconds: number;
}

export interface Proof {
  setups: SetupResult[];
  schedules: number;
  histories: number;
  violations: Violation[];
  covered: number;
  expected: number;
  /** Cells that no schedule tried. */
  missing: string[];
  seconds: number;
}

const CORE = fileURLToPath(new URL('../../lambda/core', import.meta.url));
const PIECES = 64;
/** More are never needed to see what is wrong. */
const MOST_VIOLATIONS = 50;

interface Running {
  wanted: Wanted;
  begun: number;
  threads: readonly Thread[];
  expected: ReadonlySet<string>;
  cells: Set<string>;
  setups: Map<string, SetupResult>;
  violations: Map<string, Violation>;
  histories: number;
}

/** Explores until everything is done or time is over. */
export async function proveAll(wanted: Wanted): Promise<Proof> {
  const begun = Date.now();
  const expected = expectedCells(CORE);
  const threads = Array.from({ length: THREADS }, () => new Thread());
  const run: Running = {
    ...{ wanted, begun, threads, expected, histories: 0 },
    cells: new Set(),
    setups: new Map([...SETUPS, ...RANDOM_SETUPS].map((setup) => [setup.name, unexplored(setup)])),
    violations: new Map(),
  };
  await seek(run);
  await proveWhole(run);
  for (const setup of PARTLY)
    if (isInTime(run)) await proveSetup(run, setup, { threads, until: littleFrom(run) });
  for (const setup of RANDOM_SETUPS) if (isInTime(run)) await drawRandom(run, setup);
  for (const [at, setup] of LARGE.entries())
    if (isInTime(run)) await proveSetup(run, setup, { threads, until: shareOf(run, LARGE.length - at) });
  await Promise.all(threads.map((thread) => thread.end()));
  const missing = [...expected].filter((cell) => !run.cells.has(cell)).sort();
  return {
    setups: [...run.setups.values()],
    schedules: total(run),
    histories: run.histories,
    violations: [...run.violations.values()],
    covered: expected.size - missing.length,
    expected: expected.size,
    missing,
    seconds: secondsSince(begun),
  };
}

const unexplored = (setup: Setup): SetupResult => ({ setup, schedules: 0, isExhaustive: false, seconds: 0 });

function secondsSince(begun: number): number {
  return (Date.now() - begun) / 1000;
}

function endOf({ begun, wanted }: Running): number {
  return begun + wanted.seconds * 1000;
}

/** Share of the time that a setup has which must leave most of it to others. */
const LITTLE = 1 / 40;

/** None is left out because those before it are large. */
function littleFrom({ wanted }: Running): number {
  return Date.now() + wanted.seconds * 1000 * LITTLE;
}

/** When the next of so many setups must make room for the others. */
function shareOf(run: Running, setups: number): number {
  const now = Date.now();
  return now + (endOf(run) - now) / setups;
}

function isInTime(run: Running): boolean {
  return Date.now() < endOf(run) && run.violations.size < MOST_VIOLATIONS;
}

function total({ setups }: Running): number {
  return [...setups.values()].reduce((sum, { schedules }) => sum + schedules, 0);
}

/** Tries every fault at every call site. Not cut short by time, and not counted: these schedules come again. */
async function seek(run: Running): Promise<void> {
  const jobs = seekingJobs(SETUPS, run.wanted.seed, () => [...run.cells]);
  await runJobs(
    run.threads,
    { jobs, bounds: { until: Number.POSITIVE_INFINITY, isHunt: false } },
    (job, piece) => {
      take(run, piece);
      tell(run, job.setup);
      return run.violations.size < MOST_VIOLATIONS && isGap(run);
    },
  );
}

function isGap({ cells, expected }: Running): boolean {
  return [...expected].some((cell) => !cells.has(cell));
}

/** One setup on each thread: what one has learnt of a setup the other need not learn. */
async function proveWhole(run: Running): Promise<void> {
  const waiting = WHOLE.values();
  const lane = async (thread: Thread) => {
    for (const setup of waiting)
      if (isInTime(run)) await proveSetup(run, setup, { threads: [thread], until: endOf(run) });
  };
  await Promise.all(run.threads.map(lane));
}

/** Explores each piece of the tree of one setup, until then. */
async function proveSetup(
  run: Running,
  setup: Setup,
  { threads, until }: { threads: readonly Thread[]; until: number },
): Promise<void> {
  const progress = run.setups.get(setup.name) ?? unexplored(setup);
  const begun = Date.now();
  const roots = threads.length > 1 ? await split(theatreOf(setup.name), PIECES) : [[]];
  const most = Math.min(setup.mostPerPiece, run.wanted.each ?? Number.POSITIVE_INFINITY);
  const jobs = roots.map((root) => ({ setup: setup.name, root, most }));
  let complete = 0;
  await runJobs(threads, { jobs, bounds: { until, isHunt: false } }, (_job, piece) => {
    take(run, piece);
    progress.schedules += piece.schedules;
    if (piece.isComplete) complete++;
    tell(run, setup.name);
    return isInTime(run) && Date.now() < until;
  });
  progress.isExhaustive = complete === roots.length;
  progress.seconds = secondsSince(begun);
}

function take(run: Running, { violations, cells, histories }: JobResult): void {
  for (const violation of violations)
    if (run.violations.size < MOST_VIOLATIONS) run.violations.set(violation.id, violation);
  for (const cell of cells) run.cells.add(cell);
  run.histories += histories;
}

function tell(run: Running, name: string): void {
  const { wanted, violations, begun } = run;
  wanted.say(
    `${name}: ${total(run)} schedules, ${violations.size} violations, ${secondsSince(begun).toFixed(0)} s`,
  );
}

async function drawRandom(run: Running, setup: Setup): Promise<void> {
  const progress = run.setups.get(setup.name) ?? unexplored(setup);
  const seen = new Set<number>();
  const begun = Date.now();
  const bounds = { until: littleFrom(run), isHunt: false };
  const most = run.wanted.each ?? Number.POSITIVE_INFINITY;
  await runJobs(run.threads, { jobs: randomJobs(setup, run.wanted.seed), bounds }, (_job, piece) => {
    take(run, piece);
    for (const fingerprint of piece.fingerprints) seen.add(fingerprint);
    progress.schedules = seen.size;
    tell(run, setup.name);
    return isInTime(run) && Date.now() < bounds.until && seen.size < most;
  });
  progress.seconds = secondsSince(begun);
}
