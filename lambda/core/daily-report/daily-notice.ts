// What is said about a report on the results topic: a pure function of the report.
import { emailTextOf } from '../notices/email-text.ts';
import { numberText } from '../notices/for-people.ts';
import type { Notice } from '../ports.ts';
import { comparisonText } from './comparison.ts';
import { csvKeyOf, htmlKeyOf, jsonKeyOf } from './keys.ts';
import { type DailyReport, type MachineFields, STATUSES } from './report-types.ts';

export function machineFieldsOf(report: DailyReport): MachineFields {
  const { day, revision, total, byStatus } = report;
  return {
    schemaVersion: 1,
    notificationId: `daily-report-${day}-${revision}`,
    type: 'daily-report',
    day,
    revision,
    total,
    byStatus,
    reportKey: jsonKeyOf(day),
    csvKey: csvKeyOf(day),
    htmlKey: htmlKeyOf(day),
    text: sentence(report),
  };
}

/** Made of the kept fields alone, so that a message that is repeated says the same. */
export function dailyNotice(fields: MachineFields): Notice {
  return {
    subject: `Daily report ${fields.day}${fields.revision > 1 ? ` (revision ${fields.revision})` : ''}`,
    machineText: JSON.stringify(fields),
    emailText: emailTextOf(fields),
    attributes: { type: 'daily-report', audience: 'all' },
  };
}

function sentence(report: DailyReport): string {
  const { day, total, byStatus } = report;
  if (total === 0) return `On ${day} (UTC) no file was finished.`;
  const counts = STATUSES.filter((status) => byStatus[status] > 0).map(
    (status) => `${numberText(byStatus[status])} ${status.toLowerCase()}`,
  );
  const files = total === 1 ? '1 file was' : `${numberText(total)} files were`;
  return `On ${day} (UTC) ${files} finished: ${counts.join(', ')}. ${comparisonText(report)}`.trimEnd();
}
