// Usage: npm run file -- status KEY | history KEY | list [--day D] [--status S] | trace KEY [--version-id V]   what became of a file
//        npm run file -- replay KEY [--version V] | backfill PREFIX [--rate N] | parked [--send-back] | forget KEY   does something; --json for machines.
import type { Command } from 'commander';
import { createPlainCommand, resolveTarget, runCli, withTarget, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { backfill } from './lib/file/backfill.ts';
import { forget } from './lib/file/forget.ts';
import { history } from './lib/file/history.ts';
import { list } from './lib/file/list.ts';
import { parked } from './lib/file/parked.ts';
import { replay } from './lib/file/replay.ts';
import { status } from './lib/file/status.ts';
import { trace } from './lib/file/trace.ts';
import type { Verb, VerbOptions } from './lib/file/verb.ts';
import * as worlds from './lib/file/worlds.ts';

type Options = TargetOptions & VerbOptions & { json?: boolean };

/** A verb and what it works on. */
interface Entry<World> {
  verb: Verb<World>;
  open: (place: worlds.Place) => Promise<World>;
}

function addVerb<World>(program: Command, entry: Entry<World>): void {
  const { usage, description, options } = entry.verb;
  const command = withTarget(program.command(usage).description(description));
  for (const [flags, meaning] of options) command.option(flags, meaning);
  command.option('--json', 'print JSON: every attribute, null where there is none, names as they are');
  command.action(async () => {
    await runVerb(entry, command.args[0] ?? '', command.opts<Options>());
  });
}

async function runVerb<World>(
  { verb, open }: Entry<World>,
  argument: string,
  options: Options,
): Promise<void> {
  const target = await resolveTarget(options);
  const clients = await createClients();
  try {
    const answer = await verb.run(await open({ clients, target }), argument, options);
    console.log(options.json ? JSON.stringify(answer.json, null, 2) : answer.text);
    if (answer.isIncomplete) process.exitCode = 1;
  } finally {
    closeClients(clients);
  }
}

const program = createPlainCommand(
  'file',
  'Shows what became of a file; replays, backfills, sends back, forgets.',
);
for (const verb of [status, history, list]) addVerb(program, { verb, open: worlds.openFiles });
addVerb(program, { verb: trace, open: worlds.openTrace });
addVerb(program, { verb: replay, open: worlds.openReplay });
addVerb(program, { verb: backfill, open: worlds.openBackfill });
addVerb(program, { verb: parked, open: worlds.openParked });
addVerb(program, { verb: forget, open: worlds.openForget });
await runCli(async () => {
  await program.parseAsync();
});
