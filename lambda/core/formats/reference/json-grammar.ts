// Checks one JSON text given in pieces and finds the exact character at which it stops being JSON.
import { verifier } from 'stream-json/utils/verifier.js';
import type { VerifierError } from 'stream-json/utils/verifier.js';

const LITERALS = ['true', 'false', 'null'];
/** Longest lexeme at whose beginning, instead of at the offending character, the verifier reports a fault. */
const TAIL_IN_CHARACTERS = 16;

/** Characters of `text` that a literal has in common with it, for the literal that fits best. */
function literalPrefix(text: string): number {
  const common = (literal: string) => {
    let length = 0;
    while (length < literal.length && text[length] === literal[length]) length += 1;
    return length;
  };
  return Math.max(...LITERALS.map(common));
}

/** Characters of `text`, which begins with a backslash, that may begin an escape. */
function escapePrefix(text: string): number {
  const match = /^\\(?:u[\da-fA-F]{0,4})?/.exec(text);
  return match ? match[0].length : 0;
}

/**
 * Takes the text with one character a byte (latin1), so that its offsets are byte offsets: outside strings JSON is ASCII, and inside
 * strings every byte above 0x7f is as good as any other.
 */
export class JsonGrammar {
  readonly #verifier = verifier.asStream();
  #error: VerifierError | undefined;
  #length = 0;
  /** The last characters that were written, and what was written before them, as far as a fault may reach back. */
  #last = '';
  #before = '';

  constructor() {
    this.#verifier.on('error', (error: VerifierError) => (this.#error ??= error)).resume();
  }

  async write(text: string): Promise<void> {
    if (this.#error || text.length === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#verifier.write(text, () => resolve());
    await promise;
    this.#length += text.length;
    this.#before = this.#before.slice(-TAIL_IN_CHARACTERS) + this.#last.slice(-TAIL_IN_CHARACTERS);
    this.#last = text;
  }

  /** Tells whether a fault has been seen already; the last few characters may still be undecided. */
  get hasFailed(): boolean {
    return this.#error !== undefined;
  }

  /**
   * Ends the text. Returns nothing when it is one JSON text, its length when it is only incomplete, else the offset of the first
   * character that no JSON text could have there.
   */
  async end(): Promise<number | undefined> {
    if (!this.#error) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#verifier.once('error', () => resolve()).once('finish', () => resolve());
      this.#verifier.end();
      await promise;
    }
    return this.#error && this.#refine(this.#error);
  }

  /** The verifier names the beginning of a literal or of an escape; the fault is at the first character that does not fit. */
  #refine({ offset, message }: VerifierError): number {
    const seen = this.#before + this.#last;
    const rest = seen.slice(offset - (this.#length - seen.length));
    let good = 0;
    if (message.endsWith('expected a value')) good = literalPrefix(rest);
    else if (message.endsWith('escaped characters')) good = escapePrefix(rest);
    return Math.min(offset + good, this.#length);
  }
}

/** As `JsonGrammar.end`, of a text that is at hand. */
export async function findJsonFault(text: string): Promise<number | undefined> {
  const grammar = new JsonGrammar();
  await grammar.write(text);
  return grammar.end();
}
