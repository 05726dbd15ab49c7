// The messages that were kept: the newest thousand, in memory and in `.local/inbox.ndjson`, where other commands read them.
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE } from '../paths.ts';
import type { InboxMessage } from './message.ts';

export const INBOX_FILE = join(STATE, 'inbox.ndjson');
const MOST_MESSAGES = 1000;
/** The file may grow so much beyond before it is written anew, which costs as much as a thousand messages. */
const SPARE_LINES = 200;

export interface KeptMessages {
  add(messages: readonly InboxMessage[]): void;
  /** The newest first. */
  list(): InboxMessage[];
  /** Removes the file. */
  remove(): void;
}

/** An empty store; a file that is left over is removed. */
export function createKeptMessages(file = INBOX_FILE): KeptMessages {
  let kept: InboxMessage[] = [];
  let lines = 0;
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const text = (messages: readonly InboxMessage[]) =>
    messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  return {
    add: (messages) => {
      if (messages.length === 0) return;
      kept = [...kept, ...messages].slice(-MOST_MESSAGES);
      lines += messages.length;
      if (lines <= MOST_MESSAGES + SPARE_LINES) return appendFileSync(file, text(messages));
      writeFileSync(`${file}.new`, text(kept));
      renameSync(`${file}.new`, file);
      lines = kept.length;
    },
    list: () => kept.toReversed(),
    remove: () => rmSync(file, { force: true }),
  };
}

/** What another process kept, the newest first; a line that is being written counts for nothing. */
export function readKeptMessages(file = INBOX_FILE): InboxMessage[] {
  return textOf(file)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as InboxMessage)
    .slice(-MOST_MESSAGES)
    .toReversed();
}

/** No file: nobody wrote a message yet. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
