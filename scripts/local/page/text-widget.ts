// The text of a dashboard: headings, list items and https links; everything else of Markdown is shown as it was typed.
import { html, type Markup } from './html.ts';

const LINK = /\[([^\][]+)\]\((https:\/\/[^\s()<>"]+)\)/g;

/** A line with its links; they lead to the console of AWS. */
function inline(text: string): Markup[] {
  const parts: Markup[] = [];
  let end = 0;
  for (const { 0: whole, 1: label, 2: address, index } of text.matchAll(LINK)) {
    parts.push(html`${text.slice(end, index)}<a href="${address}" rel="noreferrer">${label}</a>`);
    end = index + whole.length;
  }
  return [...parts, html`${text.slice(end)}`];
}

/** The text as markup. */
export function textWidget(markdown: string): Markup {
  const lines = markdown.split('\n').filter((line) => line.trim() !== '');
  return html`${lines.map((line) => {
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    if (heading !== undefined) return html`<h1>${inline(heading)}</h1>`;
    const [, item] = /^- (.*)$/.exec(line) ?? [];
    return item === undefined ? html`<p>${inline(line)}</p>` : html`<div>${inline(item)}</div>`;
  })}`;
}
