// Entry point of the daily-report function: reports the day before, and those of the last 7 days that are missing or have changed.
import { readDailyReportConfig } from '../daily-report-config.ts';
import { createDailyReportHandler } from '../daily-report-handler.ts';
import { createDailyReportParts } from '../daily-report-wiring.ts';

export const handler = createDailyReportHandler(createDailyReportParts(readDailyReportConfig()));
