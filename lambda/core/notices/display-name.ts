// File names and other texts of strangers as they may be shown to people: they must not forge lines, links, mentions or direction.

const LONGEST_IN_CODE_POINTS = 80;
/** Controls, invisible signs, and what changes the direction of text. */
export const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * The dot of a final file extension makes no link; every other dot or colon between characters and every double slash may, and so may the
 * other dots that browsers take for one in host names (UTS 46); the colon of a time does not. `@name` and `<!channel>` call people, `<tag>` is markup.
 */
const LINK_MAKER =
  /(?<=\S)(?!\.(?:csv|json|ndjson|jsonl|xml|txt|log|pdf)(?:\.gz)?$|\.gz$|(?<=\d):\d)([.:\u3002\uFF0E\uFF61\uFF1A])(?=\S)|\/\/(?=\S)|[@\uFF20\uFE6B<](?=\S)/giu;
/** Behind a sign, keeps it from making a link, a mention or mark-up. */
export const THIN_SPACE = '\u2009';

/**
 * For display only; identity always uses the raw key. NFC, control, bidi and other invisible characters replaced by U+FFFD, cut at 80 code points.
 * Mail clients make links of `evil.com`, `//host` and `@name` in plain text: a thin space behind each separator keeps them from it.
 */
export function displayName(key: string): string {
  const points = [...withoutUnsafe(key)];
  const shown =
    points.length > LONGEST_IN_CODE_POINTS ? [...points.slice(0, LONGEST_IN_CODE_POINTS - 1), '…'] : points;
  return withoutLinks(shown.join(''));
}

/** Likewise for a sentence that may quote what a stranger wrote, as the reason of a rejection may; not cut. */
export function displayText(text: string): string {
  return withoutLinks(withoutUnsafe(text));
}

function withoutUnsafe(text: string): string {
  return text.normalize('NFC').replaceAll(UNSAFE, '\uFFFD');
}

function withoutLinks(text: string): string {
  return text.replaceAll(LINK_MAKER, `$&${THIN_SPACE}`);
}
