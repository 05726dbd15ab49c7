// The event that tells of accepted orders, as it lies in the queue.

export interface OrdersAccepted {
  schemaVersion: 1;
  documentId: string;
  /** Grows with every replay of the file; a later one takes the place of an earlier one. */
  revision: number;
  bucketName: string;
  /** Of the normalized file: one order a line. */
  key: string;
  orderCount: number;
  /** Currency to exact sum. */
  totals: Record<string, string>;
}

/** Throws for anything else: it then comes to rest in the dead-letter queue, where a person sees it. */
export function parseEvent(body: string): OrdersAccepted {
  const { detail } = JSON.parse(body) as { detail?: Partial<OrdersAccepted> };
  if (detail?.schemaVersion !== 1) throw new Error('The event is not of a kind that this consumer knows.');
  return detail as OrdersAccepted;
}
