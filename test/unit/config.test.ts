import { describe, expect, test } from '@jest/globals';
import { readConfig, readReconcileConfig, readRedriveConfig } from '../../lambda/config.ts';
import { ConfigurationError } from '../../lambda/core/errors.ts';

export const ENVIRONMENT = {
  FILES_TABLE_NAME: 'files',
  REPORTS_BUCKET_NAME: 'reports',
  RESULTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:results',
  FILE_QUEUE_URL: 'http://localhost/queue',
  ENVIRONMENT_NAME: 'dev',
  RELEASE_HASH: 'a'.repeat(64),
  MAX_FILE_SIZE_IN_MIB: '1024',
  FIRST_RETRY_DELAY_IN_SECONDS: '10',
  LEASE_MARGIN_IN_SECONDS: '60',
  BODY_IDLE_TIMEOUT_IN_SECONDS: '20',
  EMAIL_THRESHOLD_PER_MINUTE: '20',
  ORDERS_PREFIX: 'orders/',
  ORDERS_POLICY: 'reject',
  RETENTION_IN_DAYS: '0',
};

describe('readConfig', () => {
  test('reads every variable', () => {
    expect(readConfig(ENVIRONMENT)).toMatchObject({
      filesTableName: 'files',
      maxFileSizeInMib: 1024,
      retentionInDays: 0,
    });
  });

  test('knows two policies for orders, and that there may be no order files', () => {
    expect(readConfig({ ...ENVIRONMENT, ORDERS_POLICY: 'accept-valid' }).ordersPolicy).toBe('accept-valid');
    expect(() => readConfig({ ...ENVIRONMENT, ORDERS_POLICY: 'accept' })).toThrow(
      new ConfigurationError(
        'The environment variable ORDERS_POLICY must be one of reject, accept-valid; mend the parameter of the stack.',
      ),
    );
    expect(readConfig({ ...ENVIRONMENT, ORDERS_PREFIX: undefined }).ordersPrefix).toBe('');
  });

  const required = Object.keys(ENVIRONMENT).filter((name) => name !== 'ORDERS_PREFIX');
  test.each(required)('names %s when it is missing', (name) => {
    expect(() => readConfig({ ...ENVIRONMENT, [name]: undefined })).toThrow(
      new ConfigurationError(
        `The environment variable ${name} is missing; deploy the stack of the function again.`,
      ),
    );
  });

  test.each(['-1', '1.5', 'many'])('refuses the count %s', (value) => {
    expect(() => readConfig({ ...ENVIRONMENT, RETENTION_IN_DAYS: value })).toThrow(
      /RETENTION_IN_DAYS must be a whole number/,
    );
  });
});

const UPKEEP = {
  ...ENVIRONMENT,
  SOURCE_BUCKET_NAME: 'source',
  FILE_DEAD_LETTER_QUEUE_URL: 'http://localhost/dead',
  PARKED_QUEUE_URL: 'http://localhost/parked',
  MAX_REDRIVE_MESSAGES: '100',
  FIRST_REDRIVE_DELAY_IN_SECONDS: '60',
  MAX_RECONCILE_PAGES: '50',
  MINIMUM_AGE_IN_MINUTES: '30',
};

describe.each([
  ['readRedriveConfig', readRedriveConfig, { maxMessages: 100, firstRedriveDelayInSeconds: 60 }],
  ['readReconcileConfig', readReconcileConfig, { maxPages: 50, minimumAgeInMinutes: 30 }],
])('%s', (_name, read, expected) => {
  test('reads every variable and names the first that is missing', () => {
    expect(read(UPKEEP)).toMatchObject({ ...expected, sourceBucketName: 'source' });
    expect(() => read({})).toThrow(/FILES_TABLE_NAME is missing/);
    expect(() => read({ ...UPKEEP, LEASE_MARGIN_IN_SECONDS: 'x' })).toThrow(
      /LEASE_MARGIN_IN_SECONDS must be/,
    );
  });
});
