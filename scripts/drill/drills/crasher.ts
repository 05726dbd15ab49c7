// A file that kills the process whenever it is read, among good ones; the drill makes the reader that does so.
import { crashingHandler } from '../../lib/outside/copied-source.ts';
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { judge } from '../judge.ts';
import { drain, mixedFiles, restless, upload, wrongVerdicts } from '../load.ts';

const NEIGHBOURS = 19;
const DRAIN_WITHIN_MS = 400_000;
/** The claims that end with the process; the fourth decides. */
const DEATHS = 3;
const KILLER = { key: 'crasher/killer.txt', body: 'looks harmless\n' };

export const crasher: Drill = {
  name: 'crasher',
  what: `a file that kills the process on every attempt, among ${NEIGHBOURS} good and bad ones`,
  run,
};

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin({
    handler: crashingHandler('killer'),
    parameters: {
      sqs: { VisibilityTimeoutInSeconds: '18' },
      lambda: { TimeoutInSeconds: '3', LeaseMarginInSeconds: '1' },
    },
  });
  const { outside, ear } = system;
  const neighbours = mixedFiles(NEIGHBOURS, 'crasher/');
  const killer = { ...KILLER, expected: { status: 'REJECTED', reasonCode: 'CRASHES_PARSER' } as const };
  const files = [...neighbours.slice(0, 7), killer, ...neighbours.slice(7)];
  await upload(system, files);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const findings = await judge({
    outside,
    heard: await ear.collect(),
    allowedRepeats: () => 0,
    deaths: DEATHS,
  });
  const attempts = findings.rows.find(({ fileName }) => fileName === KILLER.key)?.attempt;
  const most = Math.max(
    ...findings.rows.filter(({ fileName }) => fileName !== KILLER.key).map(({ attempt }) => attempt),
  );
  return {
    checked: `${PROMISE}; the file is REJECTED/CRASHES_PARSER, its neighbours have the verdicts that they deserve`,
    figures: [
      `${attempts} claims of the file, at most ${most} of a neighbour`,
      `${findings.repeated} repeated messages`,
      `at rest after ${drained?.toFixed(0) ?? 'too many'} s`,
    ],
    violations: [
      ...restless(drained, 'after the crashes'),
      ...(attempts === DEATHS + 1 ? [] : [`The file was claimed ${attempts} times, not ${DEATHS + 1}.`]),
      ...wrongVerdicts(findings.rows, files),
      ...findings.violations,
    ],
  };
}
