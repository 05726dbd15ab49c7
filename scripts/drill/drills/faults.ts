// The great storm: many uploads, faults of every kind on every service, a line that loses a fifth of the events.
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { countKinds, FAULT_KINDS } from '../faults.ts';
import { judge } from '../judge.ts';
import { drain, mixedFiles, reconcilePass, restless, upload, wrongVerdicts } from '../load.ts';
import { openLossyLine } from '../lossy-line.ts';
import { ratePlan } from '../plan.ts';
import type { DrillSystem } from '../system.ts';
import type { MixedFile } from '../../lib/outside/mixed-files.ts';
import { countTimeouts, windowFaults } from '../window.ts';

const FILES = 2_000;
const FAULTS = 1_000;
const SEED = 20_261_121;
const DRAIN_WITHIN_MS = 900_000;

export const faults: Drill = {
  name: 'faults',
  what: `${FILES} uploads while ${FAULTS} calls of the functions go wrong and a fifth of the events are lost`,
  run,
};

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, proxy, ear } = system;
  const begun = Date.now();
  const files = mixedFiles(FILES, 'storm/');
  const storm = await rage({ system, stage, files });
  // What reconcile itself does meets faults too, but none that lasts: see docs/drills.md.
  proxy.choose = ratePlan({ seed: SEED + 1, rate: 0.05, budget: 100, maxAttempts: 1 }).choose;
  const first = await pass({ system, stage, name: 'first' });
  proxy.choose = () => undefined;
  const second = await pass({ system, stage, name: 'second' });
  const heard = await ear.collect();
  const deaths = countTimeouts(system.engine.logFile, outside.output('ProcessFileFunctionName'));
  const findings = await judge({ outside, heard, allowedRepeats: windowFaults(proxy.done), deaths });
  return {
    checked: PROMISE,
    figures: [
      `${proxy.done.length} faults in ${proxy.calls} calls (${kindsOf(system)})`,
      storm.figure,
      `reconcile found ${first.found}, then ${second.found}`,
      `${findings.rows.length} rows, ${findings.repeated} repeated messages, ${deaths} workers ended by the time-out`,
      `at rest after ${seconds(begun)} s`,
    ],
    violations: [
      ...storm.violations,
      ...first.violations,
      ...second.violations,
      ...FAULT_KINDS.filter((kind) => !proxy.done.some((fault) => fault.kind === kind)).map(
        (kind) => `No fault of the kind ${kind} happened.`,
      ),
      ...wrongVerdicts(findings.rows, files),
      ...findings.violations,
    ],
  };
}

interface Part {
  system: DrillSystem;
  stage: Stage;
}

/** Uploads under faults and losses, and lets what was told of come to its end. */
async function rage({ system, stage, files }: Part & { files: readonly MixedFile[] }) {
  const { outside, proxy } = system;
  proxy.choose = ratePlan({ seed: SEED, rate: 0.08, budget: FAULTS, maxAttempts: 3 }).choose;
  const line = await openLossyLine(system, { seed: SEED, dropped: 0.2, doubled: 0.02 });
  const begun = Date.now();
  await upload(system, files);
  stage.say(`${files.length} files uploaded in ${seconds(begun)} s`);
  await line.close();
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const rowless = files.length - (await outside.allRows()).length;
  const { dropped, doubled, events } = line.counts;
  const happened = proxy.done.length;
  stage.say(`${happened} faults, ${rowless} files without a row`);
  return {
    figure: `${dropped} of ${events} events dropped, ${doubled} doubled`,
    violations: [
      ...restless(drained, 'after the storm'),
      ...(rowless === dropped ? [] : [`${dropped} events were dropped, but ${rowless} files had no row.`]),
      ...(happened >= FAULTS ? [] : [`Only ${happened} faults happened.`]),
    ],
  };
}

async function pass({ system, stage, name }: Part & { name: string }) {
  const found = await reconcilePass(system);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  return { found, violations: restless(drained, `after the ${name} pass`) };
}

const kindsOf = ({ proxy }: DrillSystem) =>
  Object.entries(countKinds(proxy.done))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');

const seconds = (begun: number) => Math.round((Date.now() - begun) / 1000);
