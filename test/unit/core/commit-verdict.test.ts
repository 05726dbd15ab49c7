import { describe, expect, test } from '@jest/globals';
import { processFile } from '../../../lambda/core/process-file.ts';
import { HAPPY_PATH } from '../../support/deliveries.ts';
import { createWorld, onlyRow, upload, type World } from '../../support/world.ts';

const finish = async (world: World, key = 'notes.txt') => {
  await processFile({ file: upload(world, 'one two', { key }), receives: 1 }, world.run());
};

const audiences = (world: World) => world.table.rows().map(({ audience }) => audience);

describe('the audience', () => {
  test('is people and machines up to the threshold of a minute, machines above it', async () => {
    const world = createWorld();
    world.settings = { ...world.settings, emailThresholdPerMinute: 2 };
    for (let files = 0; files < 4; files++) await finish(world, `${files}.txt`);
    expect(audiences(world)).toEqual(['all', 'all', 'machines', 'machines']);
    world.clock.advance(120_000);
    await finish(world, 'two-minutes-later.txt');
    expect(audiences(world)).toEqual(['all', 'all', 'machines', 'machines', 'all']);
    expect(world.notices.published.map(({ attributes }) => attributes.audience)).toEqual(audiences(world));
  });

  test('of a minute after a storm is machines from its first file, also through minutes of storm', async () => {
    const world = createWorld();
    world.settings = { ...world.settings, emailThresholdPerMinute: 2 };
    for (const files of [3, 4, 2, 3]) {
      for (let file = 0; file < files; file++) await finish(world, `${world.clock.now()}-${file}.txt`);
      world.clock.advance(60_000);
    }
    // The storm ends in the third minute: it marks no further one, and people hear of the first two files of the fourth.
    expect(audiences(world)).toEqual([
      ...['all', 'all', 'machines'],
      ...['machines', 'machines', 'machines', 'machines'],
      ...['machines', 'machines'],
      ...['all', 'all', 'machines'],
    ]);
  });

  test.each(['error before', 'error after'] as const)(
    'is decided, and the file committed, although the mark met an %s',
    async (fault) => {
      const world = createWorld();
      world.settings = { ...world.settings, emailThresholdPerMinute: 0 };
      const mark = HAPPY_PATH.indexOf('count') + 1;
      world.faults.set(mark, fault);
      await finish(world);
      expect(world.calls).toEqual(HAPPY_PATH.toSpliced(mark, 0, 'count'));
      expect(onlyRow(world)).toMatchObject({ audience: 'machines', notification: 'SENT' });
    },
  );

  test('is counted in the minute that the row tells, also when the minute ends meanwhile', async () => {
    const world = createWorld();
    world.settings = { ...world.settings, emailThresholdPerMinute: 1 };
    world.clock.advance(59_999);
    await finish(world, 'first.txt');
    world.before.set('count', async () => world.clock.advance(1));
    await finish(world, 'second.txt');
    expect(world.table.rows().map(({ processedAt }) => processedAt?.slice(11, 16))).toEqual([
      '10:00',
      '10:00',
    ]);
    expect(audiences(world)).toEqual(['all', 'machines']);
  });

  test('of the probe of a release is machines', async () => {
    const world = createWorld();
    await finish(world, `probe/${'0'.repeat(64)}.txt`);
    expect(onlyRow(world).audience).toBe('machines');
  });
});

describe('the row', () => {
  test('expires 30 days after its object when a retention is set', async () => {
    const world = createWorld();
    world.settings = { ...world.settings, retentionInDays: 30 };
    await finish(world);
    expect(onlyRow(world).expiresAt).toBe(Math.floor(world.clock.now() / 1000) + 60 * 24 * 60 * 60);
  });

  test('stays within the size of an item whatever a reader tells', async () => {
    const world = createWorld();
    world.measure = async ({ body }) => {
      body.destroy();
      const details = { columns: Array.from({ length: 5000 }, (_, at) => `column ${at}`) };
      return {
        status: 'REJECTED',
        fileType: 'text/csv',
        reasonCode: 'MALFORMED_CSV',
        reason: 'x'.repeat(9000),
        details,
      };
    };
    await finish(world);
    expect(onlyRow(world).details).toEqual({ truncated: true });
    expect(onlyRow(world).reason).toHaveLength(500);
  });

  test('cuts the largest facts first, and never those that accepted orders are announced by', async () => {
    const world = createWorld();
    const totals = { EUR: '1.00' };
    world.measure = async ({ body }) => {
      body.destroy();
      const columns = Array.from({ length: 1000 }, (_, at) => `column ${at} with a long name`);
      const details = { columns, delimiter: ',', orderCount: 1, totals };
      return { status: 'PROCESSED', fileType: 'text/csv', lineCount: 1, wordCount: 1, details };
    };
    await finish(world);
    expect(onlyRow(world).details).toEqual({ delimiter: ',', orderCount: 1, totals, truncated: true });
  });
});
