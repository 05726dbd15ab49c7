// A thousand bad files at once: people get a handful of messages and digests that add up, machines get every file.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { Ear, Heard } from '../../lib/outside/ear.ts';
import type { MixedFile } from '../../lib/outside/mixed-files.ts';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { judge } from '../judge.ts';
import { drain, restless, upload, wrongVerdicts } from '../load.ts';
import type { DrillSystem } from '../system.ts';

const FILES = 1_000;
/** Default of the parameter EmailThresholdPerMinute. */
const THRESHOLD = 20;
/** For files of one minute; each further minute of the storm may have one digest more. */
const MOST_FOR_PEOPLE = 25;
const MINUTE_IN_MS = 60_000;
/** A storm that begins later in a minute may have the mails of two. */
const LATE_IN_MS = 45_000;
const DRAIN_WITHIN_MS = 300_000;
/** A minute is told when it has been over for a minute. */
const TOLD_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 3_000;

export const storm: Drill = {
  name: 'storm',
  what: `${FILES} bad files arrive at once`,
  run,
};

const badFile = (n: number): MixedFile => ({
  key: `storm/${n} <!channel> http://evil.com.csv`,
  body: Buffer.from('a,b\n1\n'),
  expected: { status: 'REJECTED', reasonCode: 'MALFORMED_CSV' },
});

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, ear } = system;
  const people = await outside.listen('drill-people', { audience: ['all'] });
  const failures = await outside.listen('drill-failures', {
    audience: ['all'],
    status: ['REJECTED', 'FAILED'],
  });
  const late = Date.now() % MINUTE_IN_MS;
  if (late > LATE_IN_MS) await sleep(MINUTE_IN_MS - late);
  const files = Array.from({ length: FILES }, (_, n) => badFile(n));
  const begun = Date.now();
  await upload(system, files);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const seconds = Math.round((Date.now() - begun) / 1000);
  const rows = await outside.allRows();
  await untilTold(system, people, rows.filter(({ audience }) => audience === 'machines').length);
  const heard = await ear.collect();
  const told = { rows, people: people.heard, failures: await failures.collect(), machines: heard };
  const findings = await judge({ outside, heard: filesIn(heard), allowedRepeats: () => 0 });
  return {
    checked: `${PROMISE}, few messages to people, digests that add up`,
    figures: [
      `${seconds} s in ${minutesOf(rows)} minutes`,
      `${filesIn(told.people).length} file messages and ${digestsIn(told.people).length} digests to people, ${filesIn(heard).length} to machines`,
    ],
    violations: [
      ...restless(drained, 'after the storm'),
      ...wrongVerdicts(findings.rows, files),
      ...findings.violations,
      ...wrongMessages(told),
    ],
  };
}

/** Invokes the digest as its schedule would, until every file is told or that takes too long. */
async function untilTold(system: DrillSystem, people: Ear, untold: number): Promise<void> {
  for (const end = Date.now() + TOLD_WITHIN_MS; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
    await system.invoke('NotifyDigestFunctionName', {});
    if (totalOf(digestsIn(await people.collect())) >= untold) break;
  }
  // One more run: it must tell nothing again.
  await system.invoke('NotifyDigestFunctionName', {});
  await people.collect();
}

interface Told {
  rows: readonly FileRow[];
  people: readonly Heard[];
  failures: readonly Heard[];
  machines: readonly Heard[];
}

function wrongMessages({ rows, people, failures, machines }: Told): string[] {
  const digests = digestsIn(people);
  const mailed = filesIn(people).length;
  const most = MOST_FOR_PEOPLE + minutesOf(rows) - 1;
  const ids = new Set(digests.map(({ body }) => body.notificationId));
  const mild = digests.filter(({ attributes }) => attributes.status !== 'REJECTED').length;
  return [
    ...(mailed <= THRESHOLD ? [] : [`People got ${mailed} messages about single files.`]),
    ...(people.length <= most ? [] : [`People got ${people.length} messages, more than ${most}.`]),
    ...(mailed + totalOf(digests) === FILES
      ? []
      : [`${mailed} files and digests of ${totalOf(digests)} do not add up to ${FILES}.`]),
    ...(ids.size === digests.length ? [] : ['A digest came twice.']),
    ...(mild === 0 ? [] : [`${mild} digests do not say that files were rejected.`]),
    ...(failures.length === people.length
      ? []
      : [`Who wants failures only got ${failures.length} messages, not ${people.length}.`]),
    ...(filesIn(machines).length === FILES ? [] : [`Machines got ${filesIn(machines).length} files.`]),
  ];
}

const ofType = (heard: readonly Heard[], type: string) => heard.filter(({ body }) => body.type === type);
const filesIn = (heard: readonly Heard[]) => ofType(heard, 'file');
const digestsIn = (heard: readonly Heard[]) => ofType(heard, 'digest');
const totalOf = (digests: readonly Heard[]) => digests.reduce((sum, { body }) => sum + Number(body.total), 0);
const minutesOf = (rows: readonly FileRow[]) =>
  new Set(rows.map(({ processedAt = '' }) => processedAt.slice(0, 16))).size;
