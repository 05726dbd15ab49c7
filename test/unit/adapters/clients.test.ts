import { describe, expect, test } from '@jest/globals';
import { createClients } from '../../../lambda/adapters/clients.ts';

describe('createClients', () => {
  const clients = createClients();

  test('publishes at most once per call, and repeats everything else', async () => {
    expect(await clients.sns.config.maxAttempts()).toBe(1);
    for (const client of [clients.s3, clients.dynamodb, clients.sqs])
      expect(await client.config.maxAttempts()).toBe(3);
  });

  test('validates the checksum of every body that has one', async () => {
    expect(await clients.s3.config.responseChecksumValidation()).toBe('WHEN_SUPPORTED');
  });

  test.each(['s3', 'dynamodb', 'sns', 'sqs'] as const)('waits for nothing without end: %s', async (name) => {
    const handler = clients[name].config.requestHandler as unknown as {
      handle(request: object, options: object): Promise<unknown>;
      httpHandlerConfigs(): { requestTimeout?: number };
    };
    // The handler reads its settings with its first request; asking it for one that is aborted is enough.
    await handler.handle({}, { abortSignal: AbortSignal.abort() }).catch(() => undefined);
    const settings = handler.httpHandlerConfigs();
    expect(settings).toMatchObject({ connectionTimeout: 2_000, throwOnRequestTimeout: true });
    expect(settings.requestTimeout).toBeGreaterThan(0);
    expect(settings.requestTimeout).toBeLessThanOrEqual(10_000);
  });
});
