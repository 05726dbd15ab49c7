// Small pieces of a page. Whatever comes from outside goes through text() or name(); nothing else may put strings into markup.
import { escapeMarkup } from '../charts/escape-markup.ts';
import { displayName, displayText } from '../notices/display-name.ts';

/** Markup that is known to be safe. */
export type Html = { readonly html: string };

const html = (markup: string): Html => ({ html: markup });

/** Text of ours or of a closed list; made safe all the same. */
export function text(value: string): Html {
  return html(escapeMarkup(value));
}

/** A text from a row that may be anything. */
export function strange(value: string): Html {
  return html(escapeMarkup(displayText(value)));
}

/** A file name; its direction stays in its cell. */
export function name(key: string): Html {
  return html(`<bdi class="name">${escapeMarkup(displayName(key))}</bdi>`);
}

/** SVG as the chart module makes it. */
export function figure(svg: string): Html {
  return html(`<figure>${svg}</figure>`);
}

export function element(
  tag: 'h1' | 'h2' | 'p' | 'section' | 'main' | 'div',
  ...inner: readonly Html[]
): Html {
  return html(`<${tag}>${joined(inner)}</${tag}>\n`);
}

export function charts(...inner: readonly Html[]): Html {
  return html(`<div class="charts">\n${joined(inner)}\n</div>\n`);
}

/** Figures in boxes: what, how many. */
export function tiles(facts: readonly (readonly [string, string])[]): Html {
  const boxes = facts.map(
    ([what, value]) => `<div><dt>${escapeMarkup(what)}</dt><dd>${escapeMarkup(value)}</dd></div>`,
  );
  return html(`<dl>${boxes.join('')}</dl>\n`);
}

export interface Table {
  caption: string;
  /** The first column is text, the others are numbers unless `texts` counts more. */
  columns: readonly string[];
  texts?: number;
  rows: readonly (readonly Html[])[];
}

export function table({ caption, columns, texts = 1, rows }: Table): Html {
  const kind = (at: number) => (at < texts ? '' : ' class="number"');
  const head = columns.map((column, at) => `<th scope="col"${kind(at)}>${escapeMarkup(column)}</th>`);
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => `<td${kind(at)}>${cell.html}</td>`).join('')}</tr>`,
  );
  return html(
    `<div class="scroll"><table><caption>${escapeMarkup(caption)}</caption>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table></div>\n`,
  );
}

/** The whole page, HTML that is XML as well. No script may run in it and nothing is fetched, whatever slipped through. */
export function page({ title, style, body }: { title: string; style: string; body: Html }): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
${body.html}</body>
</html>
`;
}

const joined = (inner: readonly Html[]) => inner.map((one) => one.html).join('');
