import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { type Chart, chartSvg } from '../../../../lambda/core/charts/chart-svg.ts';

const chart = (more: Partial<Chart> = {}): Chart => ({
  kind: 'bar',
  title: 'Files by hour',
  width: 480,
  height: 240,
  unit: 'files',
  series: [
    {
      name: 'files',
      points: [
        ['00', 3],
        ['01', 5],
      ],
    },
  ],
  ...more,
});

const LINES = chart({
  kind: 'line',
  series: ['p50', 'p95'].map((name, at) => ({
    name,
    points: [0, 1, 2].map((minute) => [Date.UTC(2026, 0, 1, 0, minute), minute + at] as const),
  })),
});

interface Found {
  elements: Set<string>;
  attributes: Set<string>;
  texts: string[];
}

/** Reads it as strictly as XML asks for; throws when it is not well-formed. */
function parsed(svg: string): Found {
  const found: Found = { elements: new Set(), attributes: new Set(), texts: [] };
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ name, attributes }) => {
    found.elements.add(name);
    for (const attribute of Object.keys(attributes)) found.attributes.add(attribute);
  });
  parser.on('text', (text) => text.trim() && found.texts.push(text));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return found;
}

const DRAWN = new Set([
  'svg',
  'g',
  'path',
  'rect',
  'text',
  'defs',
  'clipPath',
  'circle',
  'polyline',
  'ellipse',
]);

describe('a chart', () => {
  test.each([
    ['bar', chart()],
    ['lying bar', chart({ series: [{ name: 'files', points: [['MALFORMED_JSON', 2]] }] })],
    ['line', LINES],
    ['pie', chart({ kind: 'pie' })],
  ])('a %s has the same bytes again, whatever was drawn in between', (_name, one) => {
    const first = chartSvg(one);
    chartSvg(LINES);
    chartSvg(chart({ kind: 'pie' }));
    expect(chartSvg(one)).toBe(first);
    expect(first).not.toMatch(/zr\d/);
  });

  test('title, unit, labels and legend are there as text in a font of the reader', () => {
    expect(parsed(chartSvg(chart())).texts).toEqual(
      expect.arrayContaining(['Files by hour', 'files', '00', '01']),
    );
    const svg = chartSvg(LINES);
    expect(parsed(svg).texts).toEqual(expect.arrayContaining(['p50', 'p95', 'files']));
    expect(svg).toContain('font-family:sans-serif');
  });

  test('times are told in UTC', () => {
    expect(parsed(chartSvg(LINES)).texts).toEqual(expect.arrayContaining(['00:01', '00:02']));
  });

  test('texts and axes take the colour of the page', () => {
    const svg = chartSvg(chart());
    const texts = [...svg.matchAll(/<text [^>]*fill="([^"]*)"/g)].map(([, fill]) => fill);
    expect(new Set(texts)).toEqual(new Set(['currentColor']));
    expect(svg).toMatch(/stroke="currentColor"/);
  });

  test('series differ in colour and in dashes', () => {
    const many = chart({
      kind: 'line',
      series: ['a', 'b', 'c'].map((name, at) => ({
        name,
        points: [
          ['x', at],
          ['y', at + 1],
        ],
      })),
    });
    const svg = chartSvg(many);
    for (const colour of ['#0072b2', '#e69f00', '#009e73']) expect(svg).toContain(`stroke="${colour}"`);
    expect(svg).toContain('stroke-dasharray');
  });

  test.each([
    ['no series', []],
    ['no points', [{ name: 'files', points: [] }]],
  ])('%s: it says that there is no data', (_name, series) => {
    for (const kind of ['bar', 'line', 'pie'] as const)
      expect(parsed(chartSvg(chart({ kind, series }))).texts).toContain('no data');
  });

  test('labels are labels, not templates', () => {
    const { texts } = parsed(
      chartSvg(chart({ kind: 'pie', series: [{ name: '{a}', points: [['{c}{d}', 7]] }] })),
    );
    expect(texts).toContain('{c}{d}: 7 files (100 %)');
  });

  test.each(Object.getOwnPropertyNames(Object.prototype))(
    'a text %s changes no object of the process',
    (name) => {
      const before = Object.getOwnPropertyNames(Object.prototype);
      for (const kind of ['bar', 'line', 'pie'] as const) {
        const svg = chartSvg(
          chart({ kind, title: name, unit: name, series: [{ name, points: [[name, 1]] }] }),
        );
        expect(parsed(svg).texts.join()).toContain(name);
      }
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    },
  );

  test('no text becomes an element, an attribute or a line', () => {
    const text = fc.oneof(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=a>',
        ']]><style>',
        '&lt;',
        '\u0000\r\n',
        '\ud800',
        ' class="x"',
        ' zr0-c0 ',
        '__proto__',
        'constructor',
      ),
      fc.string({ unit: 'binary' }),
    );
    const kinds = fc.constantFrom('bar', 'line', 'pie');
    fc.assert(
      fc.property(
        kinds,
        fc.array(text, { minLength: 4, maxLength: 4 }),
        (kind, [title, name, label, unit]) => {
          const one = { title: title ?? '', unit: unit ?? '', kind } as const;
          const svg = chartSvg(chart({ ...one, series: [{ name: name ?? '', points: [[label ?? '', 1]] }] }));
          const { elements, attributes } = parsed(svg);
          expect([...elements].filter((element) => !DRAWN.has(element))).toEqual([]);
          expect([...attributes].filter((attribute) => /^on|href|src/i.test(attribute))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
