// File names as they may be shown to people: they are chosen by strangers and must not forge lines, links or direction.

const LONGEST_IN_CODE_POINTS = 80;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The dot of a final file extension makes no link; every other dot, colon or double slash between characters may. */
const LINK_MAKER =
  /(?<=\S)(?!\.(?:csv|json|ndjson|jsonl|xml|txt|log|pdf)(?:\.gz)?$|\.gz$)([.:]|\/\/)(?=\S)|@(?=\S)/giu;
const THIN_SPACE = '\u2009';

/**
 * For display only; identity always uses the raw key. NFC, control, bidi and other invisible characters replaced by U+FFFD, cut at 80 code points.
 * Mail clients make links of `evil.com`, `//host` and `@name` in plain text: a thin space behind each separator keeps them from it.
 */
export function displayName(key: string): string {
  const points = [...key.normalize('NFC').replaceAll(UNSAFE, '\uFFFD')];
  const shown =
    points.length > LONGEST_IN_CODE_POINTS ? [...points.slice(0, LONGEST_IN_CODE_POINTS - 1), '…'] : points;
  return shown.join('').replaceAll(LINK_MAKER, `$&${THIN_SPACE}`);
}
