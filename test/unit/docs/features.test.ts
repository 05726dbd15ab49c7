import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const PROMISES: Record<string, number> = { S0: 19, S1: 37, S2: 20, S3: 51, S4: 24 };
const ids = Object.entries(PROMISES).flatMap(([system, count]) =>
  Array.from({ length: count }, (_, at) => `${system}-${at + 1}`),
);

interface Line {
  id: string;
  shownBy: string;
}

/** The rows of all tables whose first cell is an id. */
function linesOf(markdown: string): Line[] {
  const rows = markdown.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.flatMap(([, id, , shownBy]) =>
    id && /^S\d-\d+$/.test(id) ? [{ id, shownBy: shownBy ?? '' }] : [],
  );
}

const scripts = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts,
);

/** What is wrong with one reference in back quotes; undefined when it leads somewhere. */
function problemOf(reference: string): string | undefined {
  const command = /^npm (?:run )?(\S+)/.exec(reference)?.[1];
  if (command !== undefined) return scripts.includes(command) ? undefined : `there is no command ${command}`;
  const [path = '', title] = reference.split(' › ');
  if (!/[/.]/.test(path)) return undefined;
  if (!existsSync(path)) return `there is no file ${path}`;
  if (title === undefined) return undefined;
  return readFileSync(path, 'utf8').includes(title) ? undefined : `${path} has no test "${title}"`;
}

function problemsOf({ id, shownBy }: Line): string[] {
  const references = [...shownBy.matchAll(/`([^`]+)`/g)].map(([, reference]) => reference ?? '');
  const leadsSomewhere = references.length > 0 || /\b(later|not claimed): \S/.test(shownBy);
  const missing = leadsSomewhere
    ? []
    : ['it names neither test nor command, nor says "later:" or "not claimed:"'];
  return [...missing, ...references.flatMap((reference) => problemOf(reference) ?? [])].map(
    (problem) => `${id}: ${problem}`,
  );
}

describe('docs/features.md', () => {
  const lines = linesOf(readFileSync('docs/features.md', 'utf8'));

  test('has every id exactly once, in order', () => {
    expect(lines.map(({ id }) => id)).toEqual(ids);
  });

  test('names only tests, commands and files that exist', () => {
    expect(lines.flatMap(problemsOf)).toEqual([]);
  });

  test.each([
    ['`test/unit/none.test.ts › x`', 'there is no file test/unit/none.test.ts'],
    [
      '`test/unit/config.test.ts › a title that nobody wrote`',
      'test/unit/config.test.ts has no test "a title that nobody wrote"',
    ],
    ['`npm run nothing`', 'there is no command nothing'],
    ['somehow', 'it names neither test nor command, nor says "later:" or "not claimed:"'],
  ])('would notice %s', (shownBy, problem) => {
    expect(problemsOf({ id: 'S9-1', shownBy })).toEqual([`S9-1: ${problem}`]);
  });
});
