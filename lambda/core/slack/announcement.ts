// What a queue message announces: an SNS envelope around the JSON of the results topic, or around an alert of any form.
import { UnknownMessage } from '../errors.ts';

/** A JSON object of a message; every value is still to be judged. */
export type Fields = Readonly<Record<string, unknown>>;

export type Announcement =
  /** `type` is that of the results topic: file, digest, daily-report, probe, or one that is not known here. */
  | { kind: 'result'; id: string; type: string; fields: Fields }
  | { kind: 'alarm'; id: string; at: string; fields: Fields }
  | { kind: 'alert'; id: string; at: string; subject?: string; text: string };

/** Ids are part of a key; ours are UUIDs, days and times with a little around them. */
const ID = /^[\w.:#-]{1,200}$/;

/** Throws UnknownMessage when the body is no notification of SNS, or a result without an id. */
export function parseAnnouncement(body: string, resultsTopicArn: string): Announcement {
  const envelope = objectIn(body);
  const { Type, MessageId, TopicArn, Subject, Message, Timestamp } = envelope ?? {};
  if (Type !== 'Notification' || typeof Message !== 'string' || !isId(MessageId))
    throw new UnknownMessage('The message is not a notification of SNS with a message id.');
  const fields = objectIn(Message);
  if (TopicArn === resultsTopicArn) return resultOf(fields);
  const seen = { id: MessageId, at: textOr('', Timestamp) };
  if (fields && typeof fields.AlarmName === 'string' && typeof fields.NewStateValue === 'string')
    return { kind: 'alarm', ...seen, fields };
  // A rule's input template is a JSON text in quotes when the rule passes it on as it is.
  const text = stringIn(Message) ?? Message;
  return { kind: 'alert', ...seen, text, ...(typeof Subject === 'string' && { subject: Subject }) };
}

function resultOf(fields: Fields | undefined): Announcement {
  const { notificationId: id, type } = fields ?? {};
  if (!fields || !isId(id) || typeof type !== 'string')
    throw new UnknownMessage('The result has no notificationId or no type.');
  return { kind: 'result', id, type, fields };
}

const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);

/** The value when it is a text. */
export function textOr(otherwise: string, value: unknown): string {
  return typeof value === 'string' ? value : otherwise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectIn(text: string): Fields | undefined {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function stringIn(text: string): string | undefined {
  const value = parsed(text);
  return typeof value === 'string' ? value : undefined;
}
