// `npm run file -- parked`: what nobody understood, and the way back into the file queue.
import type { FileMessages } from '../../../lambda/core/ports.ts';
import { inLanes } from '../../../lambda/core/lanes.ts';
import { drawTable } from './draw-table.ts';
import { showCount } from './show-row.ts';
import { showText } from './show-text.ts';
import { YES, type Answer, type Operation, type Verb } from './verb.ts';

export interface ParkedMessage {
  messageId: string;
  /** Of this receive; every receive gives another one. */
  receiptHandle: string;
  body: string;
  /** Epoch milliseconds. */
  parkedAt: number;
  /** Absent when somebody else put the message there, or when it was too large to carry it. */
  reason?: string;
}

/** The parked queue, as a person works with it. */
export interface ParkedQueue {
  /** Up to `most` (at most 10) messages, hidden from everybody for so many seconds; none when the queue looks empty. Throws TryAgain. */
  receive(most: number, hiddenForSeconds: number): Promise<ParkedMessage[]>;
  /** Throws TryAgain. */
  showAgain(receiptHandle: string): Promise<void>;
  /** Throws TryAgain. */
  delete(receiptHandle: string): Promise<void>;
}

export interface ParkedWorld extends Operation {
  environmentName: string;
  parkedQueue: ParkedQueue;
  fileMessages: FileMessages;
}

const MOST_AT_ONCE = 10;
const MOST_LISTED = 1_000;
/** Long enough to go through the queue without meeting a message twice; a command that dies gives all back after it. */
const HIDDEN_IN_SECONDS = 120;
const LANES = 8;
const SHOWN_CHARACTERS = 160;

/** Looking removes nothing. A message goes back word for word, and is deleted only when it is in the file queue. */
export const parked: Verb<ParkedWorld> = {
  usage: 'parked',
  description: 'the messages that nobody understood; with --send-back put them into the file queue again',
  options: [['--send-back', 'send each to the file queue, then delete it here; asks first'], YES],
  run: async (world, _argument, { sendBack = false, yes = false }) => {
    const found = await look(world);
    if (!sendBack || found.length === 0) return listed(world, found);
    world.tell(textOf(world, found));
    await world.confirm({
      text: `${countOf(found)} will be sent to the file queue and deleted from the parked queue.`,
      answer: `send back ${found.length}`,
      yes,
    });
    return sentBack(found, await sendAll(world, new Set(found.map(({ messageId }) => messageId))));
  },
};

/** Everything that is there, oldest first, each message once. */
async function look({ parkedQueue }: ParkedWorld): Promise<ParkedMessage[]> {
  const met = new Map<string, ParkedMessage>();
  const handles: string[] = [];
  try {
    while (met.size < MOST_LISTED) {
      const received = await parkedQueue.receive(MOST_AT_ONCE, HIDDEN_IN_SECONDS);
      handles.push(...received.map(({ receiptHandle }) => receiptHandle));
      const fresh = received.filter(({ messageId }) => !met.has(messageId));
      if (fresh.length === 0) break;
      for (const message of fresh) met.set(message.messageId, message);
    }
  } finally {
    await showAgain(parkedQueue, handles);
  }
  return [...met.values()].sort((a, b) => a.parkedAt - b.parkedAt);
}

/** They would be seen again by themselves a little later, so a failure here is worth no word. */
async function showAgain(queue: ParkedQueue, handles: readonly string[]): Promise<void> {
  await inLanes(handles, { lanes: LANES }, (handle) => queue.showAgain(handle).catch(() => undefined));
}

/** Sends those that were shown and no others; tells which. First send, then delete: a crash between them makes a duplicate, never a loss. */
async function sendAll(
  { parkedQueue, fileMessages, tell }: ParkedWorld,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const sent = new Set<string>();
  const met = new Set<string>();
  const others: string[] = [];
  try {
    while (sent.size < wanted.size) {
      const received = await parkedQueue.receive(MOST_AT_ONCE, HIDDEN_IN_SECONDS);
      if (received.every(({ messageId }) => met.has(messageId))) break;
      for (const { messageId, receiptHandle, body } of received) {
        met.add(messageId);
        if (wanted.has(messageId) && !sent.has(messageId)) {
          await fileMessages.send(body, 0);
          sent.add(messageId);
          await parkedQueue.delete(receiptHandle);
        } else others.push(receiptHandle);
      }
      tell(`${showCount(sent.size)} of ${showCount(wanted.size)} sent back …`);
    }
  } finally {
    await showAgain(parkedQueue, others);
  }
  return sent;
}

function countOf(messages: readonly unknown[]): string {
  return `${showCount(messages.length)} ${messages.length === 1 ? 'message' : 'messages'}`;
}

const reasonOf = ({ reason }: ParkedMessage) => reason ?? null;

function recordsOf({ clock }: ParkedWorld, messages: readonly ParkedMessage[]) {
  return messages.map((message) => ({
    messageId: message.messageId,
    parkedAt: new Date(message.parkedAt).toISOString(),
    ageInSeconds: ageInSeconds(message, clock.now()),
    reason: reasonOf(message),
    body: message.body,
  }));
}

function listed(world: ParkedWorld, messages: readonly ParkedMessage[]): Answer {
  return {
    json: { messages: recordsOf(world, messages), isCut: messages.length >= MOST_LISTED },
    text: textOf(world, messages),
  };
}

function sentBack(found: readonly ParkedMessage[], sent: ReadonlySet<string>): Answer {
  const missing = found.filter(({ messageId }) => !sent.has(messageId)).map(({ messageId }) => messageId);
  const text = `${countOf([...sent])} sent back to the file queue.`;
  return {
    json: { sentBack: [...sent], missing },
    text:
      missing.length === 0
        ? text
        : `${text} ${countOf(missing)} could not be found again; look with \`npm run file -- parked\` in two minutes.`,
    isIncomplete: missing.length > 0,
  };
}

function textOf({ clock, environmentName }: ParkedWorld, messages: readonly ParkedMessage[]): string {
  if (messages.length === 0) return `No message is parked in the environment ${environmentName}.`;
  const isCut = messages.length >= MOST_LISTED;
  const title = `${isCut ? 'The first ' : ''}${countOf(messages)} parked in the environment ${environmentName}`;
  const rows = messages.map((message) => [
    showText(message.messageId),
    showAge(ageInSeconds(message, clock.now())),
    showText(message.reason ?? '-'),
    showText(message.body.slice(0, SHOWN_CHARACTERS)),
  ]);
  return `${title}\n${drawTable({ head: ['Id', 'Age', 'Reason', 'Begins with'], rows })}`;
}

const ageInSeconds = ({ parkedAt }: ParkedMessage, now: number) =>
  Math.max(0, Math.round((now - parkedAt) / 1000));

const UNITS = [
  ['d', 24 * 60 * 60],
  ['h', 60 * 60],
  ['min', 60],
] as const;

/** In the largest unit of which there is at least one: `3 d`. */
function showAge(seconds: number): string {
  for (const [unit, size] of UNITS) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`;
  return `${seconds} s`;
}
