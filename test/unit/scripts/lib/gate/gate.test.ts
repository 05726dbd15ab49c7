// The gate as a whole: which stacks pass unseen, how messages and importers decide, what every refusal says.
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { refuseDataLoss } from '../../../../../scripts/lib/gate/index.ts';
import { parseTemplate } from '../../../../../scripts/lib/template.ts';

const cloudFormation = mockClient(CloudFormationClient);
const sqs = mockClient(SQSClient);
const settings = { region: 'cn-north-1' };
const clients = { cloudFormation: new CloudFormationClient(settings), sqs: new SQSClient(settings) };

const TEMPLATE = `
Parameters:
  Ending: { Type: String, Default: one }
  Secret: { Type: String, NoEcho: true }
  Latest: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /path }
Conditions:
  IsHidden: !Equals [!Ref Secret, x]
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'q-\${Ending}' } }
  Key: { Type: AWS::KMS::Key, Properties: { Description: !Ref Ending } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub '\${AWS::Partition}-\${Secret}-\${Latest}' } }
  Hidden: { Type: AWS::KMS::Key, Condition: IsHidden }
Outputs:
  KeyArn: { Value: !GetAtt Key.Arn, Export: { Name: !Sub '\${AWS::StackName}-KeyArn' } }
  Word: { Value: !Ref Ending, Export: { Name: word } }
`;

const summary = (id: string, type: string, more = {}) => ({
  LogicalResourceId: id,
  ResourceType: type,
  PhysicalResourceId: `physical-${id}`,
  ...more,
});

function stackIs(StackStatus: StackStatus): void {
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackId: 'arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/shop-dev-x/1',
        StackName: 'shop-dev-x',
        StackStatus,
        CreationTime: undefined,
        Parameters: [
          { ParameterKey: 'Ending', ParameterValue: 'one' },
          { ParameterKey: 'Secret', ParameterValue: '****' },
          { ParameterKey: 'Latest', ParameterValue: '/path', ResolvedValue: 'found' },
        ],
        Outputs: [
          { OutputKey: 'KeyArn', OutputValue: 'arn:key', ExportName: 'shop-dev-x-KeyArn' },
          { OutputKey: 'Word', OutputValue: 'one', ExportName: 'word' },
        ],
      },
    ],
  });
}

function check(text: string, newParameters: Record<string, string> = {}): Promise<void> {
  const newTemplate = parseTemplate(text, 'new');
  return refuseDataLoss({ clients, stackName: 'shop-dev-x', newTemplate, newParameters });
}

const NOTHING = 'Resources: { Word: { Type: AWS::SSM::Parameter } }';
const counts = (visible: number, hidden = 0, delayed = 0) =>
  sqs.on(GetQueueAttributesCommand).resolves({
    Attributes: {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    },
  });

beforeEach(() => {
  cloudFormation.reset();
  sqs.reset();
  stackIs('UPDATE_COMPLETE');
  cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody: TEMPLATE });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [
      summary('Queue', 'AWS::SQS::Queue'),
      summary('Key', 'AWS::KMS::Key'),
      summary('Bucket', 'AWS::S3::Bucket'),
      summary('Hidden', 'AWS::KMS::Key'),
      summary('Old', 'AWS::S3::Bucket', { ResourceStatus: 'DELETE_SKIPPED' }),
    ] as never,
  });
  cloudFormation
    .on(ListImportsCommand)
    .rejects(new Error("Export 'x' is not imported by any stack."))
    .on(ListImportsCommand, { ExportName: 'word' })
    .resolves({ Imports: ['shop-dev-y', 'shop-dev-z'] });
  counts(0);
});

describe('passes', () => {
  test.each<StackStatus>(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE'])(
    'a stack that is %s',
    async (status) => {
      stackIs(status);
      await check(NOTHING);
    },
  );

  test('a stack that does not exist', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id x does not exist'));
    await check(NOTHING);
  });

  test('the same again, whatever hidden values and those of the Systems Manager are', async () => {
    await check(TEMPLATE, { Secret: 'new', Latest: '/path' });
  });

  test('another queue and another name while the queue is empty or gone', async () => {
    const text = TEMPLATE.replace('!Ref Ending, Export', 'one, Export');
    await check(text, { Ending: 'two' });
    sqs.on(GetQueueAttributesCommand).rejects(Object.assign(new Error('x'), { name: 'QueueDoesNotExist' }));
    await check(text, { Ending: 'two' });
  });

  test('an export that goes while nobody imports it', async () => {
    await check(TEMPLATE.replace(/ {2}KeyArn:.*\n/, ''));
  });
});

describe('refuses', () => {
  test.each([
    [2, 0, 0],
    [0, 2, 0],
    [0, 0, 2],
  ])('a queue with messages: %d visible, %d in flight, %d delayed', async (...messages) => {
    counts(...messages);
    await expect(check(TEMPLATE.replace('q-', 'r-'))).rejects.toThrow(
      'shop-dev-x: Queue (AWS::SQS::Queue, physical-Queue) holds 2 messages and would be replaced by an empty one, because QueueName changes from q-one to r-one; wait until it is empty, take that change back, or follow docs/operations.md#replacing-what-holds-data.',
    );
  });

  test('an export that other stacks import, gone or with another value', async () => {
    await expect(check(TEMPLATE.replace(/ {2}Word: .*\n/, ''))).rejects.toThrow(
      'the export word is imported by shop-dev-y, shop-dev-z, but the new template does not export it; let the importing stacks',
    );
    await expect(check(TEMPLATE, { Ending: 'two' })).rejects.toThrow('but its value changes from one to two');
  });

  test('a key under a condition that nobody can work out, once that condition changes', async () => {
    await expect(check(TEMPLATE.replace('!Ref Secret, x', '!Ref Secret, y'))).rejects.toThrow(
      /^shop-dev-x: Hidden \(.*\) would be taken out of the stack, because nobody can tell beforehand whether its condition IsHidden holds;/,
    );
  });

  test('everything at once, a sentence each; what the stack dropped long ago is not among it', async () => {
    counts(1);
    const message = await check(NOTHING).catch((error: Error) => error.message);
    expect(String(message).split('\n')).toEqual([
      expect.stringContaining(
        'Queue (AWS::SQS::Queue, physical-Queue) holds 1 message and would be taken out',
      ),
      expect.stringContaining('Key (AWS::KMS::Key, physical-Key) would be taken out of the stack'),
      expect.stringContaining('Bucket (AWS::S3::Bucket, physical-Bucket) would be taken out'),
      expect.stringContaining('Hidden (AWS::KMS::Key, physical-Hidden) would be taken out'),
      expect.stringContaining('the export word is imported by'),
    ]);
  });

  test('to go on when it cannot find out', async () => {
    const denied = Object.assign(new Error('denied'), { name: 'AccessDenied' });
    sqs.on(GetQueueAttributesCommand).rejects(denied);
    await expect(check(NOTHING)).rejects.toThrow('denied');
    cloudFormation.on(DescribeStacksCommand).rejects(denied);
    await expect(check(NOTHING)).rejects.toThrow('denied');
  });
});
