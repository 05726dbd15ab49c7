// The stack of Slack as it is deployed, against a webhook that misbehaves: everything arrives once, or waits among the dead letters.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChatSystem } from '../support/chat-system.ts';
import { testEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeSlack, type Behaviour, type FakeSlack } from '../support/fake-slack.ts';

testEngine();
const PARAMETER = '/file-processing-chat/slack-webhook';
let slack: FakeSlack;
let system: ChatSystem;

beforeAll(async () => {
  slack = await startFakeSlack();
  system = await ChatSystem.prepare();
  await system.storeParameter(PARAMETER, slack.url);
}, 60_000);

afterAll(async () => {
  await slack?.stop();
  await system?.end();
});

test('without a webhook the stack holds a place-holder, and everything else deploys', async () => {
  await system.deploy();
  expect(system.outputs).not.toHaveProperty('NotifySlackFunctionName');
  expect((await system.resources()).map(({ ResourceType }) => ResourceType)).toEqual([
    'AWS::CloudFormation::WaitConditionHandle',
  ]);
  expect(await system.release()).toContain('slack: notify-slack is switched off in this environment');
}, 60_000);

describe('with a webhook', () => {
  beforeAll(() => system.connect({ SlackWebhookParameterName: PARAMETER }), 60_000);

  test('a good day: file and alarm arrive, the probe of a release does not', async () => {
    const id = await system.announce('good day.csv');
    const probe = await system.announce(`probe/${'a'.repeat(64)}.txt`);
    const alarm = { AlarmName: 'too many', NewStateValue: 'ALARM', NewStateReason: 'because' };
    await system.alert(alarm);
    await eventually(async () => expect(slack.about(id)).toHaveLength(1), { withinMs: 30_000 });
    await eventually(async () => expect(slack.about('too many')).toHaveLength(1), { withinMs: 30_000 });
    expect(slack.about(id)[0]?.message.text).toMatch(/File processed: good day\.csv$/);
    expect(slack.about(probe)).toEqual([]);
    expect((await system.release()).at(-1)).toBe('each of the 1 functions started and answered');
  }, 60_000);

  const DAYS: Record<string, { behaviours: Behaviour[]; posts: number }> = {
    'three times 500': { behaviours: [{ status: 500 }, { status: 503 }, { status: 502 }, 'ok'], posts: 4 },
    'hangs once': { behaviours: ['hang', 'ok'], posts: 2 },
    'asks for patience': { behaviours: [{ status: 429, retryAfter: '5' }, 'ok'], posts: 2 },
    'closes the socket': { behaviours: ['closed socket', 'ok'], posts: 2 },
    'answers by half': { behaviours: ['half answer', 'ok'], posts: 2 },
    'drips slowly': { behaviours: ['slow drip', 'ok'], posts: 2 },
    'talks endlessly': { behaviours: ['huge body', 'ok'], posts: 2 },
  };
  const BAD: Record<string, Behaviour> = {
    'is gone': { status: 410, word: 'channel_is_archived' },
    'sends elsewhere': 'redirect',
  };

  test('bad days: each message arrives once, or ends among the dead letters', async () => {
    for (const [name, { behaviours }] of Object.entries(DAYS)) slack.behave(name, ...behaviours);
    for (const [name, behaviour] of Object.entries(BAD)) slack.behave(name, behaviour);
    const begun = Date.now();
    for (const name of [...Object.keys(DAYS), ...Object.keys(BAD)]) await system.announce(name);
    await eventually(
      async () => {
        for (const [name, { posts }] of Object.entries(DAYS)) expect(slack.about(name)).toHaveLength(posts);
      },
      { withinMs: 100_000 },
    );
    await eventually(async () => expect(await system.deadLetters()).toHaveLength(2), { withinMs: 100_000 });
    console.log(`figure: slack: nine bad days over after ${((Date.now() - begun) / 1000).toFixed(0)} s`);
    for (const name of Object.keys(DAYS)) {
      expect(slack.about(name).filter(({ behaviour }) => behaviour === 'ok')).toHaveLength(1);
    }
    const letters = await system.deadLetters();
    for (const name of Object.keys(BAD)) {
      expect(letters.filter((letter) => letter.includes(name))).toHaveLength(1);
      expect(slack.about(name)).toHaveLength(5);
    }
    const [first, second] = slack.about('asks for patience');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
  }, 220_000);

  test('the alarm watches the dead letters', async () => {
    const Value = (await system.deadLetterQueueUrl()).split('/').at(-1);
    expect(await system.alarm('slack-dead-letters-present')).toMatchObject({
      Period: 60,
      EvaluationPeriods: 1,
      Dimensions: [{ Name: 'QueueName', Value }],
    });
  });

  test('a message that is published again is posted once', async () => {
    const documentId = crypto.randomUUID();
    for (let copies = 0; copies < 3; copies++) await system.announce('thrice.csv', documentId);
    await system.announce('after the copies');
    await eventually(async () => expect(slack.about('after the copies')).toHaveLength(1), {
      withinMs: 30_000,
    });
    await eventually(
      async () => expect((await system.printed()).split('duplicate skipped')).toHaveLength(3),
      {
        withinMs: 30_000,
      },
    );
    expect(slack.about(documentId)).toHaveLength(1);
  }, 90_000);

  test('a rotated webhook is taken up by itself, and no line tells its address', async () => {
    const renewed = slack.rotate('/services/T0SECRET/B0SECRET/aNoThErSeCrEt');
    await system.storeParameter(PARAMETER, renewed);
    await system.announce('after the change');
    const posts = () => slack.about('after the change').map(({ path }) => path.split('/').at(-1));
    await eventually(async () => expect(posts()).toEqual(['sEcReTsEcReTsEcReT', 'aNoThErSeCrEt']), {
      withinMs: 30_000,
    });
    await eventually(async () => expect(await system.printed()).toContain('no_service'), {
      withinMs: 30_000,
    });
    expect(await system.printed()).toContain('channel_is_archived');
    expect(await system.printed()).not.toMatch(/secret/i);
  }, 90_000);

  test('the address may lie in Secrets Manager instead', async () => {
    const address = slack.rotate('/services/T0SECRET/B0SECRET/fRoMtHeSeCrEt');
    const arn = await system.storeSecret('file-processing-chat/slack-webhook', address);
    await system.connect({ SlackWebhookSecretArn: arn });
    await system.announce('from the secret');
    await eventually(async () => expect(slack.about('from the secret')).toHaveLength(1), {
      withinMs: 30_000,
    });
    expect(slack.about('from the secret')[0]?.path).toContain('fRoMtHeSeCrEt');
  }, 90_000);
});
