// Usage: npm run file -- status KEY | history KEY | list [--day D] [--status S]   shows what became of a file; --json for machines.
import type { Command } from 'commander';
import { createDynamodbFilesIndex } from '../lambda/adapters/dynamodb-files-index.ts';
import { createDynamodbFilesTable } from '../lambda/adapters/dynamodb-files-table.ts';
import { createPlainCommand, resolveTarget, runCli, withTarget, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients, type Clients } from './lib/clients.ts';
import { history } from './lib/file/history.ts';
import { list } from './lib/file/list.ts';
import { status } from './lib/file/status.ts';
import type { Files, Verb, VerbOptions } from './lib/file/verb.ts';
import { requireOutput } from './lib/stack-state.ts';

const VERBS: readonly Verb[] = [status, history, list];

type Options = TargetOptions & VerbOptions & { json?: boolean };

function addVerb(program: Command, verb: Verb): void {
  const command = withTarget(program.command(verb.usage).description(verb.description));
  for (const [flags, description] of verb.options) command.option(flags, description);
  command.option('--json', 'print JSON: every attribute, null where there is none, names as they are');
  command.action(async () => {
    await runVerb(verb, command.args[0] ?? '', command.opts<Options>());
  });
}

async function runVerb(verb: Verb, argument: string, options: Options): Promise<void> {
  const target = await resolveTarget(options);
  const clients = await createClients();
  try {
    const answer = await verb.run(await openFiles(clients, target), argument, options);
    console.log(options.json ? JSON.stringify(answer.json, null, 2) : answer.text);
  } finally {
    closeClients(clients);
  }
}

async function openFiles(
  { cloudFormation, dynamoDb }: Clients,
  { projectName, environmentName }: { projectName: string; environmentName: string },
): Promise<Files> {
  const stackName = `${projectName}-${environmentName}-dynamodb`;
  const tableName = await requireOutput(cloudFormation, { stackName, output: 'FilesTableName' });
  const options = { client: dynamoDb, tableName };
  return {
    index: createDynamodbFilesIndex(options),
    table: createDynamodbFilesTable(options),
    environmentName,
    today: new Date().toISOString().slice(0, 10),
  };
}

const program = createPlainCommand('file', 'Shows what became of a file.');
for (const verb of VERBS) addVerb(program, verb);
await runCli(async () => {
  await program.parseAsync();
});
