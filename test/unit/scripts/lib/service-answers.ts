// Answers of the services as the deploy tests need them.
import type {
  DescribeChangeSetCommandOutput,
  DescribeStacksOutput,
  StackStatus,
} from '@aws-sdk/client-cloudformation';

/** Id of the stack under test. */
export const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev-data/1';

/** A description of the stack in this status. */
export const stackIn = (StackStatus: StackStatus): DescribeStacksOutput => ({
  Stacks: [
    {
      StackId: STACK,
      StackName: 'shop-dev-data',
      StackStatus,
      CreationTime: undefined,
      Outputs: [{ OutputKey: 'Name', OutputValue: 'value' }],
    },
  ],
});

/** A refusal with this HTTP status. */
export const httpError = (httpStatusCode: number) =>
  Object.assign(new Error('x'), { $metadata: { httpStatusCode } });

/** A change set that would make the bucket Uploads. */
export const addsBucket: Partial<DescribeChangeSetCommandOutput> = {
  Status: 'CREATE_COMPLETE',
  Changes: [
    { ResourceChange: { Action: 'Add', LogicalResourceId: 'Uploads', ResourceType: 'AWS::S3::Bucket' } },
  ],
};

/** What an event of a stack tells. */
export type Told = [id: string, status: string, reason?: string];

/** Events of the stack under test for the operation of this token, newest first as the service lists them. */
export const eventsOf = (events: readonly Told[], ClientRequestToken: string) =>
  events
    .map(([LogicalResourceId, ResourceStatus, ResourceStatusReason], at) => ({
      EventId: `event-${at}`,
      StackId: STACK,
      LogicalResourceId,
      PhysicalResourceId: LogicalResourceId === 'shop-dev-data' ? STACK : LogicalResourceId,
      ResourceType: 'AWS::S3::Bucket',
      ResourceStatus,
      ResourceStatusReason,
      ClientRequestToken,
    }))
    .toReversed();
