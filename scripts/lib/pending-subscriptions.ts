// Finds mail subscriptions whose owner has not answered yet: SNS sends them nothing, and nobody would notice.
import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';
import type { DeployedStack } from './deploy-stack.ts';
import { progressOf, type Session } from './session.ts';
import { explain } from './user-error.ts';

/** What SNS says in the place of the ARN (SNS API Reference, ListSubscriptionsByTopic). */
const PENDING = 'PendingConfirmation';

/**
 * Says one sentence for each subscription that waits, of the topics that were deployed. Never throws: what was to be deployed is deployed.
 * SNS forgets a subscription that nobody confirmed for two days; then it is not told here any more.
 */
export async function tellPendingSubscriptions(
  session: Session,
  deployed: readonly DeployedStack[],
): Promise<void> {
  const topicArns = deployed
    .filter(({ short }) => short === 'sns')
    .flatMap(({ outputs }) => Object.entries(outputs))
    .flatMap(([name, value]) => (name.endsWith('TopicArn') ? [value] : []));
  const { line } = progressOf(session, 'sns');
  for (const topicArn of topicArns) {
    try {
      for (const address of await pendingAddresses(session.clients.sns, topicArn))
        line(
          `${address} gets nothing from ${topicArn.split(':').at(-1)} yet: its owner must open the mail ` +
            '"AWS Notification - Subscription Confirmation" and follow the link in it within two days.',
        );
    } catch (error) {
      line(
        `it is not known whether a subscription of ${topicArn} waits for its owner (${explain(error) ?? String(error)}); ` +
          `look with \`aws sns list-subscriptions-by-topic --topic-arn ${topicArn}\`.`,
      );
    }
  }
}

async function pendingAddresses(client: SNSClient, TopicArn: string): Promise<string[]> {
  const addresses: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
    for (const { SubscriptionArn, Endpoint = '' } of Subscriptions)
      if (SubscriptionArn === PENDING) addresses.push(Endpoint);
  return addresses;
}
