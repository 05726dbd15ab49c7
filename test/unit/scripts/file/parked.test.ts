import { describe, expect, test } from '@jest/globals';
import {
  parked,
  type ParkedMessage,
  type ParkedQueue,
  type ParkedWorld,
} from '../../../../scripts/lib/file/parked.ts';
import type { VerbOptions } from '../../../../scripts/lib/file/verb.ts';
import { createFakeClock, type FakeClock } from '../../../support/fakes/fake-clock.ts';
import { createMemoryFileMessages } from '../../../support/fakes/memory-message-queues.ts';
import { orCrash } from '../../../support/upkeep-world.ts';
import { createWorld, FAULTS, watched, type World } from '../../../support/world.ts';
import { refuseConsent } from './operator-world.ts';

const NOW = Date.UTC(2026, 10, 21, 10);
const MINUTE_IN_MS = 60_000;

type Kept = ParkedMessage & { visibleAt: number };

interface Parking {
  kept: Kept[];
  queue: ParkedQueue;
  sent: string[];
  told: string[];
  asked: string[];
  consent: () => void;
  clock: FakeClock;
  /** Its calls and faults. */
  watch: World;
  run(options?: VerbOptions): ReturnType<typeof parked.run>;
}

function parking(...messages: Partial<ParkedMessage>[]): Parking {
  const clock = createFakeClock(NOW);
  const kept = messages.map((message, at) => ({
    messageId: `m${at}`,
    receiptHandle: '',
    body: `rubbish ${at}`,
    parkedAt: NOW - at * MINUTE_IN_MS,
    reason: 'The message is not JSON.',
    visibleAt: 0,
    ...message,
  }));
  const messagesSent = createMemoryFileMessages();
  const parkingLot: Parking = {
    kept,
    clock,
    queue: memoryQueue(kept, clock),
    get sent() {
      return messagesSent.sent.map(({ body }) => body);
    },
    told: [],
    asked: [],
    consent: () => undefined,
    watch: createWorld(),
    run: (options = {}) => parked.run(world, '', options),
  };
  const { watch } = parkingLot;
  const world: ParkedWorld = {
    environmentName: 'dev',
    clock,
    parkedQueue: watched(watch, parkingLot.queue, (method) => method),
    fileMessages: watched(watch, messagesSent, (method) => method),
    tell: (line) => void parkingLot.told.push(line),
    confirm: async ({ answer, yes }) => {
      parkingLot.asked.push(answer);
      if (!yes) parkingLot.consent();
    },
  };
  return parkingLot;
}

function memoryQueue(kept: Kept[], clock: FakeClock): ParkedQueue {
  let receives = 0;
  const find = (handle: string) => kept.find(({ receiptHandle }) => receiptHandle === handle);
  return {
    receive: async (most, hiddenForSeconds) => {
      const visible = kept.filter(({ visibleAt }) => visibleAt <= clock.now()).slice(0, most);
      for (const message of visible) {
        message.visibleAt = clock.now() + hiddenForSeconds * 1_000;
        message.receiptHandle = `handle-${++receives}`;
      }
      return visible.map(({ visibleAt: _visibleAt, ...message }) => ({ ...message }));
    },
    showAgain: async (handle) => {
      const message = find(handle);
      if (message) message.visibleAt = clock.now();
    },
    delete: async (handle) => {
      const message = find(handle);
      if (message) kept.splice(kept.indexOf(message), 1);
    },
  };
}

const SEND_BACK: VerbOptions = { sendBack: true };

