// The order of measuring: every variant once, then every variant again, so that a slow minute of the machine hits them all.

/** Runs every job in every round, one after the other, and returns what each came to, in the order of the jobs. */
export async function interleaved<Job, Result>(
  jobs: readonly Job[],
  rounds: number,
  run: (job: Job, round: number) => Promise<Result>,
): Promise<Map<Job, Result[]>> {
  const results = new Map<Job, Result[]>(jobs.map((job) => [job, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const job of jobs) results.get(job)?.push(await run(job, round));
  }
  return results;
}

/** The one in the middle, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no median of nothing.');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}
