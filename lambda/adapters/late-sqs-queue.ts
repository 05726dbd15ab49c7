// The file queue for a function that rarely says anything to it: the client is loaded with the first message that is put off.
import type { Queue } from '../core/ports.ts';

/** A load that fails is tried again by the next call. */
export function createLateSqsQueue(queueUrl: string): Queue {
  let queue: Queue | undefined;
  return {
    changeVisibility: async (receiptHandle, seconds) => {
      queue ??= await load(queueUrl);
      await queue.changeVisibility(receiptHandle, seconds);
    },
  };
}

async function load(queueUrl: string): Promise<Queue> {
  const { createSqs } = await import('./sqs-client.ts');
  const { createSqsQueue } = await import('./sqs-queue.ts');
  return createSqsQueue({ client: createSqs(), queueUrl });
}
