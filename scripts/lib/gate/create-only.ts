// Which resources hold what cannot be made anew, and which of their properties CloudFormation can change only by replacing them.
// The lists are those of the CloudFormation resource specification; a test holds them equal to it.

/** Type -> properties of which any change replaces the resource. A type without any is listed for its deletion alone. */
export const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
  'AWS::DynamoDB::Table': ['ImportSourceSpecification', 'KeySchema', 'TableName'],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
  'AWS::KMS::Key': [],
  'AWS::CodeConnections::Connection': ['ConnectionName', 'HostArn', 'ProviderType'],
};

export const TABLE = 'AWS::DynamoDB::Table';
/** Matters only while messages are in it. */
export const QUEUE = 'AWS::SQS::Queue';
