// Texts of strangers on a terminal: nothing in them may move the cursor, start a line, turn the direction or hide.

/** Control, format, surrogate, private and unassigned characters, line and paragraph separators, every space but the plain one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}|^ | $/gu;

const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Shows what cannot be seen as `\n` or `\u{202e}`, also a space at either end; a backslash as `\\`, so that two texts never look the same. */
export function showText(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(UNSEEN, (found) => SHORT[found] ?? `\\u{${found.codePointAt(0)?.toString(16) ?? ''}}`);
}
