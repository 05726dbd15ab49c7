// `npm run file -- parked` as people type it, on real queues.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SmallEnvironment } from './small-environment.ts';

// Each command is a process of its own, on a machine that may be busy.
jest.setTimeout(120_000);

let env: SmallEnvironment;

beforeAll(async () => {
  env = await SmallEnvironment.deploy();
});

afterAll(() => env.end());

describe('parked', () => {
  const bodies = Array.from({ length: 12 }, (_, at) => `rubbish \u{1F4C4}\n${at}`);

  beforeAll(async () => {
    const reason = { DataType: 'String', StringValue: 'The message is not JSON.' };
    for (const MessageBody of bodies)
      await env.clients.sqs.send(
        new SendMessageCommand({
          QueueUrl: env.out('ParkedQueueUrl'),
          MessageBody,
          MessageAttributes: { reason },
        }),
      );
  });

  test('lists all of them, again and again', async () => {
    for (const _time of [1, 2]) {
      const { code, stdout } = await env.file('parked', '--json');
      const { messages } = JSON.parse(stdout) as {
        messages: { body: string; reason: string; ageInSeconds: number }[];
      };
      expect({ code, bodies: messages.map(({ body }) => body).sort() }).toEqual({
        code: 0,
        bodies: [...bodies].sort(),
      });
      for (const { reason, ageInSeconds } of messages) {
        expect(reason).toBe('The message is not JSON.');
        expect(ageInSeconds).toBeLessThan(120);
      }
    }
  });

  test('sends them back only when told, word for word', async () => {
    expect(await env.file('parked', '--send-back')).toMatchObject({ code: 1, stdout: '' });
    expect(await env.drain('FileQueueUrl')).toEqual([]);
    const { code, stdout } = await env.file('parked', '--send-back', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '12 messages sent back to the file queue.\n' });
    expect((await env.drain('FileQueueUrl')).sort()).toEqual([...bodies].sort());
    expect(await env.drain('ParkedQueueUrl')).toEqual([]);
  });
});
