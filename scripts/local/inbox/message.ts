// A message of a topic as the reader of its mail sees it: subject and text, made of nothing but what a queue subscriber gets.
import { emailTextOf, type MachineFields } from '../../../lambda/core/notices/email-text.ts';

export interface InboxMessage {
  /** When it came, ISO 8601. */
  at: string;
  /** `results` or `alerts`. */
  topic: string;
  subject: string;
  text: string;
  /** The message itself, as machines get it. */
  message: string;
  /** Message attributes. */
  attributes: Record<string, string>;
}

/** What SNS puts into a queue. */
interface Envelope {
  Subject?: string;
  Message?: string;
  Timestamp?: string;
  MessageAttributes?: Record<string, { Value?: string }>;
}

/** What AWS sends as the subject when the publisher gives none. */
const NO_SUBJECT = 'AWS Notification Message';

/** Reads the body of a queue message; `now` counts where SNS told no time. */
export function inboxMessage({
  body,
  topic,
  now,
}: {
  body: string;
  topic: string;
  now: number;
}): InboxMessage {
  const envelope = objectIn(body) as Envelope | undefined;
  const message = envelope?.Message ?? body;
  const attributes = Object.entries(envelope?.MessageAttributes ?? {}).map(
    ([name, { Value = '' }]) => [name, Value] as const,
  );
  return {
    at: envelope?.Timestamp ?? new Date(now).toISOString(),
    topic,
    subject: safe(envelope?.Subject ?? NO_SUBJECT).replaceAll('\n', ' '),
    text: mailText(message),
    message,
    attributes: Object.fromEntries(attributes),
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Results carry their kind, alarms their name; everything else is a text already. */
function mailText(message: string): string {
  const fields = objectIn(message);
  if (typeof fields?.notificationId === 'string') return emailTextOf(fields);
  return safe(typeof fields?.AlarmName === 'string' ? alarmText(fields) : `${message.trimEnd()}\n`);
}

/** Nothing may move a cursor, hide, or turn the direction of a text. */
const safe = (text: string): string => text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');

const STATES: Readonly<Record<string, string>> = {
  ALARM: 'is in alarm',
  OK: 'is OK again',
  INSUFFICIENT_DATA: 'has too little data to tell',
};

/** In short what the mail of AWS says. */
function alarmText(fields: MachineFields): string {
  const say = (name: string): string => String(fields[name] ?? '');
  const state = STATES[say('NewStateValue')] ?? `is ${say('NewStateValue')}`;
  const facts = [
    ['What it means', say('AlarmDescription')],
    ['Why', say('NewStateReason')],
    ['Before', say('OldStateValue')],
    ['At', say('StateChangeTime')],
    ['Region', say('Region')],
  ].filter(([, value]) => value !== '');
  return [
    `The alarm ${say('AlarmName')} ${state}.`,
    '',
    ...facts.map(([label = '', value]) => `${label.padEnd(16)}${value}`),
    '',
  ].join('\n');
}
