// A daily report as people read it in a terminal.
import { comparisonText } from '../../../lambda/core/daily-report/comparison.ts';
import { durationText } from '../../../lambda/core/daily-report/figures.ts';
import { STATUSES, type Percentiles } from '../../../lambda/core/daily-report/report-types.ts';
import { bytesText, numberText } from '../../../lambda/core/notices/for-people.ts';
import { drawTable } from '../file/draw-table.ts';
import { showText } from '../file/show-text.ts';
import type { FoundReport } from './report-of-day.ts';

/** Only what the report's own rows say; names stay in the files. */
export function reportText({ report, done, bucketName, keys }: FoundReport): string {
  const { day, revision, byType, byReason, sizeInBytes, durationInMs } = report;
  const rows: [string, string][] = [
    ['Day', `${day} (UTC), revision ${revision}${done === 'written' ? ', made just now' : ''}`],
    ['Files', numberText(report.total)],
    ...STATUSES.map((status): [string, string] => [`  ${status}`, numberText(report.byStatus[status])]),
    ['Records', numberText(report.totalRecords)],
    ['Bytes', bytesText(report.totalBytes)],
    ...byType.map((one): [string, string] => [`  ${showText(one.fileType)}`, numberText(one.count)]),
    ...byReason.map((one): [string, string] => [`  ${showText(one.reasonCode)}`, numberText(one.count)]),
    ['Size 50 % / 95 % / 100 %', shown(sizeInBytes, bytesText)],
    ['Upload to result 50 % / 95 % / 100 %', shown(durationInMs, durationText)],
  ];
  const compared = comparisonText(report);
  if (compared) rows.push(['Before', compared]);
  return [drawTable({ rows }), ...keys.map((key) => `s3://${bucketName}/${key}`)].join('\n');
}

function shown({ p50, p95, max }: Percentiles, text: (value: number) => string): string {
  return [p50, p95, max].map((value) => (value === null ? '-' : text(value))).join(' / ');
}
