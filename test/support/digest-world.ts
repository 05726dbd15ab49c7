// A world in memory for the digest: rows as process-file commits them, minutes as they pass, faults at any call.
import { countFile, minuteOf } from '../../lambda/core/digest/minutes.ts';
import type { DigestRun } from '../../lambda/core/digest/digest-run.ts';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { iso } from '../../lambda/core/row-steps.ts';
import { committedRow } from './events.ts';
import { createMemoryPassRecord, type MemoryPassRecord } from './fakes/memory-pass-record.ts';
import { createWorld, watched, type World } from './world.ts';

export interface DigestWorld extends World {
  passRecord: MemoryPassRecord;
  digestRun(): DigestRun;
  /** So many files finish now; returns whom they are told to. */
  finish(files: number, more?: Partial<FileRow>): Promise<('all' | 'machines')[]>;
}

export const THRESHOLD = 2;
export const MINUTE_IN_MS = 60_000;

export function createDigestWorld(): DigestWorld {
  const base = createWorld();
  let files = 0;
  const world: DigestWorld = Object.assign(base, {
    passRecord: createMemoryPassRecord(),
    digestRun: () => {
      const { clock, newToken, deadlines, notices } = world.run();
      return {
        counters: watched(world, { read: world.table.read }, (name) => name),
        index: { byDay: (...asked: Parameters<World['table']['byDay']>) => watchedDay(world, asked) },
        notices,
        passRecord: watched(
          world,
          { take: world.passRecord.take, store: world.passRecord.store },
          (name) => name,
        ),
        clock,
        newToken,
        settings: { emailThresholdPerMinute: THRESHOLD, leaseMarginInMs: 60_000 },
        deadlines,
      };
    },
    finish: async (many: number, more: Partial<FileRow> = {}) => {
      const audiences: ('all' | 'machines')[] = [];
      for (let one = 0; one < many; one++) {
        const time = world.clock.now();
        const audience = await countFile(world.table, { time, emailThresholdPerMinute: THRESHOLD });
        audiences.push(audience);
        files++;
        world.table.load(rowOf({ time, files, audience, more }));
      }
      return audiences;
    },
  });
  return world;
}

function rowOf(facts: {
  time: number;
  files: number;
  audience: 'all' | 'machines';
  more: Partial<FileRow>;
}): FileRow {
  const { time, files, audience, more } = facts;
  const day = iso(time).slice(0, 10);
  return committedRow({
    documentId: `id-${files}`,
    fileName: `${files}.csv`,
    processedAt: iso(time),
    processedDay: day,
    daySlot: `${day}#0`,
    audience,
    ...more,
  });
}

/** One page; the call can meet a fault like any other. */
async function* watchedDay(world: DigestWorld, asked: Parameters<World['table']['byDay']>) {
  const page = async () => {
    const rows: FileRow[] = [];
    for await (const row of world.table.byDay(...asked)) rows.push(row);
    return rows;
  };
  yield* await watched(world, { byDay: page }, (name) => name).byDay();
}

/** Time passes until the minutes up to now can be told. */
export function closeMinute(world: World): void {
  world.clock.advance(minuteOf(world.clock.now()) + 2 * MINUTE_IN_MS - world.clock.now());
}

/** What people got, parsed. */
export function toldBy(world: World): Record<string, unknown>[] {
  return world.notices.published.map(({ machineText }) => JSON.parse(machineText) as Record<string, unknown>);
}
