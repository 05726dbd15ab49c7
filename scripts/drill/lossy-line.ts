// A bad line between the event rule and the file queue: events get lost, come twice, and overtake each other.
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { seeded } from '../lib/seeded.ts';
import { pointRuleAt } from './events-api.ts';
import type { DrillSystem } from './system.ts';

export interface LossyLine {
  /** Events that were never delivered, were delivered twice, and came in all. */
  counts: { dropped: number; doubled: number; events: number };
  /** Delivers what is still on the line, gives the rule its queue back and tells the first error, if there was one. */
  close(): Promise<void>;
}

export interface LineOptions {
  seed: number;
  /** Shares of the events, 0 to 1. */
  dropped: number;
  doubled: number;
}

/** The rule's target becomes a queue of the drill; what is not dropped is handed on, the last received first. */
export async function openLossyLine(system: DrillSystem, options: LineOptions): Promise<LossyLine> {
  const { outside, engine } = system;
  const { QueueUrl } = await outside.sqs.send(new CreateQueueCommand({ QueueName: 'drill-line' }));
  const { Attributes } = await outside.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await pointRuleAt(engine.endpoint, Attributes?.QueueArn ?? '');
  const counts = { dropped: 0, doubled: 0, events: 0 };
  const random = seeded(options.seed);
  const handOn = async (): Promise<number> => {
    const received = await outside.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    const messages = received.Messages ?? [];
    if (messages.length === 0) return 0;
    const copies = messages.map(() => copiesOf(random(), options));
    counts.events += messages.length;
    counts.dropped += copies.filter((count) => count === 0).length;
    counts.doubled += copies.filter((count) => count === 2).length;
    const bodies = messages.flatMap(({ Body = '' }, at) => Array<string>(copies[at] ?? 0).fill(Body));
    await sendAll(system, bodies.reverse());
    const Entries = messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await outside.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return messages.length;
  };
  let isOpen = true;
  const pump = (async () => {
    while (isOpen) await handOn();
  })();
  // An error of the pump is told by close.
  pump.catch(() => undefined);
  return {
    counts,
    close: async () => {
      isOpen = false;
      await pump;
      await pointRuleAt(engine.endpoint, outside.output('FileQueueArn'));
      while ((await handOn()) > 0);
    },
  };
}

function copiesOf(chance: number, { dropped, doubled }: LineOptions): number {
  if (chance < dropped) return 0;
  return chance < dropped + doubled ? 2 : 1;
}

async function sendAll({ outside }: DrillSystem, bodies: readonly string[]): Promise<void> {
  const QueueUrl = outside.output('FileQueueUrl');
  for (let at = 0; at < bodies.length; at += 10) {
    const Entries = bodies.slice(at, at + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody }));
    await outside.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}
