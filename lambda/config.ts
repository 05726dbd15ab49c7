// Reads and validates every environment variable, once, at cold start; the only reader of process.env.
import { ConfigurationError } from './core/errors.ts';
import type { OrdersPolicy } from './core/orders/read-orders.ts';

export interface Config {
  filesTableName: string;
  reportsBucketName: string;
  resultsTopicArn: string;
  fileQueueUrl: string;
  environmentName: string;
  releaseHash: string;
  maxFileSizeInMib: number;
  firstRetryDelayInSeconds: number;
  leaseMarginInSeconds: number;
  bodyIdleTimeoutInSeconds: number;
  emailThresholdPerMinute: number;
  /** Keys of order files begin with it; empty: there are none. */
  ordersPrefix: string;
  ordersPolicy: OrdersPolicy;
  /** 0: rows are kept for ever. */
  retentionInDays: number;
}

export interface RedriveConfig {
  filesTableName: string;
  sourceBucketName: string;
  reportsBucketName: string;
  resultsTopicArn: string;
  fileQueueUrl: string;
  fileDeadLetterQueueUrl: string;
  parkedQueueUrl: string;
  environmentName: string;
  releaseHash: string;
  maxMessages: number;
  firstRedriveDelayInSeconds: number;
  leaseMarginInSeconds: number;
  emailThresholdPerMinute: number;
  /** 0: rows are kept for ever. */
  retentionInDays: number;
}

export interface ReconcileConfig {
  filesTableName: string;
  sourceBucketName: string;
  fileQueueUrl: string;
  environmentName: string;
  releaseHash: string;
  maxPages: number;
  minimumAgeInMinutes: number;
  leaseMarginInSeconds: number;
  /** 0: files are kept for ever. */
  retentionInDays: number;
}

const ORDERS_POLICIES: readonly OrdersPolicy[] = ['reject', 'accept-valid'];

export type Environment = Record<string, string | undefined>;

/** That of this process, for the configuration of functions that live in files of their own. */
export const ENVIRONMENT: Environment = process.env;

/** Throws ConfigurationError that names the variable; the function then fails at its start and no message is touched. */
export function readConfig(environment: Environment = process.env): Config {
  const text = (name: string) => requireText(environment, name);
  const count = (name: string) => requireCount(environment, name);
  return {
    filesTableName: text('FILES_TABLE_NAME'),
    reportsBucketName: text('REPORTS_BUCKET_NAME'),
    resultsTopicArn: text('RESULTS_TOPIC_ARN'),
    fileQueueUrl: text('FILE_QUEUE_URL'),
    environmentName: text('ENVIRONMENT_NAME'),
    releaseHash: text('RELEASE_HASH'),
    maxFileSizeInMib: count('MAX_FILE_SIZE_IN_MIB'),
    firstRetryDelayInSeconds: count('FIRST_RETRY_DELAY_IN_SECONDS'),
    leaseMarginInSeconds: count('LEASE_MARGIN_IN_SECONDS'),
    bodyIdleTimeoutInSeconds: count('BODY_IDLE_TIMEOUT_IN_SECONDS'),
    emailThresholdPerMinute: count('EMAIL_THRESHOLD_PER_MINUTE'),
    ordersPrefix: optionalText(environment, 'ORDERS_PREFIX'),
    ordersPolicy: requireOneOf(environment, 'ORDERS_POLICY', ORDERS_POLICIES),
    retentionInDays: count('RETENTION_IN_DAYS'),
  };
}

/** Likewise for redrive. */
export function readRedriveConfig(environment: Environment = process.env): RedriveConfig {
  const text = (name: string) => requireText(environment, name);
  const count = (name: string) => requireCount(environment, name);
  return {
    filesTableName: text('FILES_TABLE_NAME'),
    sourceBucketName: text('SOURCE_BUCKET_NAME'),
    reportsBucketName: text('REPORTS_BUCKET_NAME'),
    resultsTopicArn: text('RESULTS_TOPIC_ARN'),
    fileQueueUrl: text('FILE_QUEUE_URL'),
    fileDeadLetterQueueUrl: text('FILE_DEAD_LETTER_QUEUE_URL'),
    parkedQueueUrl: text('PARKED_QUEUE_URL'),
    environmentName: text('ENVIRONMENT_NAME'),
    releaseHash: text('RELEASE_HASH'),
    maxMessages: count('MAX_REDRIVE_MESSAGES'),
    firstRedriveDelayInSeconds: count('FIRST_REDRIVE_DELAY_IN_SECONDS'),
    leaseMarginInSeconds: count('LEASE_MARGIN_IN_SECONDS'),
    emailThresholdPerMinute: count('EMAIL_THRESHOLD_PER_MINUTE'),
    retentionInDays: count('RETENTION_IN_DAYS'),
  };
}

/** Likewise for reconcile. */
export function readReconcileConfig(environment: Environment = process.env): ReconcileConfig {
  const text = (name: string) => requireText(environment, name);
  const count = (name: string) => requireCount(environment, name);
  return {
    filesTableName: text('FILES_TABLE_NAME'),
    sourceBucketName: text('SOURCE_BUCKET_NAME'),
    fileQueueUrl: text('FILE_QUEUE_URL'),
    environmentName: text('ENVIRONMENT_NAME'),
    releaseHash: text('RELEASE_HASH'),
    maxPages: count('MAX_RECONCILE_PAGES'),
    minimumAgeInMinutes: count('MINIMUM_AGE_IN_MINUTES'),
    leaseMarginInSeconds: count('LEASE_MARGIN_IN_SECONDS'),
    retentionInDays: count('RETENTION_IN_DAYS'),
  };
}

export function requireText(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new ConfigurationError(
    `The environment variable ${name} is missing; deploy the stack of the function again.`,
  );
}

/** Empty where it is missing: that means the same. */
function optionalText(environment: Environment, name: string): string {
  return environment[name] ?? '';
}

export function requireCount(environment: Environment, name: string): number {
  const value = Number(requireText(environment, name));
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ConfigurationError(
    `The environment variable ${name} must be a whole number; mend the parameter of the stack.`,
  );
}

export function requireOneOf<T extends string>(
  environment: Environment,
  name: string,
  known: readonly T[],
): T {
  const value = requireText(environment, name);
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `The environment variable ${name} must be one of ${known.join(', ')}; mend the parameter of the stack.`,
  );
}
