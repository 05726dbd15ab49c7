import { describe, expect, test } from '@jest/globals';
import { digest } from '../../../../lambda/core/digest/digest.ts';
import {
  closeMinute,
  createDigestWorld,
  MINUTE_IN_MS,
  THRESHOLD,
  toldBy,
} from '../../../support/digest-world.ts';
import { INVOCATION_IN_MS } from '../../../support/world.ts';

const BEGIN = '2026-11-21T10:00:00.000Z';
const REJECTED = {
  status: 'REJECTED',
  reasonCode: 'MALFORMED_CSV',
  reason: 'Line 7 has 3 columns.',
} as const;

describe('a noisy minute', () => {
  test('is told once, when it has been over for a minute, with what nobody was told of', async () => {
    const world = createDigestWorld();
    expect(await world.finish(3, REJECTED)).toEqual(['all', 'all', 'machines']);
    await world.finish(2);
    world.clock.advance(2 * MINUTE_IN_MS - 1);
    await digest(world.digestRun());
    expect(world.notices.published).toEqual([]);
    world.clock.advance(1);
    expect(await digest(world.digestRun())).toMatchObject({
      done: 'ran',
      digests: [{ notificationId: `digest-${BEGIN}`, total: 3 }],
      stoppedBy: 'end',
      restarted: false,
      ageInSeconds: 60,
    });
    await digest(world.digestRun());
    expect(toldBy(world)).toEqual([
      {
        schemaVersion: 1,
        notificationId: `digest-${BEGIN}`,
        type: 'digest',
        from: BEGIN,
        to: '2026-11-21T10:01:00.000Z',
        total: 3,
        byStatus: { PROCESSED: 2, REJECTED: 1, FAILED: 0, DELETED: 0 },
        topReasons: [{ reasonCode: 'MALFORMED_CSV', count: 1 }],
        firstNames: ['3.csv', '4.csv', '5.csv'],
        text: '3 files without a mail of their own in the minute from 2026-11-21 10:00 UTC: 1 rejected, 2 processed.',
      },
    ]);
    expect(world.notices.published[0]).toMatchObject({
      subject: 'Digest: 3 files, 1 rejected, 2 processed',
      attributes: { type: 'digest', audience: 'all', status: 'REJECTED' },
    });
  });

  test('without a file of which nobody was told is no news: its counter also counts tries', async () => {
    const world = createDigestWorld();
    for (let tries = 0; tries <= THRESHOLD; tries++)
      await world.table.count({ name: 'file-messages#2026-11-21T10:00', expiresAt: 0 });
    closeMinute(world);
    expect(await digest(world.digestRun())).toMatchObject({ digests: [], stoppedBy: 'end' });
    expect(world.calls.filter((call) => call === 'byDay')).toHaveLength(1);
  });

  test('does not count probes, and rows that are open again', async () => {
    const world = createDigestWorld();
    await world.finish(3);
    await world.finish(1, { fileName: `probe/${'a'.repeat(64)}.txt` });
    await world.finish(1, { status: 'PROCESSING' });
    closeMinute(world);
    await digest(world.digestRun());
    expect(toldBy(world)).toMatchObject([{ total: 1 }]);
  });

  test('of the last millisecond is in its minute, of the next in the next one', async () => {
    const world = createDigestWorld();
    world.clock.advance(MINUTE_IN_MS - 1);
    await world.finish(3);
    world.clock.advance(1);
    expect(await world.finish(1)).toEqual(['machines']);
    closeMinute(world);
    await digest(world.digestRun());
    expect(toldBy(world)).toMatchObject([{ from: BEGIN, to: '2026-11-21T10:02:00.000Z', total: 2 }]);
  });
});

describe('quiet minutes', () => {
  test('are not looked up in the index, and the item that is kept does not grow', async () => {
    const world = createDigestWorld();
    await world.finish(2);
    const sizes = new Set<number>();
    for (let minutes = 0; minutes < 5; minutes++) {
      closeMinute(world);
      await digest(world.digestRun());
      sizes.add(JSON.stringify(world.passRecord.item).length);
    }
    expect(world.calls).not.toContain('byDay');
    expect(sizes.size).toBe(1);
    expect(Object.keys(world.passRecord.item)).toEqual(['state']);
  });

  test('after a digest leave nothing of it in the item', async () => {
    const world = createDigestWorld();
    await world.finish(9);
    closeMinute(world);
    await digest(world.digestRun());
    expect(world.passRecord.item).toEqual({ state: { coveredUntil: '2026-11-21T10:01:00.000Z' } });
  });
});

