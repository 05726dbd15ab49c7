// What deploy says about mail subscriptions whose owner has not answered yet.
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clients } from '../../../../scripts/lib/clients.ts';
import { tellPendingSubscriptions } from '../../../../scripts/lib/pending-subscriptions.ts';

const service = mockClient(SNSClient);
const RESULTS = 'arn:aws:sns:eu-west-1:123456789012:shop-dev-sns-ResultsTopic-1';
const ALERTS = 'arn:aws:sns:eu-west-1:123456789012:shop-dev-sns-AlertsTopic-2';
let lines: string[];

const stack = (short: string, outputs: Record<string, string>) => ({
  short,
  stackName: `shop-dev-${short}`,
  outputs,
  changed: false,
});
const DEPLOYED = [
  stack('sns', { ResultsTopicArn: RESULTS, AlertsTopicArn: ALERTS, Other: 'x' }),
  stack('sqs', { OtherTopicArn: 'arn:x' }),
];

function tell(deployed = DEPLOYED) {
  const session = {
    clients: { sns: new SNSClient({ region: 'eu-west-1' }) } as Clients,
    target: { projectName: 'shop', environmentName: 'dev' },
    onProgress: (line: string) => void lines.push(line),
  };
  return tellPendingSubscriptions(session, deployed);
}

const subscription = (SubscriptionArn: string, Endpoint: string) => ({
  SubscriptionArn,
  Endpoint,
  Protocol: 'email',
});

beforeEach(() => {
  lines = [];
  service.reset();
  service.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });
});

test('one sentence for each that waits, on every page of both topics', async () => {
  service
    .on(ListSubscriptionsByTopicCommand, { TopicArn: RESULTS })
    .resolves({ Subscriptions: [subscription(`${RESULTS}:1`, 'done@example.com')], NextToken: 'more' })
    .on(ListSubscriptionsByTopicCommand, { TopicArn: RESULTS, NextToken: 'more' })
    .resolves({ Subscriptions: [subscription('PendingConfirmation', 'team@example.com')] })
    .on(ListSubscriptionsByTopicCommand, { TopicArn: ALERTS })
    .resolves({ Subscriptions: [subscription('PendingConfirmation', 'ops@example.com')] });
  await tell();
  const sentence = (address: string, topic: string) =>
    `sns: ${address} gets nothing from ${topic} yet: its owner must open the mail "AWS Notification - Subscription Confirmation" and follow the link in it within two days.`;
  expect(lines).toEqual([
    sentence('team@example.com', 'shop-dev-sns-ResultsTopic-1'),
    sentence('ops@example.com', 'shop-dev-sns-AlertsTopic-2'),
  ]);
});

test('nothing when all are confirmed, and nothing is asked when the topics were not deployed', async () => {
  await tell();
  expect(lines).toEqual([]);
  service.resetHistory();
  await tell(DEPLOYED.slice(1));
  expect(service.calls()).toHaveLength(0);
});

test('that it is not known, when SNS refuses; the deployment is done all the same', async () => {
  service
    .on(ListSubscriptionsByTopicCommand)
    .rejects(Object.assign(new Error('no'), { name: 'AuthorizationError' }));
  await tell();
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    /^sns: it is not known .* look with `aws sns list-subscriptions-by-topic --topic-arn arn:/,
  );
});
