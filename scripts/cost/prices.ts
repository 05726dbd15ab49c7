// THE price table of the cost model: list prices, each with its unit. Nothing else in the repository knows a price.
// They were written down by people, not fetched: check them at https://aws.amazon.com/pricing before a decision hangs on them.

export const PRICE_LIST = {
  region: 'us-east-1',
  currency: 'USD',
  /** Month in which these were believed to hold. */
  asOf: '2025-12',
  source:
    'public list prices without tax, credits or discounts, believed as of the date; to be checked at https://aws.amazon.com/pricing',
} as const;

export interface Price {
  service: string;
  /** What is paid for. */
  item: string;
  /** Dollars for `per` units. */
  usd: number;
  per: number;
  /** In the singular. */
  unit: string;
  /** Units a month that every account has for nothing, without end; shared by everything in the account. */
  freeAMonth?: number;
  remark?: string;
}

const MILLION = 1_000_000;

export const PRICES = {
  lambdaRequest: {
    service: 'Lambda',
    item: 'requests',
    usd: 0.2,
    per: MILLION,
    unit: 'request',
    freeAMonth: MILLION,
  },
  lambdaDuration: {
    service: 'Lambda',
    item: 'duration, arm64',
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-second',
    freeAMonth: 400_000,
    remark: 'billed by the millisecond; GB = 1,024 MB of memory',
  },
  sqsRequest: {
    service: 'SQS',
    item: 'requests, standard queue',
    usd: 0.4,
    per: MILLION,
    unit: 'request of up to 64 KiB',
    freeAMonth: MILLION,
  },
  s3Put: {
    service: 'S3',
    item: 'PUT, COPY, POST, LIST, Standard',
    usd: 0.005,
    per: 1_000,
    unit: 'request',
  },
  s3Get: {
    service: 'S3',
    item: 'GET, HEAD, Standard',
    usd: 0.0004,
    per: 1_000,
    unit: 'request',
  },
  s3Storage: { service: 'S3', item: 'storage, Standard', usd: 0.023, per: 1, unit: 'GB-month' },
  dynamodbWrite: {
    service: 'DynamoDB',
    item: 'write units, on demand',
    usd: 0.625,
    per: MILLION,
    unit: 'write of up to 1 KB, of the table or of an index',
  },
  dynamodbRead: {
    service: 'DynamoDB',
    item: 'read units, on demand',
    usd: 0.125,
    per: MILLION,
    unit: 'consistent read of up to 4 KB',
  },
  dynamodbStorage: {
    service: 'DynamoDB',
    item: 'storage',
    usd: 0.25,
    per: 1,
    unit: 'GB-month',
    freeAMonth: 25,
  },
  dynamodbRecovery: {
    service: 'DynamoDB',
    item: 'point-in-time recovery',
    usd: 0.2,
    per: 1,
    unit: 'GB-month',
  },
  eventBridgeS3Event: {
    service: 'EventBridge',
    item: 'events of S3 on the default bus',
    usd: 0,
    per: MILLION,
    unit: 'event',
    remark:
      'taken as free like other events of AWS services; were they billed as opt-in events, they would cost 1.00 a million',
  },
  eventBridgeCustomEvent: {
    service: 'EventBridge',
    item: 'custom events',
    usd: 1,
    per: MILLION,
    unit: 'event of up to 64 KiB',
  },
  schedulerInvocation: {
    service: 'EventBridge',
    item: 'Scheduler',
    usd: 1,
    per: MILLION,
    unit: 'invocation',
    freeAMonth: 14 * MILLION,
  },
  snsPublish: {
    service: 'SNS',
    item: 'publishes, standard topic',
    usd: 0.5,
    per: MILLION,
    unit: 'request of up to 64 KiB',
    freeAMonth: MILLION,
    remark: 'deliveries to SQS and Lambda cost nothing',
  },
  snsMail: {
    service: 'SNS',
    item: 'e-mail',
    usd: 2,
    per: 100_000,
    unit: 'mail',
    freeAMonth: 1_000,
  },
  logsIngestion: {
    service: 'CloudWatch',
    item: 'logs, ingestion',
    usd: 0.5,
    per: 1,
    unit: 'GB',
    freeAMonth: 5,
  },
  customMetric: {
    service: 'CloudWatch',
    item: 'custom metrics',
    usd: 0.3,
    per: 1,
    unit: 'metric and month',
    freeAMonth: 10,
    remark: 'billed for the hours in which a value arrives; one set of dimensions is one metric',
  },
  alarm: {
    service: 'CloudWatch',
    item: 'alarms, standard resolution',
    usd: 0.1,
    per: 1,
    unit: 'alarmed metric and month',
    freeAMonth: 10,
  },
  dashboard: {
    service: 'CloudWatch',
    item: 'dashboards',
    usd: 3,
    per: 1,
    unit: 'dashboard and month',
    freeAMonth: 3,
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** What other systems of this kind say they cost a month. */
export const CLAIMS = [
  { filesPerDay: 1_000, fromUSD: 5, toUSD: 10, what: '1,000 files of 1 MB a day' },
  { filesPerDay: 10_000, fromUSD: 150, toUSD: 150, what: '10,000 files a day' },
] as const;

/** Of a month, as the price lists compute it. */
export const DAYS_A_MONTH = 30;
