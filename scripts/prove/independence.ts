// Which calls may change places without anybody noticing. Of orders that differ only in such neighbours, one is explored.
import { END, type Request } from './request.ts';

/** What a call touches; `nothing` is what no call can change. */
type Touched =
  'nothing' | 'queue' | 'counter' | 'pass' | 'rows' | 'row' | 'report' | 'topic' | 'orders' | 'ids' | 'bus';

const WHAT: Record<string, Touched> = {
  // Versions come and go by acts, never by calls; a reader changes nothing but its own process.
  'objects.open': 'nothing',
  'objects.listVersions': 'nothing',
  'versions.page': 'nothing',
  measure: 'nothing',
  [END]: 'queue',
  'queue.changeVisibility': 'queue',
  'fileMessages.send': 'queue',
  'deadLetters.receive': 'queue',
  'deadLetters.delete': 'queue',
  'parkedMessages.park': 'queue',
  'table.count': 'counter',
  'passRecord.take': 'pass',
  'passRecord.store': 'pass',
  'knownRows.existing': 'rows',
  'index.open': 'rows',
  'table.get': 'row',
  'table.write': 'row',
  'reports.putIfAbsent': 'report',
  'reports.head': 'report',
  'reports.putIfMatch': 'report',
  'notices.publish': 'topic',
  'staging.write': 'orders',
  'staging.complete': 'orders',
  'staging.abort': 'orders',
  'staging.read': 'orders',
  'normalized.find': 'orders',
  'normalized.copy': 'orders',
  'orderIds.read': 'ids',
  'orderIds.write': 'ids',
  'events.publish': 'bus',
};

/** True only when both orders lead to the same world and to the same answers. A method that is not known depends on everything. */
export function areIndependent(a: Request, b: Request): boolean {
  const [one, other] = [WHAT[a.method], WHAT[b.method]];
  if (one === undefined || other === undefined) return false;
  if (one === 'nothing' || other === 'nothing' || (a.isRead && b.isRead)) return true;
  if (kindOf(one) !== kindOf(other)) return true;
  const isOfOneVersion = one !== 'rows' && other !== 'rows' && a.documentId !== undefined;
  return isOfOneVersion && b.documentId !== undefined && a.documentId !== b.documentId;
}

/** Looking for rows is about every row. */
function kindOf(what: Touched): Touched {
  return what === 'rows' ? 'row' : what;
}
