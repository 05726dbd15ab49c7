// The part of the promise that is about orders, judged from outside: the normalized file, the event, and no order in two accepted files.
import type { Evidence, Row } from './checker.ts';

/** What an outsider can see of order files. */
export interface OrderEvidence {
  /** By documentId: bucket and key, the ids in the file, and the faults that can have made one more event. */
  files: ReadonlyMap<string, { source: string; orderIds: readonly string[]; doublings: number }>;
  /** Lines by key. */
  normalized: ReadonlyMap<string, string>;
  /** Details of the events on the bus. */
  events: readonly string[];
}

/** What a committed row of accepted orders says of them. */
interface Told {
  orderCount?: number;
  totals?: Record<string, string>;
}

type Judged = Pick<Evidence, 'rows' | 'orders' | 'versions'>;
type Say = (what: string) => void;

/** Every broken part as one sentence. */
export function judgeOrders({ rows, orders, versions }: Judged, say: Say): void {
  const accepted: Row[] = [];
  for (const row of rows) {
    const file = orders.files.get(String(row.documentId));
    if (!file || file.orderIds.length === 0) continue;
    const earlier = versions.find(({ documentId }) => documentId === row.documentId)?.earlier ?? new Map();
    judgeEvents(orders, [...earlier.values(), row], say);
    judgeRefusal({ rows, orders, versions }, row, say);
    if (row.status !== 'PROCESSED') continue;
    judgeNormalized(orders, row, say);
    accepted.push(row);
  }
  judgeDuplicates(orders, accepted, say);
}

const detailsOf = (row: Row) => (row.details ?? {}) as Told;
const linesOf = ({ normalized }: OrderEvidence, row: Row) =>
  normalized.get(`normalized/orders/${String(row.documentId)}.ndjson`);

function judgeNormalized(orders: OrderEvidence, row: Row, say: Say): void {
  const lines = linesOf(orders, row);
  if (lines === undefined) return say(`${String(row.versionId)}: has no normalized file`);
  const { orderCount, totals } = detailsOf(row);
  const all = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { total: string });
  const sum = all.reduce((total, one) => total + Number(one.total), 0);
  if (all.length !== orderCount || String(sum) !== totals?.EUR)
    say(`${String(row.versionId)}: the normalized file is not that of the row`);
}

/** `rows` are those of all revisions of one file as they were committed. */
function judgeEvents({ events, files }: OrderEvidence, rows: readonly Row[], say: Say): void {
  const [{ documentId, versionId } = {}] = rows;
  const own = events
    .map((text) => JSON.parse(text) as Row)
    .filter((event) => event.documentId === documentId);
  const byRevision = new Map(rows.map((row) => [row.revision, row]));
  for (const [revision, row] of byRevision) {
    const told = own.filter((event) => event.revision === revision);
    const most = row.status === 'PROCESSED' ? 1 + (files.get(String(documentId))?.doublings ?? 0) : 0;
    if (told.length > most || (most > 0 && told.length === 0))
      say(
        `${String(versionId)}: ${told.length} events of revision ${String(revision)}, at most ${most} can be`,
      );
    const { orderCount, totals } = detailsOf(row);
    if (
      told.some(
        (event) => event.orderCount !== orderCount || JSON.stringify(event.totals) !== JSON.stringify(totals),
      )
    )
      say(`${String(versionId)}: an event of revision ${String(revision)} differs from the row`);
  }
  if (own.some(({ revision }) => !byRevision.has(revision)))
    say(`${String(versionId)}: an event of a revision that is not in the table`);
}

/** The orders of these files break no rule, so only another file that was accepted at some time can be a reason; a replay does not wait to see. */
function judgeRefusal({ rows, orders, versions }: Judged, row: Row, say: Say): void {
  if (row.reasonCode !== 'INVALID_ORDERS' || row.revision !== 1) return;
  const me = orders.files.get(String(row.documentId));
  const isReason = ({ documentId, status }: Row) => {
    const other = orders.files.get(String(documentId));
    const earlier =
      versions.find((version) => version.documentId === documentId)?.earlier ?? new Map<number, Row>();
    const wasAccepted = [status, ...[...earlier.values()].map((one) => one.status)].includes('PROCESSED');
    return (
      wasAccepted && other?.source !== me?.source && other?.orderIds.some((id) => me?.orderIds.includes(id))
    );
  };
  if (!rows.some(isReason))
    say(`${String(row.versionId)}: was refused for orders that no other accepted file has`);
}

/** Versions of one file may have the same orders: it was sent again. */
function judgeDuplicates(orders: OrderEvidence, accepted: readonly Row[], say: Say): void {
  const holders = new Map<string, Row>();
  for (const row of accepted)
    for (const line of linesOf(orders, row)?.trimEnd().split('\n') ?? []) {
      const { orderId } = JSON.parse(line) as { orderId: string };
      const other = holders.get(orderId);
      const [mine, theirs] = [row, other].map((one) => orders.files.get(String(one?.documentId))?.source);
      if (other && mine !== theirs)
        say(`${orderId} is in ${String(other.versionId)} and in ${String(row.versionId)}, both accepted`);
      holders.set(orderId, row);
    }
}
