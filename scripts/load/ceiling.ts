// The engine's own ceiling: bucket, rule, queue, mapping and function like ours, with a function that only says how many messages it got.
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';

const NAME = 'load-ceiling';
const LOG_GROUP = `/aws/lambda/${NAME}`;

/** What it prints is not for fun: the engine waits 50 ms for a first line of every invocation that says nothing, which would make this ceiling lower. */
const EMPTY_HANDLER = `exports.handler = async (event) => {
  console.log('handled ' + event.Records.length);
  return { batchItemFailures: [] };
};`;

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** As ours: a versioned bucket, a rule on its events, batches of 10, five at a time, partial answers, an alias; no more memory and no less time. */
const TEMPLATE = {
  Resources: {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: NAME,
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: NAME, VisibilityTimeout: 60 } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { bucket: { name: [{ Ref: 'Bucket' }] } },
        },
        Targets: [{ Id: 'Queue', Arn: arnOf('Queue') }],
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: LOG_GROUP } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: NAME,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 10,
        MemorySize: 512,
        Role: arnOf('Role'),
        LoggingConfig: { LogGroup: { Ref: 'LogGroup' } },
        Code: { ZipFile: EMPTY_HANDLER },
      },
    },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Function' },
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        Name: 'live',
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arnOf('Queue'),
        FunctionName: { Ref: 'Alias' },
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
      },
    },
  },
  Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
};

export interface Ceiling {
  bucketName: string;
  queueUrl: string;
  /** How many messages the function got since this time (epoch milliseconds). */
  handledSince(begun: number): Promise<number>;
  end(): void;
}

/** Deploys the chain beside ours, to the engine at which the SDK of this process points. */
export async function deployCeiling(): Promise<Ceiling> {
  const client = new CloudFormationClient();
  await client.send(
    new CreateStackCommand({
      StackName: NAME,
      TemplateBody: JSON.stringify(TEMPLATE),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const patience = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await waitUntilStackCreateComplete(patience, { StackName: NAME });
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: NAME }));
  client.destroy();
  const queueUrl = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'QueueUrl')?.OutputValue;
  if (queueUrl === undefined) throw new Error('The chain of the ceiling has no queue.');
  const logs = new CloudWatchLogsClient();
  return {
    bucketName: NAME,
    queueUrl,
    handledSince: (begun) => countHandled(logs, begun),
    end: () => logs.destroy(),
  };
}

/** The engine gives at most 10,000 lines and no token to go on with; a slice of a few seconds has fewer. */
const SLICE_IN_MS = 5_000;

async function countHandled(logs: CloudWatchLogsClient, begun: number): Promise<number> {
  let handled = 0;
  for (let startTime = begun; startTime <= Date.now(); startTime += SLICE_IN_MS) {
    // Both ends are inclusive.
    const slice = { startTime, endTime: startTime + SLICE_IN_MS - 1, filterPattern: 'handled' };
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: LOG_GROUP, limit: 10_000, ...slice }),
    );
    for (const { message = '' } of events) handled += Number(/^handled (\d+)/.exec(message)?.[1] ?? 0);
  }
  return handled;
}
