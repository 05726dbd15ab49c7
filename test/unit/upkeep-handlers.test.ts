import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { BadRequest } from '../../lambda/core/errors.ts';
import { captureOutput } from '../support/captured-output.ts';
import { failingFile } from '../support/dead-letters.ts';
import { createUpkeepWorld, type UpkeepWorld } from '../support/upkeep-world.ts';
import { onlyRow, upload } from '../support/world.ts';

// Powertools reads these when it is loaded, as in the function.
Object.assign(process.env, {
  POWERTOOLS_SERVICE_NAME: 'upkeep',
  POWERTOOLS_METRICS_NAMESPACE: 'FileProcessing',
});
const { createRedriveHandler } = await import('../../lambda/redrive-handler.ts');
const { createReconcileHandler } = await import('../../lambda/reconcile-handler.ts');

const context = { functionVersion: '7', getRemainingTimeInMillis: () => 300_000 } as Context;

function redriveOf(world: UpkeepWorld) {
  const { settings, deadlines: _deadlines, ...ports } = world.redriveRun();
  return createRedriveHandler({ ports, settings, environmentName: 'dev' });
}

function reconcileOf(world: UpkeepWorld) {
  const { settings, deadlines: _deadlines, ...ports } = world.reconcileRun();
  return createReconcileHandler({ ports, settings, environmentName: 'dev' });
}

const { lines, logged, metrics } = captureOutput();

describe('the handler of redrive', () => {
  test('tells what it did in its answer, its log and its metrics', async () => {
    const world = createUpkeepWorld();
    const file = await failingFile(world);
    world.deadLetters.put('rubbish');
    const summary = await redriveOf(world)({}, context);
    expect(summary).toEqual({
      received: 2,
      sent: 1,
      dropped: 0,
      failed: 0,
      left: 0,
      parked: 1,
      errors: 0,
      stoppedBy: 'empty',
    });
    expect(logged('message redriven')).toMatchObject([
      {
        file_id: onlyRow(world).documentId,
        key: file.key,
        version_id: file.versionId,
        why: 'next-round',
        revision: 1,
        round: 1,
        delay_seconds: 60,
      },
    ]);
    expect(logged('message parked')).toMatchObject([{ why: 'The message is not JSON.', level: 'WARN' }]);
    expect(logged('redrive finished')).toMatchObject([{ received: 2, stopped_by: 'empty' }]);
    expect(metrics()).toMatchObject([
      { service: 'upkeep', environment: 'dev', MessagesRedriven: 1, MessagesParked: 1, FilesFailed: 0 },
    ]);
  });

  test('counts and logs a file that is given up, and an error', async () => {
    const world = createUpkeepWorld();
    const file = await failingFile(world);
    world.table.load({ ...onlyRow(world), redriveRounds: 3 });
    await redriveOf(world)({}, context);
    expect(metrics()).toMatchObject([{ FilesFailed: 0, MessagesRedriven: 1 }]);
    lines().length = 0;
    world.deadLetters.put(world.fileMessages.sent[0]?.body ?? '');
    world.deadLetters.put('rubbish');
    world.faults.set(world.calls.lastIndexOf('receive') + 10, 'error before');
    await redriveOf(world)({}, context);
    expect(logged('file failed')).toMatchObject([
      { key: file.key, outcome: 'FAILED', reason_code: 'ATTEMPTS_EXHAUSTED', level: 'ERROR' },
    ]);
    expect(metrics()).toMatchObject([{ FilesFailed: 1, UnexpectedFailures: 1, NotificationsSent: 1 }]);
    expect(logged('dead letter left')).toMatchObject([{ level: 'ERROR', why: 'error' }]);
  });

  test.each([[undefined], [null], [{}]])('takes %j', async (event) => {
    expect(await redriveOf(createUpkeepWorld())(event, context)).toMatchObject({ received: 0 });
  });

  test.each([[[]], ['x'], [7], [{ a: 1 }]])('refuses %j before it touches anything', async (event) => {
    const world = createUpkeepWorld();
    await expect(redriveOf(world)(event, context)).rejects.toThrow(BadRequest);
    expect(world.calls).toEqual([]);
  });
});

