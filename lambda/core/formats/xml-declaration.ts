// Reads the XML declaration at the very beginning of a file: it decides which XML the rest is, and in which encoding.

/** What the head of a file shows; places are bytes. */
export type Declaration =
  | { kind: 'none' }
  /** More bytes are needed. */
  | { kind: 'open' }
  /** The character at `at` must not be there; `end` is behind it. */
  | { kind: 'fault'; at: number; end: number }
  /** The version is another than 1.0: that XML has other characters and other ends of lines. `end` is behind the quote. */
  | { kind: 'other version'; end: number }
  | { kind: 'complete'; end: number; encoding: string };

const OPENING = '<?xml';
/** Whatever XML forbids everywhere, as Latin-1 shows it: control characters, U+FFFE and U+FFFF. */
const FORBIDDEN = /[^\t\n\r -\xff]|\xef\xbf[\xbe\xbf]/;
const SPACE = /[ \t\r\n]/;
const SPACES = /[ \t\r\n]*/y;
const NAME = /[^?][^=? \t\r\n]*/y;
/** Which attribute may come after which; the first is that of nothing. */
const NEXT: Record<string, readonly string[]> = {
  '': ['version'],
  version: ['encoding', 'standalone'],
  encoding: ['standalone'],
  standalone: [],
};
const VALUES: Record<string, RegExp> = {
  version: /^1\.[0-9]+$/,
  encoding: /^[A-Za-z][A-Za-z0-9._-]*$/,
  standalone: /^(?:yes|no)$/,
};

/** Looks at the first bytes of a file. Told is the first fault, in the order of the characters. */
export function readDeclaration(head: Buffer): Declaration {
  // Whatever there is, it ends at the first question mark or before, and a character more shows how.
  const question = head.indexOf('?', OPENING.length);
  const text = head.toString('latin1', 0, question < 0 ? head.length : question + 8);
  if (text.length <= OPENING.length) return { kind: OPENING.startsWith(text) ? 'open' : 'none' };
  if (!text.startsWith(OPENING) || !/[ \t\r\n?]/.test(text.charAt(OPENING.length))) return { kind: 'none' };
  const found = new Attributes(text).read();
  const forbidden = text.slice(0, 'end' in found ? found.end : undefined).search(FORBIDDEN);
  return forbidden < 0 ? found : faultAt(text, forbidden);
}

/** Waits for what follows a CR, because CR LF is one character. */
function faultAt(text: string, at: number): Declaration {
  const code = text.charCodeAt(at);
  if (code === 0x0d && at + 1 === text.length) return { kind: 'open' };
  if (code < 0x80) return { kind: 'fault', at, end: at + (text.startsWith('\r\n', at) ? 2 : 1) };
  return { kind: 'fault', at, end: at + (code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4) };
}

/** The pairs of names and values behind `<?xml`, as far as they are there. */
class Attributes {
  readonly #text: string;
  #at = OPENING.length;
  /** The name of the pair that was read last. */
  #last = '';
  #encoding = '';

  constructor(text: string) {
    this.#text = text;
  }

  read(): Declaration {
    for (;;) {
      this.#skip(SPACES);
      if (this.#peek() === '?') return this.#close();
      const found = this.#readPair();
      if (found) return found;
      if (this.#peek() !== '?' && !SPACE.test(this.#peek())) return this.#stop();
    }
  }

  /** Returns something when the declaration ends there in one way or another. */
  #readPair(): Declaration | undefined {
    const name = this.#skip(NAME);
    if (this.#peek() === '' || !NEXT[this.#last]?.includes(name)) return this.#stop();
    this.#skip(SPACES);
    if (this.#peek() !== '=') return this.#stop();
    this.#at += 1;
    this.#skip(SPACES);
    const quote = this.#peek();
    if (quote !== '"' && quote !== "'") return this.#stop();
    const start = this.#at + 1;
    while (this.#at === start - 1 || (this.#peek() !== quote && this.#peek() !== '?' && this.#peek() !== ''))
      this.#at += 1;
    const value = this.#text.slice(start, this.#at);
    if (this.#peek() !== quote || !VALUES[name]?.test(value)) return this.#stop();
    this.#at += 1;
    this.#last = name;
    if (name === 'encoding') this.#encoding = value;
    return name === 'version' && value !== '1.0' ? { kind: 'other version', end: this.#at } : undefined;
  }

  /** At the question mark. */
  #close(): Declaration {
    this.#at += 1;
    if (this.#peek() !== '>' || this.#last === '') return this.#stop();
    return { kind: 'complete', end: this.#at + 1, encoding: this.#encoding };
  }

  /** Here is something else than what must be, or nothing more. */
  #stop(): Declaration {
    return this.#peek() === '' ? { kind: 'open' } : faultAt(this.#text, this.#at);
  }

  /** The next character; empty behind the end. */
  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Returns what it has skipped. */
  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [skipped = ''] = pattern.exec(this.#text) ?? [];
    this.#at += skipped.length;
    return skipped;
  }
}
