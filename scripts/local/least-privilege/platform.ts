// Permissions that no function uses by itself: AWS acts for it with its role. No call of a function can show that they are needed.

export interface PlatformUse {
  /** Logical id of the role. */
  role: RegExp;
  actions: readonly string[];
  /** As IAM writes resources; of the granted one. */
  resource: string;
  reason: string;
}

export const PLATFORM_USES: readonly PlatformUse[] = [
  {
    role: /^ProcessFileRole$/,
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resource: 'arn:aws:sqs:*-file-queue',
    reason:
      'Lambda polls the queue of the event source mapping (Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping").',
  },
  {
    role: /^NotifySlackRole$/,
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resource: 'arn:aws:sqs:*-slack-queue',
    reason: 'The same for the queue of notify-slack.',
  },
  {
    role: /^(ProcessFile|Redrive|Reconcile|DailyReport|NotifyDigest|NotifySlack)Role$/,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resource: 'arn:aws:logs:*',
    reason: 'Lambda writes what the function prints.',
  },
  {
    role: /ScheduleRole$/,
    actions: ['lambda:InvokeFunction'],
    resource: 'arn:aws:lambda:*:live',
    reason: 'EventBridge Scheduler runs the function.',
  },
  {
    role: /ScheduleRole$/,
    actions: ['sqs:SendMessage'],
    // CloudFormation cuts long names short.
    resource: 'arn:aws:sqs:*ScheduleDeadLetterQue*',
    reason: 'EventBridge Scheduler keeps runs that it could not begin.',
  },
];
