// The walk through the bucket: versions without a row get one, and a message.
import { documentIdOf } from '../document-id.ts';
import { isFolderMarker } from '../file-event.ts';
import { inLanes } from '../lanes.ts';
import type { VersionPage } from '../ports.ts';
import { create } from '../row-steps.ts';
import { factsOf, fileOfListed, type FileVersion } from '../work.ts';
import { endPass, restartPass, stateOf, type Pass } from './pass.ts';
import type { ReconcileResult } from './reconcile-run.ts';
import { isTimeOver, isTooManyErrors, sendReserved, type Tally } from './send-reserved.ts';

const LANES = 8;
const DAY_IN_MS = 24 * 60 * 60 * 1000;
/** Runs that may meet errors on one page before the walk goes on; its versions then wait for the next pass. */
const MAX_FAILED_RUNS = 3;

export type Walk = Pick<Extract<ReconcileResult, { done: 'ran' }>, 'pages' | 'versions' | 'stoppedBy'>;

interface Walker {
  tally: Tally;
  /** Changed as the walk goes on, so that whoever ends the run can keep it. */
  pass: Pass;
  token: string;
}

/** Walks from the kept place, at most `maxPages` pages; the place is kept after each, and never before its versions are reserved. */
export async function walkVersions(walker: Walker): Promise<Walk> {
  const { tally, pass } = walker;
  const { run } = tally;
  const walk: Walk = { pages: 0, versions: 0, stoppedBy: 'pages' };
  while (walk.pages < run.settings.maxPages) {
    if (isTimeOver(tally)) return { ...walk, stoppedBy: 'time' };
    if (isTooManyErrors(tally)) return { ...walk, stoppedBy: 'errors' };
    const page = await run.versions.page(pass.after);
    walk.pages++;
    if (page === 'marker-refused') {
      restartPass(pass, run.clock.now());
      continue;
    }
    const errorsBefore = tally.errors.length;
    walk.versions += page.versions.length;
    await reconcilePage(page, tally);
    if (isTimeOver(tally)) return { ...walk, stoppedBy: 'time' };
    if (tally.errors.length > errorsBefore && ++pass.failedRuns < MAX_FAILED_RUNS)
      return { ...walk, stoppedBy: 'errors' };
    if (!page.next) {
      endPass(pass);
      return { ...walk, stoppedBy: 'pass' };
    }
    Object.assign(pass, { after: page.next, failedRuns: 0 });
    if (!(await keepPlace(walker))) return { ...walk, stoppedBy: 'lease' };
  }
  return walk;
}

function keepPlace({ tally, pass, token }: Walker): Promise<boolean> {
  return tally.run.passRecord.store({ token, state: stateOf(pass), release: false });
}

async function reconcilePage(page: VersionPage, tally: Tally): Promise<void> {
  const { run } = tally;
  const files = new Map(candidatesOf(page, tally).map((file) => [documentIdOf(file), file]));
  if (files.size === 0) return;
  const known = await run.knownRows.existing([...files.keys()]);
  const unknown = [...files].filter(([documentId]) => !known.has(documentId));
  const isOver = () => isTimeOver(tally) || isTooManyErrors(tally);
  await inLanes(unknown, { lanes: LANES, isOver }, ([, file]) =>
    sendReserved(tally, file, { was: 'version', write: create(factsOf(file), run.clock.now()) }),
  );
}

/** No folder markers, nothing young, and nothing that the lifecycle is about to remove: its row may be gone already. */
function candidatesOf({ versions }: VersionPage, { run, youngest }: Tally): FileVersion[] {
  const { sourceBucketName, retentionInDays } = run.settings;
  const oldest =
    retentionInDays === undefined ? -Infinity : run.clock.now() - (retentionInDays - 1) * DAY_IN_MS;
  return versions
    .filter(({ lastModified }) => Date.parse(lastModified) <= youngest && Date.parse(lastModified) >= oldest)
    .filter((version) => !isFolderMarker(version))
    .map((version) => fileOfListed(sourceBucketName, version));
}
