// The few parts of Slack's Block Kit that we use. Whatever they are given becomes harmless and fits Slack's limits here, and only here.
import { THIN_SPACE, UNSAFE } from '../notices/display-name.ts';

/** Slack, "Reference: Blocks" and "Composition objects": characters of a header, of a text, of a field, and fields of a section. */
const LONGEST_HEADER = 150;
const LONGEST_TEXT = 3_000;
const LONGEST_FIELD = 2_000;
const MOST_FIELDS = 10;
/** Slack takes 50; a message that needs more than this is not read anyway. */
const MOST_BLOCKS = 20;
/** Slack shows it in notifications; a few lines there at most. */
const LONGEST_FALLBACK = 300;

interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: false;
}

/** Made by `link` alone, so that nobody else's text is ever read as markup. */
interface Markup {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}

export type Block =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text: PlainText | Markup }
  | { type: 'section'; fields: PlainText[] }
  | { type: 'context'; elements: PlainText[] };

/** Body of the POST. `text` is what notifications show, and clients that draw no blocks. */
export interface SlackMessage {
  text: string;
  blocks: Block[];
  mrkdwn: false;
  link_names: false;
  unfurl_links: false;
  unfurl_media: false;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const ELLIPSIS = '…';

/** Slack's control characters escaped; cut so that the escaped text fits. */
function escaped(text: string, longest: number): string {
  const parts = Array.from(text, (point) => ESCAPES[point] ?? point);
  const whole = parts.join('');
  if (whole.length <= longest) return whole;
  let length = ELLIPSIS.length;
  const fitting = parts.findIndex((part) => (length += part.length) > longest);
  return parts.slice(0, fitting).join('') + ELLIPSIS;
}

/** Text of our own code, alarms and rules: may have lines, times and addresses, but calls nobody. Strangers' texts go through displayText. */
export function quiet(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.replaceAll(UNSAFE, '\uFFFD'));
  return unaddressed(lines.join('\n'));
}

/** Once more on whole texts: an `@` at the end of one part would call whatever the next part begins with. */
const unaddressed = (text: string) => text.replaceAll(/@(?=\S)/g, `@${THIN_SPACE}`);

/** Slack refuses empty texts. */
const plain = (text: string, longest: number): PlainText => ({
  type: 'plain_text',
  text: escaped(unaddressed(text.trim()) || '–', longest),
  emoji: false,
});

export const header = (text: string): Block => ({ type: 'header', text: plain(text, LONGEST_HEADER) });

export const section = (text: string): Block => ({ type: 'section', text: plain(text, LONGEST_TEXT) });

/** Names with values; those without a value are left out, and the block too when none is left. */
export function fields(entries: readonly (readonly [string, string | number | undefined])[]): Block[] {
  const present = entries.filter(([, value]) => value !== undefined).slice(0, MOST_FIELDS);
  if (present.length === 0) return [];
  return [
    { type: 'section', fields: present.map(([name, value]) => plain(`${name}: ${value}`, LONGEST_FIELD)) },
  ];
}

export const context = (...texts: string[]): Block => ({
  type: 'context',
  elements: texts.filter(Boolean).map((text) => plain(text, LONGEST_FIELD)),
});

/** Links in one line. The addresses must be ours and encoded, the labels literals; links that do not fit are left out. */
export function links(entries: readonly { url: string; label: string }[]): Block[] {
  const texts = entries.map(({ url, label }) => `<${escaped(url, LONGEST_TEXT)}|${label}>`);
  const text = texts.reduce((line, one) => {
    const longer = line ? `${line}  ·  ${one}` : one;
    return longer.length <= LONGEST_TEXT ? longer : line;
  }, '');
  return text ? [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }] : [];
}

/** `fallback` must be harmless already. */
export function slackMessage(fallback: string, blocks: readonly Block[]): SlackMessage {
  return {
    text: escaped(unaddressed(fallback), LONGEST_FALLBACK),
    blocks: blocks.slice(0, MOST_BLOCKS),
    mrkdwn: false,
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  };
}
