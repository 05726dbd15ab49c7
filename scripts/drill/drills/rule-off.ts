// The event rule is switched off for a while: nobody tells the system of the files that arrive.
import { setTimeout as sleep } from 'node:timers/promises';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { switchRule } from '../events-api.ts';
import { judge } from '../judge.ts';
import { drain, mixedFiles, reconcilePass, restless, upload, wrongVerdicts } from '../load.ts';

const FILES = 100;
const LATER_FILES = 10;
const DRAIN_WITHIN_MS = 240_000;
/** An event takes milliseconds here. */
const SILENCE_IN_MS = 3_000;

export const ruleOff: Drill = {
  name: 'rule-off',
  what: `the event rule is off while ${FILES} files arrive, then on again`,
  run,
};

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, ear, engine } = system;
  const missed = mixedFiles(FILES, 'missed/');
  const later = mixedFiles(LATER_FILES, 'later/');
  await switchRule(engine.endpoint, false);
  await upload(system, missed);
  await sleep(SILENCE_IN_MS);
  const early = (await outside.allRows()).length;
  await switchRule(engine.endpoint, true);
  await upload(system, later);
  const ordinary = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const byEvent = (await outside.allRows()).length - early;
  const begun = Date.now();
  const found = await reconcilePass(system);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const passed = Math.round((Date.now() - begun) / 1000);
  const findings = await judge({ outside, heard: await ear.collect(), allowedRepeats: () => 0 });
  return {
    checked: `${PROMISE}, each announced once`,
    figures: [
      `${found} files found by one pass of reconcile, all announced ${passed} s after it began`,
      `${byEvent} files came by their events after the rule was on`,
    ],
    violations: [
      ...restless(ordinary, 'after the rule was on'),
      ...restless(drained, 'after the pass'),
      ...(early === 0 ? [] : [`${early} files came through although the rule was off.`]),
      ...(byEvent === LATER_FILES ? [] : [`${byEvent} of ${LATER_FILES} files came by their events.`]),
      ...(found === FILES ? [] : [`Reconcile found ${found} files, not ${FILES}.`]),
      ...wrongVerdicts(findings.rows, [...missed, ...later]),
      ...findings.violations,
    ],
  };
}
