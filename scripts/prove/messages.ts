// The file queue and its dead letters in memory, by the rules of SQS: visibility, receive counts, at-least-once delivery.
import type { Actor } from './stage.ts';

export interface Message {
  number: number;
  /** For the trace: what the message is about. */
  label: string;
  body: string;
  /** Epoch milliseconds of true time. */
  visibleAt: number;
  receives: number;
  /** Who received it last. */
  holder?: Actor;
}

export const VISIBILITY_IN_MS = 1_800_000;

export class Messages {
  readonly waiting: Message[] = [];
  readonly dead: Message[] = [];
  /** Ids of messages that were put aside for a person. */
  readonly parked: string[] = [];
  /** Messages that were received too often. */
  deaths = 0;
  readonly #maxReceives: number;
  #count = 0;

  constructor(maxReceives: number) {
    this.#maxReceives = maxReceives;
  }

  send({ label, body, visibleAt }: { label: string; body: string; visibleAt: number }): void {
    this.waiting.push({ number: ++this.#count, label, body, visibleAt, receives: 0 });
  }

  sendDead({ label, body, visibleAt }: { label: string; body: string; visibleAt: number }): void {
    this.dead.push({ number: ++this.#count, label, body, visibleAt, receives: 0 });
  }

  /** False when the message had been received too often and went to the dead letters instead. */
  receive(message: Message, now: number): boolean {
    if (message.receives >= this.#maxReceives) {
      this.deaths++;
      this.remove(message.number);
      this.dead.push(dead(message, now));
      return false;
    }
    message.receives++;
    message.visibleAt = now + VISIBILITY_IN_MS;
    return true;
  }

  /** Old receipt handles delete as well as new ones; a message that is gone is no error. */
  remove(number: number): void {
    removeFrom(this.waiting, number);
  }

  removeDead(number: number): void {
    removeFrom(this.dead, number);
  }

  changeVisibility(receiptHandle: string, visibleAt: number): void {
    const message = this.waiting.find((one) => receiptHandleOf(one) === receiptHandle);
    if (message) message.visibleAt = visibleAt;
  }
}

function dead({ number, label, body }: Message, now: number): Message {
  return { number, label, body, visibleAt: now, receives: 0 };
}

export function receiptHandleOf({ number, receives }: Message): string {
  return `${number}/${receives}`;
}

/** Held by somebody who is still alive. */
export function isInHand({ holder }: Message): boolean {
  return holder?.state === 'alive';
}

function removeFrom(messages: Message[], number: number): void {
  const at = messages.findIndex((message) => message.number === number);
  if (at >= 0) messages.splice(at, 1);
}
