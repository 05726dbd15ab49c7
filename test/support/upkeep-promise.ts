// Clean runs after a fault, and the promise that must hold after them.
import { expect } from '@jest/globals';
import { reconcile } from '../../lambda/core/reconcile/reconcile.ts';
import { redrive } from '../../lambda/core/redrive/redrive.ts';
import { fileReport } from '../../lambda/core/report/file-report.ts';
import { deliverSent, type UpkeepWorld } from './upkeep-world.ts';
import { passLease } from './world.ts';

/** What comes back from the file queue so often ends in the dead-letter queue. */
const MAX_DELIVERIES = 20;

/** Delivers until the file queue is empty. */
export async function deliverAll(world: UpkeepWorld): Promise<void> {
  for (let deliveries = 0; world.fileMessages.sent.length > 0; deliveries++) {
    if (deliveries === MAX_DELIVERIES) throw new Error('The file queue does not get empty.');
    const returned = await deliverSent(world);
    world.fileMessages.sent.push(...returned.map((body) => ({ body, delayInSeconds: 0 })));
    passLease(world);
  }
}

/** Faults are over, leases and hidden messages come free, and both functions run as their schedules would have it. */
export async function runClean(world: UpkeepWorld, redrives = 2): Promise<void> {
  world.faults.clear();
  for (let runs = 0; runs < redrives; runs++) {
    passLease(world);
    await redrive(world.redriveRun());
    await deliverAll(world);
  }
}

/** Two full passes, the second one after the reservations of the first are over. */
export async function reconcileClean(world: UpkeepWorld): Promise<void> {
  world.faults.clear();
  for (let passes = 0; passes < 2; passes++) {
    passLease(world);
    expect(await reconcile(world.reconcileRun())).toMatchObject({ done: 'ran', stoppedBy: 'pass' });
    await deliverAll(world);
  }
}

/** One terminal, announced row for each version, its report equal to it, every message about it the same. */
export function expectPromise(
  world: UpkeepWorld,
  { rows, mostMessages }: { rows: number; mostMessages: number },
) {
  expect(world.table.rows()).toHaveLength(rows);
  for (const row of world.table.rows()) {
    expect(row.status).not.toBe('PROCESSING');
    expect(row.notification).toBe('SENT');
    expect(row).not.toHaveProperty('openShard');
    expect(world.reports.objects.get(`processed/${row.documentId}.json`)).toEqual(fileReport(row));
    const texts = world.notices.published
      .map(({ machineText }) => machineText)
      .filter((text) => text.includes(row.documentId));
    expect(new Set(texts).size).toBe(1);
    expect(texts.length).toBeLessThanOrEqual(mostMessages);
  }
}
