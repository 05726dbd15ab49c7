import { describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../../../../lambda/core/document-id.ts';
import { parseMessage } from '../../../../lambda/core/file-event.ts';
import { redrive } from '../../../../lambda/core/redrive/redrive.ts';
import { fileReport } from '../../../../lambda/core/report/file-report.ts';
import { disposals, failingFile, sentAs } from '../../../support/dead-letters.ts';
import { ownEnvelope } from '../../../support/events.ts';
import { onlyRow, passLease } from '../../../support/world.ts';
import { createUpkeepWorld, type UpkeepWorld } from '../../../support/upkeep-world.ts';

const run = (world: UpkeepWorld) => redrive(world.redriveRun());

describe('a dead letter of a file that waits', () => {
  test('goes back in the next round, counted in message and row, and is deleted', async () => {
    const world = createUpkeepWorld();
    const file = await failingFile(world);
    world.calls.length = 0;
    const result = await run(world);
    expect(world.calls).toEqual(['receive', 'get', 'count-round', 'send', 'delete', 'receive']);
    expect(sentAs(world)).toEqual([{ key: file.key, revision: 1, round: 1, delayInSeconds: 60 }]);
    expect(onlyRow(world).redriveRounds).toBe(1);
    expect(world.deadLetters.bodies()).toEqual([]);
    expect(result).toMatchObject({ stoppedBy: 'empty', letters: [{ deleted: true }] });
  });

  test('is the same file word for word when it comes back', async () => {
    const world = createUpkeepWorld();
    const key = 'a b+c%20/\u{1F4C4}\uFFFE\uFFFF\u0000\r\n"\\\u00e9.txt';
    const file = await failingFile(world, { key });
    await run(world);
    const body = world.fileMessages.sent[0]?.body ?? '';
    expect(parseMessage(body)).toEqual({ files: [{ ...file, round: 1 }], skipped: [] });
    expect(body).toMatch(/^[ -~]+$/);
  });

  test('is given up after three rounds: committed, reported, announced, dropped', async () => {
    const world = createUpkeepWorld();
    await failingFile(world);
    for (const [round, delayInSeconds] of [60, 240, 900].entries()) {
      await run(world);
      expect(sentAs(world)).toMatchObject([{ round: round + 1, delayInSeconds }]);
      world.deadLetters.put(world.fileMessages.sent.splice(0)[0]?.body ?? '');
    }
    const result = await run(world);
    expect(disposals(result)).toMatchObject([{ done: 'failed', row: { reasonCode: 'ATTEMPTS_EXHAUSTED' } }]);
    const row = onlyRow(world);
    expect(row).toMatchObject({ status: 'FAILED', notification: 'SENT', attempt: 0, fileType: 'text/plain' });
    expect(world.reports.objects.get(`processed/${row.documentId}.json`)).toEqual(fileReport(row));
    expect(world.notices.published.map(({ attributes }) => attributes.status)).toEqual(['FAILED']);
    expect(world.fileMessages.sent).toEqual([]);
    expect(world.deadLetters.bodies()).toEqual([]);
  });

  test('is left while somebody works on the file, and is not met twice in one run', async () => {
    const world = createUpkeepWorld();
    await failingFile(world);
    world.table.load({
      ...onlyRow(world),
      token: 'other',
      leaseUntil: new Date(world.clock.now()).toISOString(),
    });
    const result = await run(world);
    expect(disposals(result)).toEqual([{ done: 'left', why: 'busy' }]);
    expect(world.deadLetters.bodies()).toHaveLength(1);
    expect(world.fileMessages.sent).toEqual([]);
    passLease(world);
    expect(disposals(await run(world))).toMatchObject([{ done: 'sent', why: 'next-round' }]);
  });

  test('that comes early all the same is passed over', async () => {
    const world = createUpkeepWorld();
    const letter = {
      messageId: 'm',
      receiptHandle: 'r',
      body: JSON.stringify(ownEnvelope({ versionId: 'v' })),
    };
    world.table.load({ ...(await rowInWork(world)), leaseUntil: '2026-11-21T11:00:00.000Z' });
    let receives = 0;
    const deadLetters = { ...world.deadLetters, receive: async () => (receives++, [letter]) };
    const result = await redrive({ ...world.redriveRun(), deadLetters });
    expect(result.letters).toHaveLength(1);
    expect(receives).toBe(2);
  });
});

async function rowInWork(world: UpkeepWorld) {
  const documentId = documentIdOf({ bucketName: 'source', key: 'orders.csv', versionId: 'v' });
  await failingFile(world);
  return { ...onlyRow(world), documentId, token: 'other' };
}
