// Usage: npm run pipeline -- list [--json] | show [ID] | logs [ID] [STAGE/ACTION] | approve ID [--reject] [--comment TEXT] | retry ID | start
// The local pipeline that `npm start` runs: what became of the pushes to .local/repository.git. An ID may be cut short.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';
import { sendCommand, type Command as RunnerCommand } from './local/pipeline/commands.ts';
import type { ActionState, Execution } from './local/pipeline/execution.ts';
import { PLACES, storeOf } from './local/pipeline/places.ts';
import { listJson, listText, showText } from './local/pipeline/show-text.ts';
import { readReady } from './local/ready.ts';

const LINES_OF_A_FAILURE = 20;

const store = storeOf(PLACES);

/** The named execution, or the newest one. Throws UserError when there is none. */
function choose(id: string | undefined): Execution {
  if (id !== undefined) return store.find(id);
  const [newest] = store.list();
  if (newest === undefined) {
    throw new UserError('No execution yet; push a commit: git push .local/repository.git HEAD:main');
  }
  return newest;
}

function readLog(execution: Execution, { logFile }: ActionState): string {
  const file = join(store.folderOf(execution.executionId), logFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The end of what the commands said; the lines of the container around them tell nothing that is not shown already. */
function lastLines(log: string, summary: string): string[] {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && line !== summary);
  const said = lines.filter((line) => !line.startsWith('[Container]'));
  return (said.length > 0 ? said : lines).slice(-LINES_OF_A_FAILURE);
}

function show(id: string | undefined): void {
  const execution = choose(id);
  const tailOf = (action: ActionState) => lastLines(readLog(execution, action), action.summary ?? '');
  console.log(showText({ execution, now: Date.now(), tailOf }));
}

function logs(id: string | undefined, place: string | undefined): void {
  const execution = choose(id);
  const actions = execution.stages.flatMap((stage) =>
    stage.actions.map((action) => ({ place: `${stage.name}/${action.name}`, action })),
  );
  const chosen = actions.filter(
    (one) => place === undefined || one.place === place || one.place.startsWith(`${place}/`),
  );
  if (chosen.length === 0) {
    const places = actions.map((one) => one.place).join(', ') || 'nothing yet';
    throw new UserError(`${execution.executionId.slice(0, 8)} has no ${place ?? 'log'}; it has ${places}.`);
  }
  for (const one of chosen) {
    if (chosen.length > 1) console.log(`== ${one.place}`);
    process.stdout.write(readLog(execution, one.action));
  }
}

async function tell(command: RunnerCommand): Promise<void> {
  if ((await readReady()) === undefined) {
    throw new UserError('No `npm start` is running here, so nothing can act; start it in another terminal.');
  }
  console.log(await sendCommand(PLACES.folder, command));
}

const program = createPlainCommand(
  'pipeline',
  'The local pipeline: what became of pushes to .local/repository.git.',
);
program
  .command('list')
  .description('all executions, newest first')
  .option('--json', 'a JSON array: executionId, status, revision, stages')
  .action(({ json }: { json?: boolean }) => {
    const executions = store.list();
    console.log(json ? JSON.stringify(listJson(executions), null, 2) : listText(executions, Date.now()));
  });
program
  .command('show [id]')
  .description('one execution, the newest by default: actions, seconds, reasons')
  .action(show);
program
  .command('logs [id] [place]')
  .description('the logs of an execution, of a stage or of one action (STAGE/ACTION)')
  .action(logs);
program
  .command('approve <id>')
  .description('answers the approval that it waits for')
  .option('--reject', 'no instead of yes', false)
  .option('--comment <text>', 'why', '')
  .action((executionId: string, { reject, comment }: { reject: boolean; comment: string }) =>
    tell({ type: 'approve', executionId, isApproved: !reject, comment }),
  );
program
  .command('retry <id>')
  .description('runs what failed in its failed stage again, and goes on')
  .action((executionId: string) => tell({ type: 'retry', executionId }));
program
  .command('start')
  .description('runs the newest commit of the deploy branch once more')
  .action(() => tell({ type: 'start' }));

await runCli(async () => {
  await program.parseAsync();
});
