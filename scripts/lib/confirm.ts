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

export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/** The terminal of this process. */
export const TERMINAL: Terminal = { input: process.stdin, output: process.stdout };

/** Shows a text and returns the line that the person types. Ctrl-C and Ctrl-D are a UserError with this sentence. */
export async function ask(terminal: Terminal, text: string, onLeave: string): Promise<string> {
  const lines = createInterface(terminal);
  try {
    return await lines.question(text);
  } catch (error) {
    throw (error as Error).name === 'AbortError' ? new UserError(onLeave, { cause: error }) : error;
  } finally {
    lines.close();
  }
}

/** Returns when the person typed the word; throws UserError otherwise, also when there is nobody to ask. */
export async function confirm(question: Question, terminal: Terminal = TERMINAL): Promise<void> {
  if (question.yes) return;
  if (!terminal.input.isTTY) {
    throw new UserError('There is no terminal to ask for confirmation; add --yes if you are sure.');
  }
  const text = `${question.text}\nType "${question.answer}" to go on: `;
  const typed = await ask(terminal, text, '\nNothing was changed.');
  if (typed.trim() !== question.answer)
    throw new UserError('Nothing was changed, because the answer was another one.');
}
