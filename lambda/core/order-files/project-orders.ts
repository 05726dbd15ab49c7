// What the projection of accepted orders adds to that of every file: the normalized file before the report, the event before the message.
import { TryAgain } from '../errors.ts';
import type { FileRow } from '../file-row.ts';
import type { LedgerRun } from '../run.ts';
import { normalizedKeyOf } from './order-file.ts';
import type { OrderAnnouncing, OrdersAccepted } from './order-ports.ts';

/** Writers that race for one file take turns; more than a few rounds mean that something is wrong. */
const MAX_ROUNDS = 5;

/**
 * Copies the staged orders to where everybody finds them. False when the row has moved on to a later revision; nothing to do for other files.
 * As with the report, what stands there is looked at *before* the row is read again: the other way round an old copy could be put over a newer one.
 */
export async function copyOrders(
  run: LedgerRun,
  { documentId, revision, stagedKey }: FileRow,
): Promise<boolean> {
  if (stagedKey === undefined) return true;
  const { normalized } = await announcing(run);
  const key = normalizedKeyOf(documentId);
  for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
    const over = await normalized.find(key);
    if (over?.stagedKey === stagedKey) return true;
    if (over && (await run.table.get(documentId))?.revision !== revision) return false;
    if ((await normalized.copy({ stagedKey, key, over })) === 'copied') return true;
  }
  throw new TryAgain('The orders are being copied by others again and again; the message comes again.');
}

/** Tells the bus of accepted orders; nothing to do for other files. */
export async function announceOrders(run: LedgerRun, row: FileRow): Promise<void> {
  if (row.stagedKey === undefined) return;
  const { events } = await announcing(run);
  await events.publish(ordersAccepted(row));
}

/** A pure function of the committed row. */
export function ordersAccepted({ documentId, revision, details = {} }: FileRow): OrdersAccepted {
  return {
    schemaVersion: 1,
    documentId,
    revision,
    key: normalizedKeyOf(documentId),
    orderCount: Number(details['orderCount']),
    totals: sorted(details['totals'] as Record<string, string>),
  };
}

/** A table gives the members of a map back in any order. */
function sorted(totals: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(totals).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Redrive announces nothing but files that were given up, so it has no ports for orders. */
async function announcing({ orders }: LedgerRun): Promise<OrderAnnouncing> {
  if (!orders)
    throw new TryAgain('Accepted orders are announced by process-file only; the message comes again.');
  return orders();
}
