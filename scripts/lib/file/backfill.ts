// `npm run file -- backfill PREFIX`: queues every version under a prefix that has no row, at a steady rate.
import { documentIdOf } from '../../../lambda/core/document-id.ts';
import { isFolderMarker } from '../../../lambda/core/file-event.ts';
import { inLanes } from '../../../lambda/core/lanes.ts';
import { ownMessage } from '../../../lambda/core/own-message.ts';
import type {
  FileMessages,
  FilesTable,
  KnownRows,
  VersionListing,
  VersionMarker,
  VersionPage,
} from '../../../lambda/core/ports.ts';
import { giveBackReservation, reserve } from '../../../lambda/core/reserve.ts';
import { create } from '../../../lambda/core/row-steps.ts';
import { factsOf, fileOfListed, type FileVersion } from '../../../lambda/core/work.ts';
import { explain, UserError } from '../user-error.ts';
import { createPace, type Pace } from './pace.ts';
import { showCount } from './show-row.ts';
import { showText } from './show-text.ts';
import { YES, type Operation, type Verb } from './verb.ts';

export interface BackfillWorld extends Operation {
  environmentName: string;
  sourceBucketName: string;
  table: Pick<FilesTable, 'write'>;
  knownRows: KnownRows;
  fileMessages: FileMessages;
  /** The versions of all keys that begin so. */
  versionsUnder(prefix: string): VersionListing;
  /** Somebody asked for an end (Ctrl-C). */
  isStopped(): boolean;
}

const DEFAULT_RATE = '10';
/** What lets about five functions finish ordinary files; more only fills the queue. */
const MOST_PER_SECOND = 1_000;
const LANES = 8;
/** So many errors are an outage. */
const MAX_ERRORS = 25;
const PROGRESS_EVERY_IN_MS = 5_000;

interface Counts {
  /** Versions listed; folder markers are none. */
  versions: number;
  /** Had a row: finished, in work, reserved, or forgotten. */
  passedOver: number;
  queued: number;
  errors: number;
}

interface Run {
  world: BackfillWorld;
  pace: Pace;
  counts: Counts;
  firstError?: unknown;
  toldAt: number;
}

/** All versions count, not only the newest of a key: the promise is about versions. */
export const backfill: Verb<BackfillWorld> = {
  usage: 'backfill <prefix>',
  description:
    'queue every version under the prefix that has no row; can be stopped and run again, what has a row is passed over',
  options: [['--rate <n>', `at most so many a second (default: ${DEFAULT_RATE})`], YES],
  run: async (world, prefix, { rate = DEFAULT_RATE, yes = false }) => {
    const perSecond = parseRate(rate);
    if (prefix === '') {
      const text = `Every version of the whole bucket ${world.sourceBucketName} that has no row will be queued, processed and announced.`;
      await world.confirm({ text, answer: world.environmentName, yes });
    }
    const run: Run = {
      world,
      pace: createPace(world.clock, perSecond),
      counts: { versions: 0, passedOver: 0, queued: 0, errors: 0 },
      toldAt: world.clock.now(),
    };
    await walk(run, prefix);
    return answerOf(run, prefix);
  },
};

function parseRate(text: string): number {
  const rate = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (rate >= 1 && rate <= MOST_PER_SECOND) return rate;
  throw new UserError(
    `"${showText(text)}" is not a rate; give a whole number of versions a second, from 1 to ${MOST_PER_SECOND}.`,
  );
}

const isOver = ({ world, counts }: Run) => world.isStopped() || counts.errors >= MAX_ERRORS;

async function walk(run: Run, prefix: string): Promise<void> {
  const listing = run.world.versionsUnder(prefix);
  let after: VersionMarker | undefined;
  do {
    const page = await listing.page(after);
    if (page === 'marker-refused')
      throw new UserError(
        'The store lost the place in its listing, because versions went away meanwhile; run the same command again, it goes on where it was.',
      );
    await queuePage(run, page);
    after = page.next;
  } while (after && !isOver(run));
}

async function queuePage(run: Run, page: VersionPage): Promise<void> {
  const { world, counts } = run;
  const files = filesOf(world, page);
  const known = await world.knownRows.existing(files.map(documentIdOf));
  const unknown = files.filter((file) => !known.has(documentIdOf(file)));
  counts.versions += files.length;
  counts.passedOver += files.length - unknown.length;
  tellProgress(run);
  await inLanes(paced(run, unknown), { lanes: LANES, isOver: () => isOver(run) }, (file) => queue(run, file));
}

function filesOf({ sourceBucketName }: BackfillWorld, { versions }: VersionPage): FileVersion[] {
  return versions
    .filter((version) => !isFolderMarker(version))
    .map((version) => fileOfListed(sourceBucketName, version));
}

/** Each file when its turn has come. */
async function* paced(run: Run, files: readonly FileVersion[]): AsyncGenerator<FileVersion> {
  for (const file of files) {
    await run.pace.turn();
    if (isOver(run)) return;
    yield file;
  }
}

/** Reserve first, then send: a crash between them leaves a row that reconcile looks after, and no second run queues it again. */
async function queue(run: Run, file: FileVersion): Promise<void> {
  const { world, counts } = run;
  const write = create(factsOf(file), world.clock.now());
  try {
    const reserved = await reserve(world.table, write);
    if (reserved.mine) {
      const { revision, redriveRounds: round } = reserved.row;
      await world.fileMessages.send(ownMessage(file, { revision, round }), 0);
      counts.queued++;
    } else counts.passedOver++;
  } catch (error) {
    counts.errors++;
    run.firstError ??= error;
    // Then reconcile takes it in its next run.
    await world.table.write(giveBackReservation(write, world.clock.now())).catch(() => undefined);
  }
  tellProgress(run);
}

function tellProgress(run: Run): void {
  const now = run.world.clock.now();
  if (now - run.toldAt < PROGRESS_EVERY_IN_MS) return;
  run.toldAt = now;
  run.world.tell(`${describe(run.counts)} …`);
}

function describe({ versions, passedOver, queued, errors }: Counts): string {
  const text = `${showCount(versions)} versions seen, ${showCount(queued)} queued, ${showCount(passedOver)} have a row already`;
  return errors === 0 ? text : `${text}, ${showCount(errors)} errors`;
}

function answerOf({ world, counts, firstError }: Run, prefix: string) {
  const stoppedBy = stopOf(world, counts);
  const hasErrors = counts.errors > 0;
  const lines = [`${describe(counts)} under "${showText(prefix)}".`];
  if (hasErrors) lines.push(`The first error: ${explain(firstError) ?? String(firstError)}`);
  if (stoppedBy !== 'end')
    lines.push('Not all was seen; run the same command again, it goes on where it was.');
  else if (hasErrors) lines.push('Run the same command again; what was reserved is taken by reconcile.');
  return {
    json: { prefix, ...counts, stoppedBy },
    text: lines.join('\n'),
    isIncomplete: stoppedBy !== 'end' || hasErrors,
  };
}

function stopOf(world: BackfillWorld, { errors }: Counts): 'end' | 'errors' | 'interrupt' {
  if (errors >= MAX_ERRORS) return 'errors';
  return world.isStopped() ? 'interrupt' : 'end';
}
