import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { BadRequest } from '../../lambda/core/errors.ts';
import { captureOutput } from '../support/captured-output.ts';
import { closeMinute, createDigestWorld, type DigestWorld } from '../support/digest-world.ts';

// Powertools reads these when it is loaded, as in the function.
Object.assign(process.env, {
  POWERTOOLS_SERVICE_NAME: 'digest',
  POWERTOOLS_METRICS_NAMESPACE: 'FileProcessing',
});
const { createNotifyDigestHandler } = await import('../../lambda/notify-digest-handler.ts');
const { readNotifyDigestConfig } = await import('../../lambda/notify-digest-config.ts');

const context = { functionVersion: '7', getRemainingTimeInMillis: () => 300_000 } as Context;

function handlerOf(world: DigestWorld) {
  const { settings, deadlines: _deadlines, ...ports } = world.digestRun();
  return createNotifyDigestHandler({ ports, settings, environmentName: 'dev' });
}

const { logged, metrics } = captureOutput();

describe('the handler of notify-digest', () => {
  test('tells what it did in its answer, its log and its metrics', async () => {
    const world = createDigestWorld();
    await world.finish(5);
    closeMinute(world);
    expect(await handlerOf(world)({}, context)).toEqual({
      done: 'ran',
      sent: 1,
      files: 3,
      minutes: 60,
      stoppedBy: 'end',
      restarted: false,
      ageInSeconds: 60,
    });
    expect(logged('digest sent')).toMatchObject([
      { notification_id: 'digest-2026-11-21T10:00:00.000Z', files: 3 },
    ]);
    expect(logged('digest finished')).toMatchObject([
      { sent: 1, files: 3, stopped_by: 'end', age_seconds: 60 },
    ]);
    expect(metrics()).toMatchObject([
      { service: 'digest', environment: 'dev', DigestsPublished: 1, FilesDigested: 3, DigestAge: 60 },
    ]);
  });

  test('says busy while another run is at work', async () => {
    const world = createDigestWorld();
    world.passRecord.item = { token: 'other', leaseUntil: '2026-11-21T10:01:00.000Z' };
    expect(await handlerOf(world)(undefined, context)).toEqual({ done: 'busy' });
    expect(logged('digest skipped')).toHaveLength(1);
    expect(metrics()).toEqual([]);
  });

  test('says that it could not use what was kept', async () => {
    const world = createDigestWorld();
    world.passRecord.item = { state: 'rubbish' };
    expect(await handlerOf(world)(null, context)).toMatchObject({ restarted: true });
    expect(logged('digest restarted')).toMatchObject([{ level: 'WARN' }]);
  });

  test.each([[[]], ['x'], [{ a: 1 }]])('refuses %j before it touches anything', async (event) => {
    const world = createDigestWorld();
    await expect(handlerOf(world)(event, context)).rejects.toThrow(BadRequest);
    expect(world.calls).toEqual([]);
  });

  test('declares two parameters, because the runtime refuses a third', () => {
    expect(handlerOf(createDigestWorld())).toHaveLength(2);
  });
});

describe('readNotifyDigestConfig', () => {
  const environment = {
    FILES_TABLE_NAME: 'files',
    RESULTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:results',
    ENVIRONMENT_NAME: 'dev',
    RELEASE_HASH: 'a'.repeat(64),
    EMAIL_THRESHOLD_PER_MINUTE: '20',
    LEASE_MARGIN_IN_SECONDS: '60',
  };

  test('reads every variable', () => {
    expect(readNotifyDigestConfig(environment)).toEqual({
      filesTableName: 'files',
      resultsTopicArn: environment.RESULTS_TOPIC_ARN,
      environmentName: 'dev',
      releaseHash: environment.RELEASE_HASH,
      emailThresholdPerMinute: 20,
      leaseMarginInSeconds: 60,
    });
  });

  test.each(Object.keys(environment))('names %s when it is missing', (name) => {
    expect(() => readNotifyDigestConfig({ ...environment, [name]: undefined })).toThrow(`${name} is missing`);
  });
});
