// Answers of the services as the deploy tests need them.
import type { DescribeStacksOutput, StackStatus } from '@aws-sdk/client-cloudformation';

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
