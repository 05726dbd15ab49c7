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
const EQUALS = /=[ \t\r\n]*/y;
/** Without the closing quote. */
const VALUE = /"[^"?]*|'[^'?]*/y;
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

/** Waits for the rest of the character, and for what follows a CR, because CR LF is one. */
function faultAt(text: string, at: number): Declaration {
  const code = text.charCodeAt(at);
  let end = at + 1;
  if (code >= 0xc0) end += code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;
  if (code === 0x0d && (end === text.length || text.charAt(end) === '\n')) end += 1;
  return end > text.length ? { kind: 'open' } : { kind: 'fault', at, end };
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
    if (!NEXT[this.#last]?.includes(name)) return this.#stop();
    this.#skip(SPACES);
    if (this.#skip(EQUALS) === '') return this.#stop();
    const value = this.#skip(VALUE);
    if (value === '' || this.#peek() !== value.charAt(0) || !VALUES[name]?.test(value.slice(1)))
      return this.#stop();
    this.#at += 1;
    this.#last = name;
    if (name === 'encoding') this.#encoding = value.slice(1);
    return name === 'version' && value.slice(1) !== '1.0'
      ? { kind: 'other version', end: this.#at }
      : undefined;
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
