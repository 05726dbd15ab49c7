// What the calls about the source bucket come to, and what a reader finds.
import { TryAgain, VersionGone } from '../../lambda/core/errors.ts';
import type { Verdict } from '../../lambda/core/outcome.ts';
import type { ListedVersion, VersionMarker, VersionRef } from '../../lambda/core/ports.ts';
import type { Effects } from './request.ts';
import { SIZE_IN_BYTES, versionOf } from './source.ts';
import type { Call } from './stage.ts';
import type { World } from './world.ts';

export const SOURCE_EFFECTS: Effects = {
  'objects.open': open,
  'objects.listVersions': (world) => world.memory.share(`listing ${purgedKey(world)}`, () => listed(world)),
  'versions.page': page,
  measure,
};

// Made once: the same error is the same answer.
const GONE = new VersionGone('This version was purged.');
const OUTAGE = new TryAgain('The store is out of reach.');

function purgedKey({ purged }: World): string {
  return [...purged].join();
}

function open({ source, purged, memory }: World, _call: Call, inputs: readonly unknown[]): unknown {
  const [ref] = inputs as [VersionRef];
  const version = source.find(({ versionId }) => versionId === ref.versionId);
  if (!version || purged.has(version.versionId)) throw GONE;
  const { body, eTag, versionId } = version;
  return memory.share(`object ${versionId}`, () => ({ body, sizeInBytes: SIZE_IN_BYTES, eTag }));
}

function listed({ source, purged }: World): (ListedVersion & { key: string })[] {
  return source
    .filter(({ versionId }) => !purged.has(versionId))
    .map(({ key, versionId, eTag, lastModified }) => ({
      key,
      versionId,
      eTag,
      sizeInBytes: SIZE_IN_BYTES,
      lastModified,
    }));
}

function page(world: World, _call: Call, inputs: readonly unknown[]): unknown {
  const [after] = inputs as [VersionMarker?];
  const all = listed(world);
  const begin = after ? all.findIndex(({ versionId }) => versionId === after.versionId) + 1 : 0;
  if (after && begin === 0) return 'marker-refused';
  const versions = all.slice(begin, begin + world.setup.pageSize);
  const last = begin + versions.length < all.length ? versions.at(-1) : undefined;
  const next = last && { next: { key: last.key, versionId: last.versionId } };
  return world.memory.share(`page ${purgedKey(world)} ${begin}`, () => ({ versions, ...next }));
}

function measure(world: World, { actor }: Call, inputs: readonly unknown[]): Verdict {
  const [body] = inputs as [object];
  const version = versionOf(body);
  world.observer.sawRead(version.documentId, world.rows.get(version.documentId));
  if (version.content === 'kills') actor.state = 'dead';
  if (version.content === 'fails') throw OUTAGE;
  const isBad = actor.number % (version.orderIds.length > 0 ? BAD_OF_ORDERS : BAD) === 0;
  return world.memory.share(`verdict ${actor.number} ${isBad}`, () => verdictOf(actor.number, isBad));
}

/** Two code versions take turns. Orders are claimed only where the file itself is good, so there it is more often. */
const BAD = 2;
const BAD_OF_ORDERS = 3;

/** Every attempt comes to another result: two code versions, and counts that tell the invocation. So no result can pass for another one. */
function verdictOf(number: number, isBad: boolean): Verdict {
  const fileType = 'text/plain';
  if (!isBad) return { status: 'PROCESSED', fileType, lineCount: 1, wordCount: number };
  const reason = `Invocation ${number} says so.`;
  return { status: 'REJECTED', fileType, reasonCode: 'INVALID_ENCODING', reason };
}
