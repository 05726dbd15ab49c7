// The frame of every local page: no script, one style for light and dark, and every text escaped.
import { escapeMarkup } from '../../../lambda/core/charts/escape-markup.ts';

/** Markup that is safe to put into a page; made by `html` and `raw` only, so that a text cannot be taken for it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Takes text as markup; only for what a library or a constant of ours made. */
export const raw = (text: string): Markup => new Markup(text);

/** Controls, lone surrogates and what changes the direction of text; a file name may hold any of them. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function put(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(put).join('');
  return escapeMarkup(
    String(value ?? '').replaceAll(CONTROL, (sign) => ('\n\t'.includes(sign) ? sign : '\uFFFD')),
  );
}

/** Markup with values in it: texts are escaped, markup and lists of it stay. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  return new Markup(parts.map((part, at) => (at === 0 ? part : put(values[at - 1]) + part)).join(''));
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9de, #3a4048); --soft: light-dark(#f5f6f8, #1c2025);
  --ink: light-dark(#16191f, #e4e7eb); --dim: light-dark(#545b64, #a3abb5); --good: light-dark(#00734f, #3ecf9b);
  --bad: light-dark(#b3261e, #ff8a80); --unknown: light-dark(#6b5900, #e5c453); --paper: light-dark(#fff, #121519); }
* { box-sizing: border-box; }
body { margin: 0; padding: 0 20px 32px; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
header { display: flex; gap: 18px; align-items: baseline; flex-wrap: wrap; padding: 14px 0; }
header b { font-size: 17px; } header span { color: var(--dim); margin-left: auto; }
a { color: light-dark(#0a5bb5, #7db8ff); }
h1 { font-size: 17px; margin: 0 0 4px; } h2 { font-size: 14px; margin: 0 0 8px; }
.grid { display: grid; grid-template-columns: repeat(24, minmax(0, 1fr)); column-gap: 10px; }
.grid section { margin-bottom: 10px; }
section { border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; overflow: hidden; min-width: 0; }
.grid svg { width: 100%; height: auto; display: block; } .note { color: var(--dim); margin: 4px 0 0; font-size: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; } .scroll { overflow: auto; max-height: 420px; }
th, td { text-align: left; vertical-align: top; padding: 3px 10px 3px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: 600; white-space: nowrap; } td.fixed { white-space: nowrap; }
ul { margin: 4px 0; padding-left: 18px; } .tiles { display: flex; flex-wrap: wrap; gap: 6px; }
.tile { border: 1px solid var(--line); border-left: 5px solid var(--dim); border-radius: 5px; padding: 2px 8px; font-size: 12.5px; }
.OK { border-left-color: var(--good); } .ALARM { border-left-color: var(--bad); background: light-dark(#fdecea, #3b1613); font-weight: 600; }
.INSUFFICIENT_DATA { border-left-color: var(--unknown); } .bad { color: var(--bad); font-weight: 600; }
pre { background: var(--soft); border-radius: 6px; padding: 10px 12px; margin: 6px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.4 ui-monospace, monospace; }
code { background: var(--soft); border-radius: 4px; padding: 0 4px; font: 13px ui-monospace, monospace; }
details { border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; margin-bottom: 8px; }
summary { cursor: pointer; overflow-wrap: anywhere; } summary small { color: var(--dim); margin-right: 10px; }
@media (max-width: 900px) { .grid { display: block; } section { margin-bottom: 10px; } }
`;

/** Seconds; the pages have no script that could ask more cleverly. */
const REFRESH_IN_SECONDS = 5;

export interface Page {
  title: string;
  content: Markup;
  /** Told at the top right. */
  note?: string;
  /** False for one that is kept in a file. */
  isLive: boolean;
}

/** A whole document. */
export function page({ title, content, note = '', isLive }: Page): string {
  const refresh = isLive ? html`<meta http-equiv="refresh" content="${REFRESH_IN_SECONDS}" />` : '';
  const links = isLive
    ? html`<a href="/">what runs</a><a href="/dashboard">dashboard</a><a href="/inbox">inbox</a>`
    : '';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${refresh}
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header><b>${title}</b>${links}<span>${note}</span></header>
        ${content}
      </body>
    </html> `.text;
}

/** `14:05:09` in UTC. */
export const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 19);
