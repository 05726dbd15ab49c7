// Each service refuses every connection for half a minute, in the middle of a load.
import { setTimeout as sleep } from 'node:timers/promises';
import { poll } from '../../lib/poll.ts';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { countKinds, type Service } from '../faults.ts';
import { judge } from '../judge.ts';
import { drain, mixedFiles, restless, upload, wrongVerdicts } from '../load.ts';
import type { DrillSystem } from '../system.ts';
import { countTimeouts, windowFaults } from '../window.ts';

const FILES = 100;
/** Rows that must be there before the service goes. */
const UNDER_WAY = 5;
const OUTAGE_IN_MS = 30_000;
const DRAIN_WITHIN_MS = 300_000;
const SERVICES: readonly Service[] = ['s3', 'dynamodb', 'sns'];

export const outages: Drill = {
  name: 'outages',
  what: `S3, DynamoDB and SNS refuse connections for ${OUTAGE_IN_MS / 1000} s each while ${FILES} files arrive`,
  run,
};

const filesOf = (service: Service) => mixedFiles(FILES, `outage-${service}/`);

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, proxy, ear } = system;
  const figures: string[] = [];
  const violations: string[] = [];
  for (const service of SERVICES) {
    const { waiting, drained } = await outage(system, stage, service);
    figures.push(
      `${service}: ${waiting} files waited, at rest ${drained?.toFixed(0) ?? 'not'} s after its return`,
    );
    violations.push(...restless(drained, `after the outage of ${service}`));
    if (waiting === 0) violations.push(`The outage of ${service} hit nothing.`);
  }
  const explained = windowFaults(proxy.done);
  const findings = await judge({
    outside,
    heard: await ear.collect(),
    // A mark that is refused leaves no trace in the proxy; the table is gone then, so it happens once in an outage.
    deaths: countTimeouts(system.engine.logFile, outside.output('ProcessFileFunctionName')),
    allowedRepeats: (row) => explained(row) + (row.fileName.startsWith('outage-dynamodb/') ? 1 : 0),
  });
  const broken = Object.entries(countKinds(proxy.done)).map(([kind, count]) => `${count} ${kind}`);
  return {
    checked: PROMISE,
    figures: [
      ...figures,
      `calls broken when the outages began: ${broken.join(', ') || 'none'}`,
      `${findings.rows.length} rows, ${findings.repeated} repeated messages`,
    ],
    violations: [
      ...violations,
      ...wrongVerdicts(findings.rows, SERVICES.flatMap(filesOf)),
      ...findings.violations,
    ],
  };
}

async function outage(system: DrillSystem, stage: Stage, service: Service) {
  const { outside, proxy } = system;
  const files = filesOf(service);
  const before = (await outside.allRows()).length;
  await upload(system, files.slice(0, FILES / 2));
  // The work is under way, so that calls are hit in its middle.
  await poll(async () => ((await outside.allRows()).length > before + UNDER_WAY ? true : undefined), {
    what: 'the first files to be claimed',
    timeoutInMs: DRAIN_WITHIN_MS,
  });
  await proxy.refuse(service);
  stage.say(`${service} refuses`);
  const over = sleep(OUTAGE_IN_MS);
  await upload(system, files.slice(FILES / 2));
  await over;
  const waiting = Math.max(await outside.openRows(), await outside.depth(outside.output('FileQueueUrl')));
  await proxy.restore(service);
  return { waiting, drained: await drain(system, { stage, withinMs: DRAIN_WITHIN_MS }) };
}
