// One batch of queue messages to Slack, one after the other: Slack takes about one message a second for a webhook.
import type { QueueMessage } from '../process-batch.ts';
import { deliver, type Delivery } from './deliver.ts';
import type { SlackRun } from './slack-run.ts';

export interface MessageResult {
  messageId: string;
  delivery: Delivery;
}

export interface DeliveredBatch {
  /** Message ids that must come again: every one that was not acknowledged. */
  failedMessageIds: string[];
  results: MessageResult[];
  /** Errors that changed nothing: a message whose visibility could not be set comes again by the queue's own time-out. */
  ignoredErrors: unknown[];
}

/** Delivers a batch. After a 429 Slack is not called again in this batch: the rest waits as long as Slack asked for. */
export async function deliverBatch(
  messages: readonly QueueMessage[],
  run: SlackRun,
): Promise<DeliveredBatch> {
  const batch: DeliveredBatch = { failedMessageIds: [], results: [], ignoredErrors: [] };
  let quietUntil = 0;
  for (const message of messages) {
    const ended = notBegun(quietUntil, run) ?? (await deliver(message, run));
    if (ended.action === 'return' && ended.why === 'slack-busy')
      quietUntil = Math.max(quietUntil, run.clock.now() + ended.delayInSeconds * 1000);
    const delivery = unlessLast(ended, message, run);
    batch.results.push({ messageId: message.messageId, delivery });
    if (delivery.action === 'acknowledge') continue;
    batch.failedMessageIds.push(message.messageId);
    await run.queue
      .changeVisibility(message.receiptHandle, delivery.delayInSeconds)
      .catch((error: unknown) => batch.ignoredErrors.push(error));
  }
  return batch;
}

/** After the last receive there is no other try to wait for: the message goes to the dead letters at once, and its alarm comes early. */
function unlessLast(ended: Delivery, { receives }: QueueMessage, { settings }: SlackRun): Delivery {
  const isLast = receives >= settings.maxReceiveCount;
  return ended.action === 'return' && isLast ? { ...ended, delayInSeconds: 0 } : ended;
}

function notBegun(quietUntil: number, { clock, startBefore }: SlackRun): Delivery | undefined {
  const now = clock.now();
  const rest = Math.ceil((quietUntil - now) / 1000);
  if (rest > 0) return { action: 'return', why: 'slack-busy', delayInSeconds: rest };
  if (now >= startBefore) return { action: 'return', why: 'not-started', delayInSeconds: 0 };
  return undefined;
}