describe('parked', () => {
  test('lists all with age, reason and beginning, oldest first, and leaves everything as it was', async () => {
    const lot = parking(...Array.from({ length: 23 }, () => ({})));
    const { json, text } = await lot.run();
    const { messages, isCut } = json as { messages: Record<string, unknown>[]; isCut: boolean };
    expect(messages).toHaveLength(23);
    expect(messages[0]).toEqual({
      messageId: 'm22',
      parkedAt: new Date(NOW - 22 * MINUTE_IN_MS).toISOString(),
      ageInSeconds: 22 * 60,
      reason: 'The message is not JSON.',
      body: 'rubbish 22',
    });
    expect(isCut).toBe(false);
    expect(text).toMatch(/^23 messages parked in the environment dev\n/);
    expect(text).toMatch(/m22 +│ 22 min +│ The message is not JSON\. +│ rubbish 22/);
    expect(lot.kept).toHaveLength(23);
    for (const { visibleAt } of lot.kept) expect(visibleAt).toBeLessThanOrEqual(lot.clock.now());
    expect(lot.sent).toEqual([]);
  });

  test('lets no message forge a line, and shows only its beginning', async () => {
    const lot = parking({ body: `{}\n│ m9 │\u001b[1A\u202e${'x'.repeat(5_000)}`, reason: 'a\nb' });
    const { text, json } = await lot.run();
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.length).toBeLessThan(2_000);
    expect(json).toMatchObject({ messages: [{ body: lot.kept[0]?.body }] });
  });

  test.each([
    [59, '59 s'],
    [3_600, '1 h'],
    [13 * 24 * 3_600, '13 d'],
  ])('tells an age of %i seconds as %s', async (seconds, age) => {
    expect((await parking({ parkedAt: NOW - seconds * 1_000 }).run()).text).toContain(` ${age} `);
  });

  test('shows no more than a thousand, and says so', async () => {
    const { json, text } = await parking(...Array.from({ length: 1_005 }, () => ({}))).run();
    expect(json).toMatchObject({ isCut: true });
    expect(text).toMatch(/^The first 1,000 messages/);
  });

  test('says that there is none', async () => {
    const lot = parking();
    expect((await lot.run()).text).toBe('No message is parked in the environment dev.');
    expect((await lot.run(SEND_BACK)).json).toMatchObject({ messages: [] });
    expect(lot.asked).toEqual([]);
  });

  test('gives all back when the queue fails half way', async () => {
    const lot = parking(...Array.from({ length: 12 }, () => ({})));
    lot.watch.faults.set(1, 'error before');
    await expect(lot.run()).rejects.toThrow('receive was refused');
    for (const { visibleAt } of lot.kept) expect(visibleAt).toBeLessThanOrEqual(lot.clock.now());
  });
});

describe('parked --send-back', () => {
  test('sends each word for word and deletes it then', async () => {
    const lot = parking(...Array.from({ length: 12 }, (_, at) => ({ body: `word \u{1F4C4} ${at}\n` })));
    const bodies = lot.kept.map(({ body }) => body);
    const { json, isIncomplete } = await lot.run(SEND_BACK);
    expect(lot.sent.sort()).toEqual(bodies.sort());
    expect(lot.kept).toEqual([]);
    expect(lot.asked).toEqual(['send back 12']);
    expect(isIncomplete).toBe(false);
    expect((json as { sentBack: string[] }).sentBack).toHaveLength(12);
    const steps = lot.watch.calls.filter((call) => ['send', 'delete'].includes(call));
    expect(steps).toEqual(Array.from({ length: 12 }, () => ['send', 'delete']).flat());
  });

  test('asks first, and changes nothing without consent', async () => {
    const lot = parking({}, {});
    lot.consent = refuseConsent;
    await expect(lot.run(SEND_BACK)).rejects.toThrow('Nothing was changed');
    expect([lot.sent, lot.kept.length]).toEqual([[], 2]);
    expect(lot.told.join()).toContain('rubbish 1');
  });

  test('leaves what was parked after the question', async () => {
    const lot = parking({}, {});
    lot.consent = () => {
      const late = { messageId: 'late', body: 'late', receiptHandle: '', parkedAt: NOW, visibleAt: 0 };
      lot.kept.unshift(late);
    };
    await lot.run(SEND_BACK);
    expect(lot.kept).toMatchObject([{ messageId: 'late' }]);
    expect(lot.kept[0]?.visibleAt).toBeLessThanOrEqual(lot.clock.now());
    expect(lot.sent).not.toContain('late');
  });

  test('says which could not be found again', async () => {
    const lot = parking({}, {});
    lot.consent = () => void lot.kept.pop();
    expect(await lot.run(SEND_BACK)).toMatchObject({
      json: { sentBack: ['m0'], missing: ['m1'] },
      isIncomplete: true,
    });
  });

  test.each(FAULTS)('loses nothing by a %s at any call, and a second run does the rest', async (fault) => {
    const whole = parking({}, {}, {});
    await whole.run(SEND_BACK);
    for (let at = 0; at < whole.watch.calls.length; at++) {
      const lot = parking({}, {}, {});
      lot.watch.faults.set(at, fault);
      await orCrash(() => lot.run(SEND_BACK));
      const somewhere = [...lot.sent, ...lot.kept.map(({ body }) => body)];
      for (const body of ['rubbish 0', 'rubbish 1', 'rubbish 2']) expect(somewhere).toContain(body);
      lot.watch.faults.clear();
      lot.clock.advance(3 * MINUTE_IN_MS);
      await lot.run(SEND_BACK);
      expect(lot.kept).toEqual([]);
      expect(new Set(lot.sent).size).toBe(3);
      expect(lot.sent.length).toBeLessThanOrEqual(4);
    }
  });
});
