import { describe, expect, test } from '@jest/globals';
import { tombstone } from '../../../../scripts/lib/file/tombstone.ts';
import { UserError } from '../../../../scripts/lib/user-error.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { BUCKET, onlyRow, upload } from '../../../support/world.ts';
import { TracedWorld } from './trace-world.ts';

const { lines } = captureOutput();
const tracedWorld = () => new TracedWorld(lines);

describe('the version that is traced', () => {
  test('is the newest, and the others are counted', async () => {
    const traced = tracedWorld();
    const first = upload(traced.world, 'one');
    await traced.deliver(first);
    traced.world.clock.advance(5_000);
    const second = upload(traced.world, 'two');
    await traced.deliver(second);
    const { trace, text } = await traced.trace(first.key);
    expect(trace).toMatchObject({ versionId: second.versionId, otherVersions: 1 });
    expect(text).toContain('(1 other version; see `npm run file -- history`)');
    expect(JSON.stringify(trace)).not.toContain(`m-${first.versionId}`);
    expect((await traced.trace(first.key, first.versionId)).trace).toMatchObject({
      versionId: first.versionId,
      otherVersions: 1,
    });
  });

  test('may have no row yet', async () => {
    const traced = tracedWorld();
    const { world } = traced;
    const { key } = upload(world, 'one');
    const { trace, text } = await traced.trace(key);
    expect(trace).toMatchObject({ row: null, report: null, notification: null, isInBucket: true });
    expect(trace.steps).toMatchObject([{ step: 'uploaded', source: 'S3' }]);
    expect(text).toContain('no row yet');
    expect(text).toContain('No log lines');
  });

  test('is the one without a row when it is newer', async () => {
    const traced = tracedWorld();
    const { world } = traced;
    await traced.deliver(upload(world, 'one', { key: 'a.txt' }));
    const lastModified = '2026-11-21T11:00:00.000Z';
    const { versionId } = world.objects.put({
      bucketName: BUCKET,
      key: 'a.txt',
      content: 'two',
      lastModified,
    });
    expect((await traced.trace('a.txt')).trace).toMatchObject({ versionId, row: null, otherVersions: 1 });
  });

  test('may be gone from the bucket', async () => {
    const traced = tracedWorld();
    const file = upload(traced.world, 'one');
    await traced.deliver(file);
    traced.world.objects.purge(file);
    const { trace, text } = await traced.trace(file.key);
    expect(trace).toMatchObject({ isInBucket: false, row: { status: 'PROCESSED' } });
    expect(text).toContain('no longer in the bucket');
  });

  test('may have been forgotten', async () => {
    const traced = tracedWorld();
    const file = upload(traced.world, 'one');
    await traced.deliver(file);
    const row = onlyRow(traced.world);
    await traced.world.table.write(tombstone(row, row, traced.world.clock.now() + 1_000));
    const { trace, text } = await traced.trace(file.key);
    expect(trace).toMatchObject({ report: null, notification: null, row: { isForgotten: true } });
    expect(text).toMatch(/Status +│ forgotten/);
    expect(text).toMatch(/Report +│ deleted/);
  });

  test.each([
    ['name', 'no such file', undefined],
    ['version', 'notes.txt', 'no such version'],
  ])('an unknown %s ends with one sentence', async (_what, key, versionId) => {
    const traced = tracedWorld();
    await traced.deliver(upload(traced.world, 'one'));
    await expect(traced.trace(key, versionId)).rejects.toThrow(UserError);
    await expect(traced.trace(key, versionId)).rejects.toThrow(versionId ?? key);
  });
});