describe('a run that comes late', () => {
  test('joins noisy minutes that follow each other, and tells apart those that do not', async () => {
    const world = createDigestWorld();
    await digest(world.digestRun());
    for (const files of [5, 4, 0, 0, 3, 0]) {
      await world.finish(files, files === 4 ? REJECTED : {});
      world.clock.advance(MINUTE_IN_MS);
    }
    world.clock.advance(2 * MINUTE_IN_MS);
    await digest(world.digestRun());
    expect(toldBy(world)).toMatchObject([
      {
        notificationId: `digest-${BEGIN}`,
        to: '2026-11-21T10:02:00.000Z',
        total: 7,
        byStatus: { PROCESSED: 3, REJECTED: 4 },
        topReasons: [{ reasonCode: 'MALFORMED_CSV', count: 4 }],
        text: '7 files without a mail of their own in the 2 minutes from 2026-11-21 10:00 UTC: 4 rejected, 3 processed.',
      },
      { notificationId: 'digest-2026-11-21T10:04:00.000Z', total: 1 },
    ]);
  });

  test('joins minutes on both sides of midnight', async () => {
    const world = createDigestWorld();
    world.clock.advance(13 * 60 * MINUTE_IN_MS + 59 * MINUTE_IN_MS);
    await world.finish(4);
    world.clock.advance(MINUTE_IN_MS);
    await world.finish(4);
    closeMinute(world);
    await digest(world.digestRun());
    expect(toldBy(world)).toMatchObject([
      { from: '2026-11-21T23:59:00.000Z', to: '2026-11-22T00:01:00.000Z', total: 6 },
    ]);
  });

  test('by hours looks at sixty minutes, and the next runs go on', async () => {
    const world = createDigestWorld();
    await digest(world.digestRun());
    await world.finish(3);
    world.clock.advance(150 * MINUTE_IN_MS);
    await world.finish(4);
    closeMinute(world);
    const runs = [];
    for (let run = 0; run < 4; run++) runs.push(await digest(world.digestRun()));
    expect(runs).toMatchObject([
      { minutes: 60, stoppedBy: 'minutes', ageInSeconds: 93 * 60 },
      { minutes: 60, stoppedBy: 'minutes' },
      { minutes: 32, stoppedBy: 'end' },
      { minutes: 0, stoppedBy: 'end' },
    ]);
    expect(toldBy(world).map(({ total }) => total)).toEqual([1, 2]);
  });

  test('by days begins a day ago: older counters are gone', async () => {
    const world = createDigestWorld();
    await digest(world.digestRun());
    world.clock.advance(10 * 24 * 60 * MINUTE_IN_MS);
    await digest(world.digestRun());
    expect(world.passRecord.item.state).toEqual({ coveredUntil: '2026-11-30T10:59:00.000Z' });
  });

  test('has no time for all minutes: what it has read is told, the rest waits', async () => {
    const world = createDigestWorld();
    await digest(world.digestRun());
    for (let minutes = 0; minutes < 4; minutes++) {
      await world.finish(3);
      world.clock.advance(MINUTE_IN_MS);
    }
    world.clock.advance(MINUTE_IN_MS);
    let pages = 0;
    world.before.set('byDay', async () => void (++pages === 2 && world.clock.advance(INVOCATION_IN_MS)));
    expect(await digest(world.digestRun())).toMatchObject({ stoppedBy: 'time' });
    await digest(world.digestRun());
    expect(toldBy(world)).toMatchObject([
      { from: BEGIN, to: '2026-11-21T10:02:00.000Z', total: 4 },
      { from: '2026-11-21T10:02:00.000Z', to: '2026-11-21T10:04:00.000Z', total: 6 },
    ]);
  });
});

describe('the first run of all', () => {
  test('looks at the last hour', async () => {
    const world = createDigestWorld();
    await world.finish(3);
    world.clock.advance(61 * MINUTE_IN_MS);
    expect(await digest(world.digestRun())).toMatchObject({ minutes: 60, digests: [{ total: 1 }] });
  });
});
