// One run of the daily report for one day, as the function runs it, in a process of its own. Prints one JSON line with its peak memory.
// Environment: as the stack tells the function. Argument: the day.
import type { Context } from 'aws-lambda';
import { readDailyReportConfig } from '../lambda/daily-report-config.ts';
import { createDailyReportHandler } from '../lambda/daily-report-handler.ts';
import { createDailyReportParts } from '../lambda/daily-report-wiring.ts';

const TIMEOUT_IN_MS = 300_000;

const begun = performance.now();
const handler = createDailyReportHandler(createDailyReportParts(readDailyReportConfig()));
const context = { getRemainingTimeInMillis: () => TIMEOUT_IN_MS } as unknown as Context;
const { days } = await handler({ day: process.argv[2] }, context);
const seconds = (performance.now() - begun) / 1000;
// maxRSS is in KiB and is the peak of the whole life of the process, so nothing is missed between samples.
const peakInBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ figures: { done: days[0]?.done, seconds, peakInBytes } }));
process.exit();
