// How `npm run inbox` shows messages: a table of the newest, or one in full.
import { UserError } from '../../lib/cli.ts';
import { drawTable } from '../../lib/file/draw-table.ts';
import type { InboxMessage } from './message.ts';

/** Rows of the table; the rest is shown by number or as JSON. */
const MOST_ROWS = 30;

/** The newest first, numbered from 1. */
export function inboxTable(messages: readonly InboxMessage[]): string {
  if (messages.length === 0) return 'No message yet.';
  const rows = messages
    .slice(0, MOST_ROWS)
    .map(({ at, topic, subject, text }, index) => [
      String(index + 1),
      at.slice(0, 19).replace('T', ' '),
      topic,
      subject,
      text.split('\n')[0] ?? '',
    ]);
  const table = drawTable({ head: ['N', 'at (UTC)', 'topic', 'subject', 'first line'], rows });
  const more =
    messages.length > MOST_ROWS ? ` of ${messages.length}; all of them: npm run inbox -- --json` : '';
  return `${table}\n${rows.length} messages${more}. In full: npm run inbox -- show N`;
}

/** Subject, then the text as it was mailed; both were made safe when the message came. */
export function fullMessage({ at, topic, subject, text }: InboxMessage): string {
  return [`${at}  ${topic}`, `Subject: ${subject}`, '', text].join('\n');
}

/** What came since, the oldest first. Both lists begin with the newest. */
export function newMessages(before: readonly InboxMessage[], now: readonly InboxMessage[]): InboxMessage[] {
  const last = JSON.stringify(before[0]);
  const at = before.length === 0 ? -1 : now.findIndex((message) => JSON.stringify(message) === last);
  return now.slice(0, at < 0 ? undefined : at).toReversed();
}

/** The message of a number of the table. Throws UserError when there is none. */
export function pick(messages: readonly InboxMessage[], number: string): InboxMessage {
  const message = /^[1-9]\d*$/.test(number) ? messages[Number(number) - 1] : undefined;
  if (message !== undefined) return message;
  const range = messages.length === 0 ? 'there is no message yet' : `numbers go from 1 to ${messages.length}`;
  throw new UserError(`There is no message ${number}; ${range}.`);
}
