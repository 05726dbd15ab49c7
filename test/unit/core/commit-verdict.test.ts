import { describe, expect, test } from '@jest/globals';
import { processFile } from '../../../lambda/core/process-file.ts';
import { createWorld, onlyRow, upload, type World } from '../../support/world.ts';

const finish = async (world: World, key = 'notes.txt') => {
  await processFile({ file: upload(world, 'one two', { key }), receives: 1 }, world.run());
};

describe('the audience', () => {
  test('is people and machines up to the threshold of a minute, machines above it', async () => {
    const world = createWorld();
    world.settings = { ...world.settings, emailThresholdPerMinute: 2 };
    for (let files = 0; files < 4; files++) await finish(world, `${files}.txt`);
    expect(world.table.rows().map(({ audience }) => audience)).toEqual([
      'all',
      'all',
      'machines',
      'machines',
    ]);
    world.clock.advance(60_000);
    await finish(world, 'next-minute.txt');
    expect(world.table.rows().at(-1)?.audience).toBe('all');
    expect(world.notices.published.map(({ attributes }) => attributes.audience)).toEqual([
      'all',
      'all',
      'machines',
      'machines',
      'all',
    ]);
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
});
