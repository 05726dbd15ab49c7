// Gathers what an outsider can see at the end of a schedule, and has it judged.
import type { FileRow } from '../../lambda/core/file-row.ts';
import { judge, type Evidence, type Row } from './checker.ts';
import type { OrderEvidence } from './checker-orders.ts';
import { canDouble, canDoubleEvent, type World } from './world.ts';

const USUAL_RECEIVES = 10;
const RESERVATION_IN_MS = 6 * 60 * 60_000;

/** The sentences of the checker. The same evidence is judged once. */
export function judgeWorld(world: World): string[] {
  return world.memory.share(keyOf(world), () => judge(evidenceOf(world)));
}

/** Everything that the evidence is made of; rows, reports and messages go by identity. */
function keyOf(world: World): string {
  const { memory, rows, reports, published, observer } = world;
  const parts: unknown[] = [
    'judged',
    queuedIn(world),
    world.messages.parked.length,
    excessSends(world),
    deaths(world),
    world.lost,
    world.faults.length,
    everywhere(world),
  ];
  for (const { documentId, versionId } of world.source) {
    const row = rows.get(documentId);
    const report = reports.get(reportKey(documentId));
    parts.push(row && memory.numberOf(row), report && memory.numberOf(report), doublings(world, documentId));
    parts.push(world.purged.has(versionId), world.replays.get(documentId), readsOf(world, documentId));
  }
  parts.push(
    'normalized',
    ...[...world.normalized].flatMap(([key, { body }]) => [key, memory.numberOf(body)]),
  );
  parts.push('events', ...world.events.map((event) => memory.numberOf(event)));
  parts.push(...world.source.map(({ documentId }) => eventDoublings(world, documentId)));
  parts.push('notices', ...published.map((notice) => memory.numberOf(notice)));
  parts.push('committed', ...observer.committed.map((row) => memory.numberOf(row)), rows.size, reports.size);
  return parts.join();
}

function evidenceOf(world: World): Evidence {
  const { observer, rows, reports, published } = world;
  return {
    versions: world.source.map(({ documentId, versionId, content, eTag }) => ({
      documentId,
      versionId,
      eTag,
      content,
      isPurged: world.purged.has(versionId),
      revision: world.replays.get(documentId) ?? 1,
      doublings: everywhere(world) + doublings(world, documentId),
      reads: readsOf(world, documentId),
      earlier: earlierOf(observer.committed, documentId),
    })),
    rows: [...rows.values()] as unknown as Row[],
    reports: new Map([...reports].map(([key, body]) => [key, body.toString()])),
    messages: published.map(({ machineText, attributes }) => ({ text: machineText, attributes })),
    queued: queuedIn(world),
    parked: world.messages.parked.length,
    deaths: deaths(world),
    foreign: world.setup.foreign,
    isLossy: world.lost,
    excessSends: excessSends(world),
    faults: world.faults.length,
    orders: ordersOf(world),
  };
}

function ordersOf(world: World): OrderEvidence {
  const { source, normalized, events } = world;
  const files = source.map(({ documentId, key, orderIds }) => {
    const doublings = everywhere(world) + eventDoublings(world, documentId);
    return [documentId, { source: key, orderIds, doublings }] as const;
  });
  return {
    files: new Map(files),
    normalized: new Map([...normalized].map(([key, { body }]) => [key, body])),
    events,
  };
}

function reportKey(documentId: string): string {
  return `processed/${documentId}.json`;
}

function queuedIn({ messages: { waiting, dead } }: World): number {
  return waiting.length + dead.length;
}

/** A jump or a wrong clock can make two projectors of any version. */
function everywhere({ faults }: World): number {
  return faults.filter(({ what }) => what === 'jump' || what === 'jump after' || what === 'skew').length;
}

function doublings({ faults }: World, documentId: string): number {
  return faults.filter((fault) => fault.documentId === documentId && canDouble(fault)).length;
}

function eventDoublings({ faults }: World, documentId: string): number {
  return faults.filter((fault) => fault.documentId === documentId && canDoubleEvent(fault)).length;
}

function readsOf({ observer, replays }: World, documentId: string): number {
  return observer.reads.get(`${documentId} ${replays.get(documentId) ?? 1}`) ?? 0;
}

function earlierOf(committed: readonly FileRow[], documentId: string): Map<number, Row> {
  const own = committed.filter((row) => row.documentId === documentId);
  return new Map(own.map((row) => [row.revision, row as unknown as Row]));
}

/** A reservation lasts six hours; each fault may lose one message or undo one reservation. */
function excessSends({ sends, faults }: World): number {
  let pairs = 0;
  for (const [at, one] of sends.entries())
    for (const other of sends.slice(at + 1))
      if (one.documentId === other.documentId && other.time - one.time < RESERVATION_IN_MS) pairs++;
  return Math.max(0, pairs - faults.length);
}

/** With the usual ten receives only an outage that never ends brings a message there. */
function deaths({ messages, setup }: World): number {
  const isExplained =
    setup.maxReceives < USUAL_RECEIVES || setup.versions.some(({ content }) => content === 'fails');
  return isExplained ? 0 : messages.deaths;
}
