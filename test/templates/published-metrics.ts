// The metrics that AWS publishes by itself, with their dimensions; those that something here watches, no others.

/** AWS publishes them for a function, for its alias, and for the version that an alias ran. */
const OF_A_FUNCTION = [
  ['FunctionName'],
  ['FunctionName', 'Resource'],
  ['ExecutedVersion', 'FunctionName', 'Resource'],
];
const OF_A_QUEUE = [['QueueName']];
const OF_A_TABLE = [['TableName'], ['GlobalSecondaryIndexName', 'TableName']];

/** Namespace -> metric -> the sets of dimensions that it is published with, each sorted. */
export const PUBLISHED: Readonly<Record<string, Readonly<Record<string, string[][]>>>> = {
  // Lambda Developer Guide, "Types of metrics for Lambda functions" and "Viewing metrics for Lambda functions", dimensions.
  'AWS/Lambda': {
    Invocations: OF_A_FUNCTION,
    Errors: OF_A_FUNCTION,
    Throttles: OF_A_FUNCTION,
    Duration: OF_A_FUNCTION,
    ConcurrentExecutions: OF_A_FUNCTION,
    // The same page, "Event source mapping metrics"; only with MetricsConfig EventCount.
    FailedInvokeEventCount: [['EventSourceMappingUUID']],
  },
  // SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS": the only dimension is QueueName.
  'AWS/SQS': {
    ApproximateAgeOfOldestMessage: OF_A_QUEUE,
    ApproximateNumberOfMessagesVisible: OF_A_QUEUE,
    ApproximateNumberOfMessagesNotVisible: OF_A_QUEUE,
  },
  // SNS Developer Guide, "Monitoring Amazon SNS topics using CloudWatch", dimensions: TopicName, or those of SMS and mobile push.
  'AWS/SNS': { NumberOfNotificationsFailed: [['TopicName']] },
  // EventBridge User Guide, "Monitoring Amazon EventBridge", dimensions: RuleName for rules of the default bus.
  'AWS/Events': { FailedInvocations: [['RuleName'], ['EventBusName', 'RuleName']] },
  // DynamoDB Developer Guide, "DynamoDB metrics and dimensions": TableName, with GlobalSecondaryIndexName for one index.
  'AWS/DynamoDB': {
    WriteThrottleEvents: OF_A_TABLE,
    ConsumedReadCapacityUnits: OF_A_TABLE,
    ConsumedWriteCapacityUnits: OF_A_TABLE,
  },
  // CodePipeline User Guide, "CodePipeline CloudWatch metrics": of pipelines of type V2, by pipeline.
  'AWS/CodePipeline': { PipelineDuration: [['PipelineName']], FailedPipelineExecutions: [['PipelineName']] },
  // CodeBuild User Guide, "CodeBuild CloudWatch metrics" and "dimensions": by project, or of the whole account.
  'AWS/CodeBuild': { SucceededBuilds: [[], ['ProjectName']], FailedBuilds: [[], ['ProjectName']] },
};
