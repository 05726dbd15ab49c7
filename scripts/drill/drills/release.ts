// New code goes live in the middle of a load, then the code before it comes back: both read the rows that the other one left.
import { PROMISE, type Drill, type Outcome, type Stage } from '../drill.ts';
import { poll } from '../../lib/poll.ts';
import { judge } from '../judge.ts';
import { drain, mixedFiles, restless, upload, wrongVerdicts } from '../load.ts';
import type { MixedFile } from '../../lib/outside/mixed-files.ts';
import type { DrillSystem } from '../system.ts';
import { countTimeouts } from '../window.ts';

const FILES = 500;
/** Rows that must be there before the release begins. */
const UNDER_WAY = 20;
const DRAIN_WITHIN_MS = 300_000;
const CHANGED = 'lambda/file-telemetry.ts';
const OLD = "'file processed'";
const NEW = "'file Processed'";

export const release: Drill = {
  name: 'release',
  what: `a release of process-file while ${FILES} files arrive, and its way back while as many arrive again`,
  run,
};

async function run(stage: Stage): Promise<Outcome> {
  const system = await stage.begin();
  const { outside, ear, engine } = system;
  const files = mixedFiles(2 * FILES, 'release/');
  const there = await releaseAmid({ system, stage, files: files.slice(0, FILES) }, [OLD, NEW]);
  const back = await releaseAmid({ system, stage, files: files.slice(FILES) }, [NEW, OLD]);
  const drained = await drain(system, { stage, withinMs: DRAIN_WITHIN_MS });
  const deaths = countTimeouts(engine.logFile, outside.output('ProcessFileFunctionName'));
  const findings = await judge({ outside, heard: await ear.collect(), allowedRepeats: () => 0, deaths });
  const releases = new Set(findings.rows.map(({ releaseHash }) => releaseHash));
  return {
    checked: `${PROMISE}, rows of both releases`,
    figures: [
      `${there.open} files were not done when the new code went live, ${back.open} when the old one came back`,
      `${findings.rows.length} rows by ${releases.size} releases, ${findings.repeated} repeated messages`,
    ],
    violations: [
      ...restless(drained, 'after the releases'),
      ...there.violations,
      ...back.violations,
      ...(releases.size > 1 ? [] : ['All rows are of one release: nothing was tried.']),
      ...wrongVerdicts(findings.rows, files),
      ...findings.violations,
    ],
  };
}

interface Load {
  system: DrillSystem;
  stage: Stage;
  files: readonly MixedFile[];
}

/** Uploads, deploys changed code as soon as some of the files are in work, and tells how many were still to be done when it was live. */
async function releaseAmid({ system, stage, files }: Load, [from, to]: [string, string]) {
  const { outside } = system;
  const before = (await outside.allRows()).length;
  const uploading = upload(system, files);
  await poll(async () => ((await outside.allRows()).length > before + UNDER_WAY ? true : undefined), {
    what: 'the first files to be claimed',
    timeoutInMs: DRAIN_WITHIN_MS,
  });
  const stacks = await system.release(CHANGED, (text) => text.replace(from, to));
  const changed = stacks.filter((stack) => stack.changed).map(({ short }) => short);
  const done = (await outside.allRows()).filter(({ notification }) => notification === 'SENT').length;
  await uploading;
  const open = before + files.length - done;
  stage.say(`${to} is live, ${open} files to go`);
  return {
    open,
    violations: [
      ...(open > 0 ? [] : [`All files were done before ${to} was live.`]),
      ...(changed.includes('lambda') ? [] : [`The release with ${to} changed nothing.`]),
    ],
  };
}
