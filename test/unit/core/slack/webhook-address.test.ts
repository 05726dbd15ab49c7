// The address of the webhook: which are taken, for how long, and that no error tells it.
import { describe, expect, test } from '@jest/globals';
import { createWebhookAddress, webhookUrl } from '../../../../lambda/core/slack/webhook-address.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';

describe('webhookUrl', () => {
  test.each([
    'https://hooks.slack.com/services/T0/B0/x',
    ' https://hooks.slack.com/services/T0/B0/x\n',
    'https://hooks.slack-gov.com/services/x',
    'http://127.0.0.1:8080/x',
  ])('takes %j', (secret) => expect(webhookUrl(secret).href).toBe(secret.trim()));

  test.each([
    'http://hooks.slack.com/services/sEcReT',
    'http://localhost:1/sEcReT',
    'http://127.0.0.1.example.com/sEcReT',
    'http://127.0.0.1@example.com/sEcReT',
    'https://user:sEcReT@hooks.slack.com/x',
    'file:///sEcReT',
    'hooks.slack.com/sEcReT',
    '{"url":"https://hooks.slack.com/sEcReT"}',
    '',
  ])('refuses %j without telling it', (secret) => {
    let told = '';
    try {
      webhookUrl(secret);
    } catch (error) {
      told = `${(error as Error).stack} ${String((error as Error).cause)}`;
    }
    expect(told).toContain('ConfigurationError');
    expect(told).not.toContain('sEcReT');
  });
});

test('the address is kept for five minutes, and read anew when it is forgotten', async () => {
  const clock = createFakeClock();
  let reads = 0;
  const read = async () => `https://hooks.slack.com/${(reads += 1)}`;
  const address = createWebhookAddress({ source: { read }, clock });
  const path = async () => (await address.get()).pathname;
  expect([await path(), await path()]).toEqual(['/1', '/1']);
  clock.advance(299_999);
  expect(await path()).toBe('/1');
  clock.advance(1);
  expect(await path()).toBe('/2');
  address.forget();
  expect(await path()).toBe('/3');
});
