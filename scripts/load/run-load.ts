// The course of a load: a system of its own, both chains warmed up, the ceiling before and after, ours between, then what became of every file.
import { writeJsonFile } from '../lib/json-file.ts';
import { toolVersions } from '../lib/versions.ts';
import type { Ear } from '../lib/outside/ear.ts';
import type { ParameterFile } from '../lib/parameters.ts';
import { UserError } from '../lib/user-error.ts';
import type { OwnSystem } from '../local/own-system.ts';
import { withOwnSystem } from '../local/with-own-system.ts';
import { watchSomeFiles } from './call-costs.ts';
import { deployCeiling, type Ceiling } from './ceiling.ts';
import { drive, perSecond, type Driven } from './drive.ts';
import { asJson, asText, violationsOf, type Measured } from './figures.ts';
import { loadFiles } from './files.ts';
import type { LoadOptions } from './options.ts';
import { latencyOf } from './percentiles.ts';
import { tally, type Upload } from './tally.ts';

const TARGET = { projectName: 'file-processing', environmentName: 'load' };

/** The times of the local environment; the schedules are off, so that nothing else runs meanwhile. */
const PARAMETERS: ParameterFile = {
  sqs: { VisibilityTimeoutInSeconds: '60' },
  lambda: { TimeoutInSeconds: '10', FirstRetryDelayInSeconds: '1', LeaseMarginInSeconds: '5' },
  redrive: { EnableSchedule: 'false' },
  reconcile: { EnableSchedule: 'false' },
  digest: { EnableSchedule: 'false' },
  'daily-report': { EnableSchedule: 'false' },
};

/** Enough for every process that the engine starts for a function to have met all formats. */
const MOST_WARM_UP_FILES = 100;

/** Ends the process: exit code 0 only when nothing speaks against the figures. */
export async function runLoad(options: LoadOptions): Promise<void> {
  await withOwnSystem({ ...TARGET, name: 'engine-load', parameters: PARAMETERS }, async (system) => {
    const measured = await measure(system, options);
    asText(measured).forEach(say);
    if (options.json !== undefined) writeJsonFile(options.json, asJson(measured));
    const violations = violationsOf(measured);
    violations.forEach((line) => console.error(line));
    return violations.length === 0 ? 0 : 1;
  });
}

const say = (line: string) => console.log(line);

async function measure(system: OwnSystem, options: LoadOptions): Promise<Measured> {
  const ceiling = await deployCeiling();
  const ear = await system.outside.listen('load-ear');
  try {
    return await measureAll({ system, ceiling, ear, options });
  } finally {
    ceiling.end();
  }
}

interface Scene {
  system: OwnSystem;
  ceiling: Ceiling;
  ear: Ear;
  options: LoadOptions;
}

async function measureAll(scene: Scene): Promise<Measured> {
  const { system, ear, options } = scene;
  const { files, clients } = options;
  const few = Math.min(MOST_WARM_UP_FILES, files);
  say(`Both chains are warmed up with ${few} files each …`);
  await driveCeiling(scene, 'warm-up/', few);
  const warm = await driveOurs(scene, 'warm-up/', few);
  if (warm.processedInMs === undefined)
    throw new UserError(
      `The files of the warm-up were not processed; see ${system.engine.logFile} for what process-file says.`,
    );
  say(`${files} files by ${clients} clients: the ceiling, ours, the ceiling …`);
  const before = await driveCeiling(scene, 'before/', files);
  const ours = await driveOurs(scene, 'load/', files);
  const after = await driveCeiling(scene, 'after/', files);
  await ear.collect();
  const latencyInMs = latencyOf(latenciesOf(ours, ear));
  const watched = await watchSomeFiles(system, 'watched/');
  await ear.collect();
  const uploads = [...warm.uploads, ...ours.uploads, ...watched.uploads];
  const troubles = [...before.troubles, ...after.troubles, ...restlessness(ours)];
  return {
    versions: toolVersions(),
    files,
    clients,
    acceptedPerSecond: perSecond(files, ours.acceptedInMs),
    processedPerSecond: perSecond(files, ours.processedInMs),
    ceilingPerSecond: perSecond(2 * files, (before.processedInMs ?? 0) + (after.processedInMs ?? 0)),
    latencyInMs,
    tally: tally({ uploads, rows: await system.outside.allRows(), heard: ear.heard }),
    troubles,
    calls: watched.costs,
    cpuInMsAFile: { ours: ours.cpuInMs, ceiling: before.cpuInMs },
  };
}

function driveOurs({ system: { outside }, options }: Scene, prefix: string, count: number): Promise<Driven> {
  return drive({
    outside,
    bucketName: outside.output('SourceBucketName'),
    queueUrl: outside.output('FileQueueUrl'),
    files: loadFiles(count, prefix),
    clients: options.clients,
  });
}

async function driveCeiling({ system: { outside }, ceiling, options }: Scene, prefix: string, count: number) {
  const { bucketName, queueUrl } = ceiling;
  const files = loadFiles(count, prefix);
  const driven = await drive({ outside, bucketName, queueUrl, files, clients: options.clients });
  const handled = await ceiling.handledSince(driven.begunAt);
  return {
    ...driven,
    troubles: handled === count ? [] : [`The empty handler got ${handled} messages of ${count} files.`],
  };
}

function restlessness({ processedInMs }: Driven): string[] {
  return processedInMs === undefined
    ? ['The system did not come to rest: messages stayed in the file queue.']
    : [];
}

/** From the beginning of each upload to the first message about it. */
function latenciesOf({ uploads }: { uploads: readonly Upload[] }, ear: Ear): number[] {
  const announced = new Map<string, number>();
  ear.heard.forEach(({ body }, at) => {
    const name = `${String(body.fileName)} ${String(body.versionId)}`;
    announced.set(
      name,
      Math.min(announced.get(name) ?? Number.POSITIVE_INFINITY, ear.sentAt[at] ?? Number.NaN),
    );
  });
  return uploads.flatMap(({ file, versionId, begunAt }) => {
    const at = announced.get(`${file.key} ${versionId}`);
    return at === undefined ? [] : [at - begunAt];
  });
}
