// What a subscriber of the alerts topic hears of alarms, and the time that a test moves forward.
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { Ear } from '../../scripts/lib/outside/ear.ts';
import type { Outside } from '../../scripts/lib/outside/outside.ts';

/** One message of an alarm. */
export interface AlarmMessage {
  name: string;
  state: string;
  reason: string;
}

/** Subscribes a fresh queue to the alerts topic; the function returns all messages of alarms so far, oldest first. */
export async function listenToAlarms(outside: Outside, name: string): Promise<() => Promise<AlarmMessage[]>> {
  const { QueueUrl = '' } = await outside.sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await outside.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const sns = new SNSClient();
  const TopicArn = outside.output('AlertsTopicArn');
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  sns.destroy();
  const ear = new Ear(outside.sqs, QueueUrl);
  return async () =>
    (await ear.collect()).map(({ body }) => ({
      name: String(body.AlarmName),
      state: String(body.NewStateValue),
      reason: String(body.NewStateReason),
    }));
}

export interface MovableClock {
  now(): number;
  advance(minutes: number): void;
}

/** The real time, and as many minutes more as a test says. */
export function createMovableClock(): MovableClock {
  let ahead = 0;
  return { now: () => Date.now() + ahead, advance: (minutes) => void (ahead += minutes * 60_000) };
}
