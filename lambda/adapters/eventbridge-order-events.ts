// The event that tells of accepted orders, on the default bus.
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { TryAgain } from '../core/errors.ts';
import type { OrderEvents } from '../core/order-files/order-ports.ts';
import { orTryAgain } from './sdk-errors.ts';

export interface OrderEventsOptions {
  /** With `maxAttempts` 1, so that one call is one event. */
  client: EventBridgeClient;
  /** Of the normalized files. */
  bucketName: string;
}

const SOURCE = 'file-processing';
const DETAIL_TYPE = 'Orders Accepted';

export function createOrderEvents({ client, bucketName }: OrderEventsOptions): OrderEvents {
  return {
    publish: async ({ schemaVersion, documentId, revision, key, orderCount, totals }) => {
      const detail = { schemaVersion, documentId, revision, bucketName, key, orderCount, totals };
      const command = new PutEventsCommand({
        Entries: [{ Source: SOURCE, DetailType: DETAIL_TYPE, Detail: JSON.stringify(detail) }],
      });
      const { FailedEntryCount, Entries } = await orTryAgain('sending the event', () => client.send(command));
      // PutEvents succeeds as a call even when it took none of the events.
      if (FailedEntryCount === 0) return;
      const { ErrorCode = 'no code', ErrorMessage = 'no message' } = Entries?.[0] ?? {};
      throw new TryAgain(`The bus refused the event (${ErrorCode}: ${ErrorMessage}); it may be sent again.`);
    },
  };
}
