// Takes the commands out of a page of documentation.
import { readFileSync } from 'node:fs';

/** Reads a page by its path from the root of the repository. */
export const readPage = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const FENCE = /^```(\w*)\n([\s\S]*?)^```/gm;

/** Logical lines of all bash blocks: continued lines joined, comments and empty lines left out. */
export function bashLines(page: string): string[] {
  const blocks = [...page.matchAll(FENCE)].flatMap(([, kind, body = '']) => (kind === 'bash' ? body : []));
  const lines = blocks.flatMap((body) => body.replace(/\\\n\s*/g, '').split('\n'));
  return lines.map((line) => line.replace(/(^|\s)#\s.*$/, '').trim()).filter((line) => line !== '');
}

/** What stands in back quotes outside of the blocks. */
export function inlineCode(page: string): string[] {
  return [...page.replace(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) =>
    code.replace(/\\\|/g, '|'),
  );
}

/** Anchors of the headings, as GitHub makes them. */
export function anchors(page: string): string[] {
  const headings = page.replace(FENCE, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
