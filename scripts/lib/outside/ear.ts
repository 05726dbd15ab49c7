// What a machine that subscribes to the results topic gets.
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** One message as a machine subscriber gets it. */
export interface Heard {
  body: Record<string, unknown>;
  attributes: Record<string, string>;
}

/** Collects what a subscriber of the results topic gets. */
export class Ear {
  readonly heard: Heard[] = [];
  /** When each of them was sent, in epoch milliseconds, in the same order. */
  readonly sentAt: number[] = [];
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;

  constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  /** Takes everything that is there now; returns all that was ever heard. */
  async collect(): Promise<Heard[]> {
    for (;;) {
      const { Messages = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#queueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      if (Messages.length === 0) return this.heard;
      this.heard.push(...Messages.map(({ Body }) => toHeard(Body ?? '')));
      this.sentAt.push(...Messages.map(({ Attributes }) => Number(Attributes?.SentTimestamp)));
      const entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries: entries }));
    }
  }
}

function toHeard(body: string): Heard {
  const wrapped = JSON.parse(body) as {
    Message: string;
    MessageAttributes?: Record<string, { Value: string }>;
  };
  const attributes = Object.entries(wrapped.MessageAttributes ?? {}).map(([name, { Value }]) => [
    name,
    Value,
  ]);
  return {
    body: JSON.parse(wrapped.Message) as Record<string, unknown>,
    attributes: Object.fromEntries(attributes),
  };
}
