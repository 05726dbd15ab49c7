// The queues of redrive and reconcile in memory: dead letters with their visibility, messages sent, messages parked.
import type { Clock, DeadLetters, FileMessages, ParkedMessages } from '../../../lambda/core/ports.ts';

export interface MemoryDeadLetters extends DeadLetters {
  /** Bodies of what is there, hidden or not, oldest first. */
  bodies(): string[];
  put(body: string): void;
}

export function createMemoryDeadLetters(clock: Pick<Clock, 'now'>): MemoryDeadLetters {
  const letters: { messageId: string; receiptHandle: string; body: string; visibleAt: number }[] = [];
  let count = 0;
  return {
    bodies: () => letters.map(({ body }) => body),
    put: (body) =>
      void letters.push({ messageId: `letter-${++count}`, receiptHandle: '', body, visibleAt: -Infinity }),
    receive: async (most, hiddenForSeconds) => {
      const visible = letters.filter(({ visibleAt }) => visibleAt <= clock.now()).slice(0, most);
      for (const letter of visible) {
        letter.visibleAt = clock.now() + hiddenForSeconds * 1_000;
        letter.receiptHandle = `receipt-${++count}`;
      }
      return visible.map(({ messageId, receiptHandle, body }) => ({ messageId, receiptHandle, body }));
    },
    delete: async (receiptHandle) => {
      const at = letters.findIndex((letter) => letter.receiptHandle === receiptHandle);
      if (at >= 0) letters.splice(at, 1);
    },
  };
}

export interface MemoryFileMessages extends FileMessages {
  sent: { body: string; delayInSeconds: number }[];
}

export function createMemoryFileMessages(): MemoryFileMessages {
  const sent: MemoryFileMessages['sent'] = [];
  return { sent, send: async (body, delayInSeconds) => void sent.push({ body, delayInSeconds }) };
}

export interface MemoryParkedMessages extends ParkedMessages {
  parked: { messageId: string; body: string; reason: string }[];
}

export function createMemoryParkedMessages(): MemoryParkedMessages {
  const parked: MemoryParkedMessages['parked'] = [];
  return { parked, park: async (message) => void parked.push(message) };
}
