// How long an invocation is billed: a model, because the engine's time is not that of AWS. Waits are assumed, processor time is measured here.

/** Memory at which Lambda gives one whole processor (Lambda Developer Guide, "Memory and computing power"); below it is a share of one. */
const MEMORY_OF_ONE_CPU_IN_MB = 1_769;
/** What several reports saw of one function's network: about 600 Mbit/s. */
const NETWORK_IN_BYTES_PER_SECOND = 75e6;
/** To fetch over TLS and throw away, with one of today's server cores (GET + discard of the benchmarks). */
export const FETCH_CPU_SECONDS_PER_GB = 1.34;

/** Assumed time until the answer, as clients within the region see it, in ms. */
export const WAITS_IN_MS: Readonly<Record<string, number>> = {
  s3: 35,
  dynamodb: 8,
  sns: 20,
  sqs: 10,
  events: 20,
  ssm: 20,
};
const OTHER_WAIT_IN_MS = 20;

export interface Work {
  /** Service of every call, one after the other. */
  services: readonly string[];
  sizeInBytes: number;
  /** Besides the content, as on a whole processor of this machine. */
  fixedCpuInMs: number;
  /** Of reading the content, as on a whole processor of this machine. */
  cpuSecondsPerGB: number;
}

/** The share of one processor; more than one does not help a single thread. */
export const cpuShare = (memoryInMB: number) => Math.min(1, memoryInMB / MEMORY_OF_ONE_CPU_IN_MB);

/** Fetching and parsing go on side by side, so the slower of the two counts. */
export function durationInMs(work: Work, memoryInMB: number): number {
  const share = cpuShare(memoryInMB);
  const waits = work.services.reduce((sum, service) => sum + (WAITS_IN_MS[service] ?? OTHER_WAIT_IN_MS), 0);
  const perGB = work.cpuSecondsPerGB + FETCH_CPU_SECONDS_PER_GB;
  const parsing = ((work.sizeInBytes / 1e9) * perGB * 1000) / share;
  const fetching = (work.sizeInBytes / NETWORK_IN_BYTES_PER_SECOND) * 1000;
  return Math.ceil(waits + work.fixedCpuInMs / share + Math.max(parsing, fetching));
}

/** As it is billed. */
export const gbSeconds = (ms: number, memoryInMB: number) => (Math.ceil(ms) / 1000) * (memoryInMB / 1024);
