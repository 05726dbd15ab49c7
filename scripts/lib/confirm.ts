// Asks before something is destroyed, and never takes silence for consent.
import { createInterface } from 'node:readline/promises';
import { UserError } from './user-error.ts';

export interface Question {
  /** What will happen, as sentences. */
  text: string;
  /** The word that must be typed. */
  answer: string;
  /** Given as --yes: nothing is asked. */
  yes: boolean;
}

interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/** Returns when the person typed the word; throws UserError otherwise, also when there is nobody to ask. */
export async function confirm(
  question: Question,
  terminal: Terminal = { input: process.stdin, output: process.stdout },
): Promise<void> {
  if (question.yes) return;
  if (!terminal.input.isTTY) {
    throw new UserError('There is no terminal to ask for confirmation; add --yes if you are sure.');
  }
  const lines = createInterface(terminal);
  try {
    const typed = await lines.question(`${question.text}\nType "${question.answer}" to go on: `);
    if (typed.trim() !== question.answer)
      throw new UserError('Nothing was changed, because the answer was another one.');
  } finally {
    lines.close();
  }
}
