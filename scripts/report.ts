// Usage: npm run report -- [--day YYYY-MM-DD] [--out FOLDER] [--json] [--environment NAME] [--local]   the report of a day (yesterday), made now if it is due.
import { systemClock } from '../lambda/adapters/system-clock.ts';
import { createCommand, resolveTarget, runCli, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { chosenDay, reportOfDay } from './lib/report/report-of-day.ts';
import { reportText } from './lib/report/report-text.ts';
import { saveReport } from './lib/report/save-report.ts';

interface Options extends TargetOptions {
  day?: string;
  out?: string;
  json?: boolean;
}

const command = createCommand('report', 'Reports a day: makes its report if it is due, and shows it.')
  .option('--day <YYYY-MM-DD>', 'a day that is over, UTC (default: yesterday)')
  .option('--out <folder>', 'save its three files there')
  .option('--json', 'print the report as JSON');

await runCli(async () => {
  const options = command.parse().opts<Options>();
  const day = chosenDay(options.day, systemClock.now());
  const target = await resolveTarget(options);
  const clients = await createClients();
  try {
    const found = await reportOfDay(clients, target, day);
    const saved = options.out === undefined ? [] : await saveReport(clients, found, options.out);
    if (options.json) console.log(JSON.stringify(found.report, null, 2));
    else console.log(reportText(found));
    // Not among the JSON, which is for machines.
    for (const path of saved) console.error(`saved ${path}`);
  } finally {
    closeClients(clients);
  }
});
