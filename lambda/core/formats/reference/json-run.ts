// Checks a run of elements of one array or object, given in pieces: by JSON.parse while it is small, else by the streaming check.
import { findJsonFault, JsonGrammar } from './json-grammar.ts';

/**
 * A longer run goes through the streaming check, which keeps nothing. JSON.parse is several times as fast but builds what it reads:
 * 16 MiB of empty arrays would take 300 MB.
 */
const MAX_PARSED_IN_BYTES = 1024 * 1024;
const NOT_WHITE = /[^ \t\r\n]/;
const CLOSERS: Record<string, string> = { '[': ']', '{': '}' };

/** Text is taken with one character a byte (latin1); offsets are bytes from the beginning of the run. */
export class JsonRun {
  readonly #opener: string;
  readonly #closer: string;
  #held = '';
  #grammar: JsonGrammar | undefined;
  #length = 0;
  #isBlank = true;

  /** `opener` is the bracket around the run; empty when the run is a text of its own. */
  constructor(opener: string) {
    this.#opener = opener;
    this.#closer = CLOSERS[opener] ?? '';
  }

  /** Takes the next piece. Returns the offset of the first fault as soon as the streaming check sees one. */
  async hold(text: string): Promise<number | undefined> {
    this.#note(text);
    if (this.#grammar) await this.#grammar.write(text);
    else {
      this.#held += text;
      if (this.#held.length <= MAX_PARSED_IN_BYTES) return undefined;
      this.#grammar = new JsonGrammar();
      await this.#grammar.write(this.#opener + this.#held);
      this.#held = '';
    }
    return this.#grammar.hasFailed ? this.#faultOf(this.#grammar) : undefined;
  }

  /** Takes the last piece. Returns the offset of the first fault, if there is one; a run without any element is a fault at its end. */
  async finish(text: string): Promise<number | undefined> {
    this.#note(text);
    if (this.#isBlank) return this.#length;
    if (this.#grammar) {
      await this.#grammar.write(text + this.#closer);
      return this.#faultOf(this.#grammar);
    }
    const whole = this.#opener + this.#held + text + this.#closer;
    try {
      JSON.parse(whole);
      return undefined;
    } catch {
      return this.#inRun(await findJsonFault(whole));
    }
  }

  /** Takes the last piece of a run that is cut. Returns the offset of the first fault, or the end when nothing is wrong up to there. */
  async cut(text: string): Promise<{ offset: number; isEnd: boolean }> {
    this.#note(text);
    const grammar = this.#grammar ?? new JsonGrammar();
    await grammar.write(this.#grammar ? text : this.#opener + this.#held + text);
    const offset = (await this.#faultOf(grammar)) ?? this.#length;
    return { offset, isEnd: offset === this.#length };
  }

  /** Tells whether the run, with `text` as its last piece, is white space only. */
  isBlankWith(text: string): boolean {
    return this.#isBlank && !NOT_WHITE.test(text);
  }

  #note(text: string): void {
    this.#length += text.length;
    this.#isBlank &&= !NOT_WHITE.test(text);
  }

  async #faultOf(grammar: JsonGrammar): Promise<number | undefined> {
    return this.#inRun(await grammar.end());
  }

  /** From an offset behind the opener; the closer, which is ours, stands for whatever follows the run. */
  #inRun(fault: number | undefined): number | undefined {
    return fault === undefined ? undefined : Math.min(fault - this.#opener.length, this.#length);
  }
}
