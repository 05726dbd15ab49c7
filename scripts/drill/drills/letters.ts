// Dead letters that are overtaken by events, and a replay that comes while the first run is still announcing.
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import type { Outside } from '../../lib/outside/outside.ts';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { switchRule } from '../events-api.ts';
import { judge } from '../judge.ts';
import { drain, restless } from '../load.ts';
import { replayMessage, s3Event } from '../messages.ts';
import { nthCall } from '../plan.ts';
import type { DrillSystem } from '../system.ts';
import { windowFaults } from '../window.ts';

const DRAIN_WITHIN_MS = 180_000;
/** Less than the functions wait for SNS (10 s), and more than the drill needs to send its replay. */
const ANNOUNCING_IN_MS = 5_000;

const FINISHED = 'letters/finished.txt';
const PURGED = 'letters/purged.txt';
const REPLAYED = 'letters/replayed.txt';

export const letters: Drill = {
  name: 'letters',
  what: 'a dead letter of a finished file, one of a purged version, and a replay while the first run is still projecting',
  run,
};

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, ear, proxy } = system;
  const finished = await finishedLetter(system, stage);
  const { purged, ...letter } = await purgedLetter(system);
  // The purged one must be announced first: the next publish is to be that of the replayed file.
  const between = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const replayed = await replayWhileAnnouncing(system);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const heard = await ear.collect();
  const findings = await judge({
    outside,
    heard,
    allowedRepeats: windowFaults(proxy.done),
    purged: new Set([purged]),
  });
  const row = findings.rows.find(({ fileName }) => fileName === REPLAYED);
  const revisions = heard.filter(({ body }) => body.fileName === REPLAYED).map(({ body }) => body.revision);
  return {
    checked: `${PROMISE}; the first is dropped, the second DELETED, the third at revision 2 with its own message and report`,
    figures: [
      `the replayed file was announced as revision ${revisions.join(' and ')}`,
      `${findings.rows.length} rows, at rest after ${drained?.toFixed(0) ?? 'too many'} s`,
    ],
    violations: [
      ...finished,
      ...letter.violations,
      ...restless(between, 'after the letters'),
      ...replayed,
      ...restless(drained, 'after the replay'),
      ...(row?.revision === 2 ? [] : [`The replayed file is at revision ${row?.revision}, not 2.`]),
      ...(revisions.join() === '1,2' ? [] : [`It was announced as ${revisions.join()}, not as 1,2.`]),
      ...findings.violations,
    ],
  };
}

/** Its messages are judged with all the others: one, not two. */
async function finishedLetter(system: DrillSystem, stage: Stage): Promise<string[]> {
  const { outside } = system;
  const versionId = await outside.put(FINISHED, 'one two three\n');
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const bucketName = outside.output('SourceBucketName');
  await outside.send('FileDeadLetterQueueUrl', s3Event({ bucketName, key: FINISHED, versionId }));
  const { answer } = await system.invoke('RedriveFunctionName', {});
  const isDropped = answer.dropped === 1 && answer.sent === 0;
  return [
    ...restless(drained, 'after the first file'),
    ...(isDropped ? [] : [`The letter of a finished file was not dropped: ${JSON.stringify(answer)}`]),
  ];
}

/** The rule is off, so that the letter alone tells of the version. */
async function purgedLetter({ outside, engine, invoke }: DrillSystem) {
  const bucketName = outside.output('SourceBucketName');
  await switchRule(engine.endpoint, false);
  const versionId = await outside.put(PURGED, 'gone\n');
  await outside.s3.send(new DeleteObjectCommand({ Bucket: bucketName, Key: PURGED, VersionId: versionId }));
  await switchRule(engine.endpoint, true);
  await outside.send('FileDeadLetterQueueUrl', s3Event({ bucketName, key: PURGED, versionId }));
  const { answer } = await invoke('RedriveFunctionName', {});
  const violations =
    answer.sent === 1 ? [] : [`The letter of a purged version was not sent back: ${JSON.stringify(answer)}`];
  return { purged: `${PURGED} ${versionId}`, violations };
}

/** The first publish takes seconds; the replay is sent while the row is committed and not yet announced. */
async function replayWhileAnnouncing({ outside, proxy }: DrillSystem): Promise<string[]> {
  proxy.choose = nthCall(
    { service: 'sns', operation: 'Publish', n: 1 },
    { kind: 'delay', delayInMs: ANNOUNCING_IN_MS },
  );
  const versionId = await outside.put(REPLAYED, 'again\n');
  const row = await committedRow(outside);
  if (!row) return ['The file was never seen committed and unannounced.'];
  const bucketName = outside.output('SourceBucketName');
  await outside.send('FileQueueUrl', replayMessage({ bucketName, key: REPLAYED, versionId }, 2));
  const [now] = await outside.rows(REPLAYED);
  return now?.notification === 'PENDING' && now.revision === 1
    ? []
    : ['The first run was over before the replay was sent; the drill shows nothing.'];
}

async function committedRow(outside: Outside): Promise<FileRow | undefined> {
  const end = Date.now() + DRAIN_WITHIN_MS;
  while (Date.now() < end) {
    const [row] = await outside.rows(REPLAYED);
    if (row?.notification !== undefined) return row.notification === 'PENDING' ? row : undefined;
    await sleep(50);
  }
  return undefined;
}
