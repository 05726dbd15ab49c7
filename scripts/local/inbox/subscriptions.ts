// Which topics have e-mail subscriptions, and with which filter: read from the template that is deployed, so that neither can drift.
import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readDeployedTemplate } from '../../lib/deployed-template.ts';
import type { TemplateDocument } from '../../lib/template.ts';
import { createEvaluator } from '../pipeline/evaluate.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../engine-environment.ts';

export interface MailSubscription {
  /** `results` of ResultsTopic, `alerts` of AlertsTopic. */
  topic: string;
  topicArn: string;
  /** JSON; absent when every message is mailed. */
  filterPolicy?: string;
  filterPolicyScope?: string;
}

/** The mail subscriptions of the stack that holds the topics, whether or not an address is given. */
export async function mailSubscriptions(
  client: CloudFormationClient,
  stackName: string,
): Promise<MailSubscription[]> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  const { Parameters = [], Outputs = [] } = Stacks?.[0] ?? {};
  return subscriptionsOf({
    document: await readDeployedTemplate(client, stackName),
    parameters: Object.fromEntries(
      Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
    ),
    outputs: Object.fromEntries(
      Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
  });
}

export interface DeployedTopics {
  document: TemplateDocument;
  parameters: Readonly<Record<string, string>>;
  /** `ResultsTopicArn` and so on. */
  outputs: Readonly<Record<string, string>>;
}

/** The same of a template and its values. */
export function subscriptionsOf({ document, parameters, outputs }: DeployedTopics): MailSubscription[] {
  const defaults = Object.entries(document.Parameters ?? {}).map(
    ([name, { Default }]) => [name, String(Default ?? '')] as const,
  );
  const { evaluate } = createEvaluator({
    path: 'The deployed template of the topics',
    document,
    parameters: { ...Object.fromEntries(defaults), ...parameters },
    pseudo: { 'AWS::Region': LOCAL_REGION, 'AWS::AccountId': LOCAL_ACCOUNT_ID, 'AWS::Partition': 'aws' },
    exports: {},
    attributeOf: (logicalId) => outputs[`${logicalId}Arn`],
  });
  return Object.entries(document.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    if (Type !== 'AWS::SNS::Subscription' || Properties.Protocol !== 'email') return [];
    const { FilterPolicy, FilterPolicyScope } = Properties;
    const topicId = String((Properties.TopicArn as { Ref?: string } | undefined)?.Ref);
    return [
      {
        topic: topicId.replace(/Topic$/, '').toLowerCase(),
        topicArn: String(evaluate(Properties.TopicArn, id)),
        ...(FilterPolicy !== undefined && { filterPolicy: JSON.stringify(evaluate(FilterPolicy, id)) }),
        ...(FilterPolicyScope !== undefined && {
          filterPolicyScope: String(evaluate(FilterPolicyScope, id)),
        }),
      },
    ];
  });
}
