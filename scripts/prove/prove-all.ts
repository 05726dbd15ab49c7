// The proof: every setup whole, then random schedules, on two threads; counts, coverage, violations.
import { fileURLToPath } from 'node:url';
import { theatreOf, type Job, type JobResult, type Violation } from './job.ts';
import { runJobs, THREADS, Thread } from './pool.ts';
import { RANDOM_SETUPS, SETUPS } from './setups.ts';
import type { Setup } from './setup.ts';
import { expectedCells } from './sites.ts';
import { split } from './split.ts';

export interface Wanted {
  seconds: number;
  /** Schedules that must be explored. */
  schedules: number;
  seed: number;
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
const PIECES = 48;
const RANDOM_PIECE = 500;
/** More are never needed to see what is wrong. */
const MOST_VIOLATIONS = 50;

/** Explores until everything is done or time is over. */
export async function proveAll(wanted: Wanted): Promise<Proof> {
  const begun = Date.now();
  const expected = expectedCells(CORE);
  const threads = Array.from({ length: THREADS }, () => new Thread());
  const run: Running = {
    wanted,
    begun,
    threads,
    bounds: { until: begun + wanted.seconds * 1000, isHunt: false },
    cells: new Set(),
    fingerprints: new Set(),
    proof: {
      setups: [],
      schedules: 0,
      histories: 0,
      violations: [],
      covered: 0,
      expected: expected.size,
      missing: [],
      seconds: 0,
    },
  };
  for (const setup of SETUPS) await proveSetup(run, setup);
  await proveRandom(run);
  await Promise.all(threads.map((thread) => thread.end()));
  const missing = [...expected].filter((cell) => !run.cells.has(cell)).sort();
  return { ...run.proof, missing, covered: expected.size - missing.length, seconds: secondsSince(begun) };
}

interface Running {
  wanted: Wanted;
  begun: number;
  threads: readonly Thread[];
  bounds: { until: number; isHunt: boolean };
  cells: Set<string>;
  fingerprints: Set<number>;
  proof: Proof;
}

function secondsSince(begun: number): number {
  return (Date.now() - begun) / 1000;
}

async function proveSetup(run: Running, setup: Setup): Promise<void> {
  const { proof, bounds, threads } = run;
  const begun = Date.now();
  if (begun > bounds.until || proof.violations.length >= MOST_VIOLATIONS)
    return void proof.setups.push({ setup, schedules: 0, isExhaustive: false, seconds: 0 });
  const roots = await split(theatreOf(setup.name), PIECES);
  const result: SetupResult = { setup, schedules: 0, isExhaustive: true, seconds: 0 };
  const jobs = roots.map((root) => ({ setup: setup.name, root }));
  await runJobs(threads, { jobs, bounds }, (_job, piece) => {
    take(run, piece);
    result.schedules += piece.schedules;
    proof.schedules += piece.schedules;
    if (!piece.isComplete) result.isExhaustive = false;
    progress(run, setup);
    return piece.isComplete && proof.violations.length < MOST_VIOLATIONS;
  });
  proof.setups.push({ ...result, seconds: secondsSince(begun) });
}

function take({ proof, cells }: Running, { violations, cells: fresh, histories }: JobResult): void {
  proof.violations.push(...violations.slice(0, MOST_VIOLATIONS - proof.violations.length));
  proof.histories += histories;
  for (const cell of fresh) cells.add(cell);
}

function progress({ wanted, proof, begun }: Running, { name }: Setup): void {
  const { schedules, violations } = proof;
  wanted.say(
    `${name}: ${schedules} schedules, ${violations.length} violations, ${secondsSince(begun).toFixed(0)} s`,
  );
}

/** Goes on until there are as many schedules as asked for; at least one piece of each setup. */
async function proveRandom(run: Running): Promise<void> {
  const { proof, bounds, threads, wanted } = run;
  for (const [at, setup] of RANDOM_SETUPS.entries()) {
    const begun = Date.now();
    const result: SetupResult = { setup, schedules: 0, isExhaustive: false, seconds: 0 };
    // The setups share what is still wanted.
    const goal =
      proof.schedules + Math.max(0, wanted.schedules - proof.schedules) / (RANDOM_SETUPS.length - at);
    if (begun < bounds.until)
      await runJobs(threads, { jobs: randomJobs(setup, wanted.seed), bounds }, (_job, piece) => {
        take(run, piece);
        const fresh = countFresh(run, piece.fingerprints);
        result.schedules += fresh;
        proof.schedules += fresh;
        progress(run, setup);
        return piece.isComplete && proof.schedules < goal && proof.violations.length < MOST_VIOLATIONS;
      });
    proof.setups.push({ ...result, seconds: secondsSince(begun) });
  }
}

function countFresh({ fingerprints }: Running, found: readonly number[]): number {
  const before = fingerprints.size;
  for (const fingerprint of found) fingerprints.add(fingerprint);
  return fingerprints.size - before;
}

function* randomJobs(setup: Setup, seed: number): Generator<Job> {
  for (let piece = 0; ; piece++)
    yield { setup: setup.name, seed: seed * 1_000_003 + piece, count: RANDOM_PIECE };
}
