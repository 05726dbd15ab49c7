// One run of redrive, step 9 of the protocol: takes dead letters one by one and decides about each of their files.
import { parseMessage, type ParsedMessage } from '../file-event.ts';
import type { DeadLetter } from '../ports.ts';
import { disposeOf } from './dispose.ts';
import type { FileDisposal, LetterResult, RedriveResult, RedriveRun } from './redrive-run.ts';

/** The most that SQS hands out at once. */
const MAX_RECEIVE = 10;

/**
 * Takes at most `maxMessages` dead letters. What is left in the queue stays hidden until the run is over, so it is not met twice;
 * should it come early all the same, it is passed over. Throws only when the queue itself cannot be read.
 */
export async function redrive(run: RedriveRun): Promise<RedriveResult> {
  const { clock, deadlines, settings } = run;
  const letters: LetterResult[] = [];
  const met = new Set<string>();
  while (letters.length < settings.maxMessages) {
    if (clock.now() >= deadlines.startBefore) return { letters, stoppedBy: 'time' };
    const most = Math.min(MAX_RECEIVE, settings.maxMessages - letters.length);
    const received = await run.deadLetters.receive(most, secondsUntilEnd(run));
    const fresh = received.filter(({ messageId }) => !met.has(messageId));
    if (fresh.length === 0) return { letters, stoppedBy: 'empty' };
    for (const letter of fresh) {
      if (clock.now() >= deadlines.startBefore) return { letters, stoppedBy: 'time' };
      met.add(letter.messageId);
      letters.push(await handle(letter, run));
    }
  }
  return { letters, stoppedBy: 'limit' };
}

function secondsUntilEnd({ clock, deadlines }: RedriveRun): number {
  return Math.max(1, Math.ceil((deadlines.end - clock.now()) / 1000));
}

/** Deletes the letter only when each of its files is taken care of. An error leaves it where it is. */
async function handle(letter: DeadLetter, run: RedriveRun): Promise<LetterResult> {
  const result: LetterResult = { messageId: letter.messageId, files: [], deleted: false };
  try {
    const parsed = parse(letter.body);
    if ('files' in parsed) {
      for (const event of parsed.files) result.files.push({ event, disposal: await disposeOf(event, run) });
    }
    if (result.files.some(({ disposal }) => disposal.done === 'left')) return result;
    const reason = 'reason' in parsed ? parsed.reason : reasonToPark(result.files);
    // First park, then delete: a crash between them makes a duplicate, never a loss.
    if (reason !== undefined) {
      await run.parkedMessages.park({ messageId: letter.messageId, body: letter.body, reason });
      result.parkedFor = reason;
    }
    await run.deadLetters.delete(letter.receiptHandle);
    return { ...result, deleted: true };
  } catch (error) {
    return { ...result, error };
  }
}

/** The parser knows nothing but the text, so whatever it throws is about the text and will not mend itself. */
function parse(body: string): ParsedMessage | { reason: string } {
  try {
    return parseMessage(body);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : 'The message cannot be read.' };
  }
}

function reasonToPark(files: readonly FileDisposal[]): string | undefined {
  for (const { disposal } of files) if (disposal.done === 'parked') return disposal.reason;
  return undefined;
}
