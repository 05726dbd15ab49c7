// The results topic: one call publishes one message, with a text for people (e-mail) and one for machines (everything else).
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notice, Notices } from '../core/ports.ts';
import { orTryAgain } from './sdk-errors.ts';

/** The client must have `maxAttempts` 1, so that one call is one publish. */
export function createSnsNotices({ client, topicArn }: { client: SNSClient; topicArn: string }): Notices {
  return {
    publish: async (notice) => {
      await orTryAgain('publishing the message', () => client.send(publishCommand(topicArn, notice)));
    },
  };
}

function publishCommand(topicArn: string, notice: Notice): PublishCommand {
  const attributes = Object.entries(notice.attributes).map(
    ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
  );
  return new PublishCommand({
    TopicArn: topicArn,
    Subject: notice.subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: notice.machineText, email: notice.emailText }),
    MessageAttributes: Object.fromEntries(attributes),
  });
}
