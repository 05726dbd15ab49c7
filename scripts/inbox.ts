// Usage: npm run inbox [-- --json | --follow | show N]   what subscribers of the topics got while `npm start` runs, as they read it.
import { createPlainCommand, runCli } from './lib/cli.ts';
import { requirePages } from './local/ready.ts';
import { readKeptMessages } from './local/inbox/kept-messages.ts';
import { fullMessage, inboxTable, newMessages, pick } from './local/inbox/show.ts';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_IN_MS = 500;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function list({ json = false, follow = false }: { json?: boolean; follow?: boolean }): Promise<void> {
  await requirePages();
  const messages = readKeptMessages();
  if (json) print(JSON.stringify(messages, null, 2));
  else print(inboxTable(messages));
  if (follow) await followFrom(messages);
}

/** Until Ctrl-C, or until the environment ends. */
async function followFrom(known: ReturnType<typeof readKeptMessages>): Promise<void> {
  for (let before = known; ;) {
    await sleep(POLL_IN_MS);
    const now = readKeptMessages();
    for (const message of newMessages(before, now)) print(fullMessage(message));
    before = now;
    if (now.length === 0) await requirePages();
  }
}

async function show(number: string): Promise<void> {
  await requirePages();
  print(fullMessage(pick(readKeptMessages(), number)));
}

const program = createPlainCommand('inbox', 'What subscribers of the topics got, as they read it.')
  .option('--json', 'print JSON, the newest first')
  .option('--follow', 'stay and print each message as it comes')
  .action(list);
program.command('show <number>').description('print message N of the list in full').action(show);

await runCli(async () => void (await program.parseAsync()));
