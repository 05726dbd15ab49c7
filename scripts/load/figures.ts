// What a load comes to: its figures in the form that other programs read, the sentences against it, and the lines for people.
import type { Latency } from './percentiles.ts';
import type { CallCost } from './call-costs.ts';
import type { CpuAFile } from './cpu.ts';
import type { Tally } from './tally.ts';

/**
 * Files a second against the same chain with an empty handler. Told, and no reason to fail: on the engine each call of a file costs about as
 * much as the whole empty chain (see the lines about calls), so what falls below the floor there is the engine's share, not the handler's.
 */
export const SHARE_FLOOR = 0.6;
export const SHARE_TARGET = 0.8;

export interface Measured {
  versions: Record<string, string>;
  files: number;
  clients: number;
  acceptedPerSecond: number;
  processedPerSecond: number;
  ceilingPerSecond: number;
  /** Undefined when nothing was announced. */
  latencyInMs: Latency | undefined;
  tally: Tally;
  /** Chains that did not come to rest, and whatever else makes the figures worthless, in words. */
  troubles: readonly string[];
  calls: readonly CallCost[];
  /** Undefined where it cannot be told. */
  cpuInMsAFile: Record<'ours' | 'ceiling', CpuAFile | undefined>;
}

/** Of our speed and the ceiling's; 0 when either is unknown. */
export function shareOf(processedPerSecond: number, ceilingPerSecond: number): number {
  return ceilingPerSecond > 0 ? processedPerSecond / ceilingPerSecond : 0;
}

/** For `--json`. */
export function asJson(measured: Measured) {
  const { tally, troubles: _, ...figures } = measured;
  const share = shareOf(measured.processedPerSecond, measured.ceilingPerSecond);
  return {
    ...figures,
    latencyInMs: measured.latencyInMs ?? null,
    share,
    lost: tally.lost,
    doubled: tally.doubled,
    wrong: tally.wrong,
    ratios: [
      {
        name: 'files-per-second-vs-empty-handler',
        value: share,
        better: 'higher',
        floor: SHARE_FLOOR,
        target: SHARE_TARGET,
      },
    ],
  };
}

/** Why the command must fail; nothing when all is well. */
export function violationsOf({ tally, troubles }: Measured): string[] {
  return [
    ...troubles,
    ...(tally.lost > 0 ? [`${tally.lost} files were lost.`] : []),
    ...(tally.doubled > 0 ? [`${tally.doubled} rows or messages are too many.`] : []),
    ...(tally.wrong > 0 ? [`${tally.wrong} files have a wrong verdict.`] : []),
    ...tally.told.map((line) => `  ${line}`),
  ];
}

/** What people read. */
export function asText(measured: Measured): string[] {
  const { files, clients, acceptedPerSecond, processedPerSecond, ceilingPerSecond, latencyInMs } = measured;
  const share = shareOf(processedPerSecond, ceilingPerSecond);
  const latency = latencyInMs
    ? `p50 ${ms(latencyInMs.p50)}, p95 ${ms(latencyInMs.p95)}, p99 ${ms(latencyInMs.p99)}, max ${ms(latencyInMs.max)}`
    : 'nothing was announced';
  return [
    Object.entries(measured.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    `${files} files, ${clients} clients`,
    `accepted   ${acceptedPerSecond.toFixed(1)}/s (PUTs answered)`,
    `processed  ${processedPerSecond.toFixed(1)}/s (first PUT until the last file was announced and acknowledged)`,
    `ceiling    ${ceilingPerSecond.toFixed(1)}/s (the same chain with an empty handler, before and after)`,
    `share      ${share.toFixed(2)} of the ceiling (target ${SHARE_TARGET}, floor ${SHARE_FLOOR}${share < SHARE_FLOOR ? ': BELOW FLOOR' : ''})`,
    `latency    ${latency} (upload begun until the message was published)`,
    `lost       ${measured.tally.lost}`,
    `doubled    ${measured.tally.doubled}`,
    ...callLines(measured),
    ...cpuLines(measured),
  ];
}

const ms = (value: number) => `${Math.round(value)} ms`;

/** Where the engine's time goes: each of our calls takes its one process a while. */
function callLines({ calls, ceilingPerSecond }: Measured): string[] {
  const perFile = calls.reduce((sum, { perFile, medianInMs }) => sum + perFile * medianInMs, 0);
  const empty = ceilingPerSecond > 0 ? 1000 / ceilingPerSecond : 0;
  if (calls.length === 0) return [];
  return [
    'calls of one file, and how long the engine takes for one (measured one after the other):',
    ...calls.map(
      ({ operation, perFile, medianInMs, remark }) =>
        `  ${perFile.toFixed(2)} x ${operation.padEnd(26)} ${medianInMs.toFixed(1)} ms${remark ? `  ${remark}` : ''}`,
    ),
    `  together ${perFile.toFixed(1)} ms a file, beside ${empty.toFixed(1)} ms for one of the empty chain`,
  ];
}

/** The engine is one process that works on one thing at a time: its processor time bounds the files of a second, however idle the rest is. */
function cpuLines({ cpuInMsAFile: { ours, ceiling } }: Measured): string[] {
  if (!ours || !ceiling) return [];
  const line = ({ engine, functions, clients }: CpuAFile) =>
    `engine ${engine.toFixed(1)} ms, functions ${functions.toFixed(1)} ms, clients ${clients.toFixed(1)} ms`;
  return [
    `processor time a file: ${line(ours)}`,
    `  of the empty chain:  ${line(ceiling)}`,
    ...(ours.engine > 0
      ? [`  so the engine's one process can do at most ${(1000 / ours.engine).toFixed(0)} files/s of ours`]
      : []),
  ];
}
