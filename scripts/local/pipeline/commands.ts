// Commands to the runner as files: another process writes one, the runner answers with a second one.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError, explain } from '../../lib/user-error.ts';
import { readJson, writeWhole } from './store.ts';

export type Command =
  | { type: 'approve'; executionId: string; isApproved: boolean; comment: string }
  | { type: 'retry'; executionId: string }
  | { type: 'start' };

interface Reply {
  ok: boolean;
  text: string;
}

const COMMAND = '.command.json';
const REPLY = '.reply.json';
const POLL_IN_MS = 50;
/** The runner looks several times a second; one that does not answer for so long is gone or hangs. */
const PATIENCE_IN_MS = 10_000;

/** Sends a command to the runner of this pipeline folder and returns what it says. Throws UserError. */
export async function sendCommand(folder: string, command: Command): Promise<string> {
  const place = join(folder, 'commands', randomUUID());
  writeWhole(`${place}${COMMAND}`, command);
  const deadline = Date.now() + PATIENCE_IN_MS;
  while (!existsSync(`${place}${REPLY}`)) {
    if (Date.now() > deadline) {
      rmSync(`${place}${COMMAND}`, { force: true });
      throw new UserError('The local pipeline does not answer; is `npm start` still running here?');
    }
    await sleep(POLL_IN_MS);
  }
  const { ok, text } = readJson<Reply>(`${place}${REPLY}`);
  rmSync(`${place}${REPLY}`, { force: true });
  if (!ok) throw new UserError(text);
  return text;
}

/** Carries out and answers every command that lies there. */
export async function answerCommands(
  folder: string,
  carryOut: (command: Command) => Promise<string>,
): Promise<void> {
  const commands = join(folder, 'commands');
  mkdirSync(commands, { recursive: true });
  for (const name of readdirSync(commands).filter((file) => file.endsWith(COMMAND))) {
    const file = join(commands, name);
    const reply = await replyTo(() => carryOut(readJson<Command>(file)));
    rmSync(file, { force: true });
    writeWhole(file.replace(COMMAND, REPLY), reply);
  }
}

async function replyTo(carryOut: () => Promise<string>): Promise<Reply> {
  try {
    return { ok: true, text: await carryOut() };
  } catch (error) {
    return { ok: false, text: explain(error) ?? String(error) };
  }
}

/** Forgets commands that nobody has answered: whoever sent them has given up. */
export function forgetCommands(folder: string): void {
  rmSync(join(folder, 'commands'), { recursive: true, force: true });
}