describe('the handler of reconcile', () => {
  test('tells what it did in its answer, its log and its metrics', async () => {
    const world = createUpkeepWorld();
    const { key, versionId } = upload(world);
    world.passRecord.item = { state: 'rubbish' };
    const summary = await reconcileOf(world)({}, context);
    expect(summary).toEqual({
      done: 'ran',
      sent: 1,
      errors: 0,
      pages: 1,
      versions: 1,
      stoppedBy: 'pass',
      restarted: true,
      fullPassAgeInSeconds: 0,
    });
    expect(logged('file reconciled')).toMatchObject([{ key, version_id: versionId, why: 'version' }]);
    expect(logged('pass restarted')).toMatchObject([{ level: 'WARN' }]);
    expect(logged('reconcile finished')).toMatchObject([{ sent: 1, stopped_by: 'pass' }]);
    expect(metrics()).toMatchObject([
      { service: 'upkeep', environment: 'dev', FilesReconciled: 1, VersionsChecked: 1, FullPassAge: 0 },
    ]);
  });

  test('logs the file that met an error', async () => {
    const world = createUpkeepWorld();
    upload(world);
    world.faults.set(4, 'error before');
    expect(await reconcileOf(world)({}, context)).toMatchObject({ sent: 0, errors: 1, stoppedBy: 'errors' });
    expect(logged('file not reconciled')).toMatchObject([{ key: 'notes.txt', level: 'ERROR' }]);
    expect(metrics()).toMatchObject([{ UnexpectedFailures: 1 }]);
  });

  test('says busy while another run is at work', async () => {
    const world = createUpkeepWorld();
    world.passRecord.item = { token: 'other', leaseUntil: '2026-11-21T10:01:00.000Z' };
    expect(await reconcileOf(world)({}, context)).toEqual({ done: 'busy' });
    expect(logged('reconcile skipped')).toHaveLength(1);
    expect(metrics()).toEqual([]);
  });

  test('takes a minimum age', async () => {
    const world = createUpkeepWorld();
    const lastModified = new Date(world.clock.now()).toISOString();
    world.objects.put({ bucketName: 'source', key: 'new.txt', content: 'x', lastModified });
    expect(await reconcileOf(world)({}, context)).toMatchObject({ sent: 0 });
    expect(await reconcileOf(world)({ minimumAgeInMinutes: 0 }, context)).toMatchObject({ sent: 1 });
  });

  test.each([
    [{ minimumAgeInMinutes: -1 }, 'minimumAgeInMinutes must be a whole number from 0 to 10080'],
    [{ minimumAgeInMinutes: '0' }, 'minimumAgeInMinutes must be a whole number'],
    [{ minimumAgeInMinutes: 0.5 }, 'minimumAgeInMinutes must be a whole number'],
    [{ minimumAgeInMinutes: 10_081 }, 'minimumAgeInMinutes must be a whole number'],
    [{ minimumAgeInMinutes: null }, 'minimumAgeInMinutes must be a whole number'],
    [{ minimumage: 0 }, 'reconcile takes {} or {"minimumAgeInMinutes": 0}, but the event has "minimumage"'],
    [[], 'The event must be a JSON object'],
    ['{}', 'The event must be a JSON object'],
  ])('refuses %j before it touches anything', async (event, message) => {
    const world = createUpkeepWorld();
    await expect(reconcileOf(world)(event, context)).rejects.toThrow(message);
    expect(world.calls).toEqual([]);
  });
});

test('handlers declare two parameters, because the runtime refuses a third', () => {
  expect([redriveOf(createUpkeepWorld()).length, reconcileOf(createUpkeepWorld()).length]).toEqual([2, 2]);
});
