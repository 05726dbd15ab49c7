import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { readDailyReportConfig } from '../../lambda/daily-report-config.ts';
import { BadRequest, ConfigurationError, TryAgain } from '../../lambda/core/errors.ts';
import { captureOutput } from '../support/captured-output.ts';
import { createDailyWorld, rowOf } from '../support/daily-world.ts';

// Powertools reads these when it is loaded, as in the function.
Object.assign(process.env, {
  POWERTOOLS_SERVICE_NAME: 'daily-report',
  POWERTOOLS_METRICS_NAMESPACE: 'FileProcessing',
});
const { createDailyReportHandler } = await import('../../lambda/daily-report-handler.ts');

const context = { getRemainingTimeInMillis: () => 300_000 } as unknown as Context;
const { logged, metrics } = captureOutput();
const DAY = '2026-11-20';

function handlerOf(world: ReturnType<typeof createDailyWorld>) {
  return createDailyReportHandler({ ports: world.dailyRun(), leaseMarginInMs: 1, environmentName: 'test' });
}

describe('the handler of the daily report', () => {
  test('sums up by days, with the keys of what stands', async () => {
    const world = createDailyWorld();
    world.table.load(rowOf(DAY, 1));
    const { days, left, errors } = await handlerOf(world)({}, context);
    expect([days.length, left, errors]).toEqual([7, [], 0]);
    expect(days[0]).toMatchObject({
      day: DAY,
      done: 'written',
      revision: 1,
      total: 1,
      htmlKey: `daily-reports/${DAY}.html`,
    });
    expect(days[1]).toEqual({ day: '2026-11-19', done: 'empty' });
    expect(logged('day reported')).toMatchObject([{ day: DAY, outcome: 'written', revision: 1, total: 1 }]);
    expect(logged('daily report finished')).toMatchObject([{ written: 1, rows: 1, left: 0, errors: 0 }]);
    expect(metrics()).toMatchObject([
      {
        service: 'daily-report',
        environment: 'test',
        DailyReports: 1,
        ReportRows: 1,
        YesterdayReported: 1,
        UnexpectedFailures: 0,
      },
    ]);
  });

  test('refuses what is no event', async () => {
    await expect(handlerOf(createDailyWorld())({ day: '2026-11-21' }, context)).rejects.toThrow(BadRequest);
  });

  test('throws after all other days when one could not be reported, so that it is repeated', async () => {
    const world = createDailyWorld();
    world.table.load(rowOf('2026-11-18', 1));
    world.faults.set(8, 'error before');
    await expect(handlerOf(world)({}, context)).rejects.toThrow(TryAgain);
    expect([...world.reports.objects.keys()]).toContain('daily-reports/2026-11-18.json');
    expect(logged('day not reported')).toMatchObject([{ day: DAY, level: 'ERROR' }]);
    expect(metrics()).toMatchObject([{ YesterdayReported: 0, UnexpectedFailures: 1 }]);
  });

  test('says nothing about yesterday when another day was asked for', async () => {
    await handlerOf(createDailyWorld())({ day: '2026-01-01' }, context);
    expect(metrics()).toMatchObject([{ DailyReports: 1 }]);
    expect(metrics()[0]).not.toHaveProperty('YesterdayReported');
  });

  test('is told by its stack where everything is', () => {
    expect(() => readDailyReportConfig({})).toThrow(ConfigurationError);
  });
});
