// What a file is by its name and by its first bytes, and where "plainly something else" begins.
import { describe, expect, it } from '@jest/globals';
import { typeFromName } from '../../../../lambda/core/formats/detect-type.ts';
import { looksLikeJson, looksLikeXml } from '../../../../lambda/core/formats/looks-like.ts';
import { fault, measure } from './measure.ts';

describe('typeFromName', () => {
  it.each([
    ['orders.csv', 'text/csv', false],
    ['ORDERS.CSV', 'text/csv', false],
    ['a/b.c/orders.Json', 'application/json', false],
    ['orders.ndjson', 'application/x-ndjson', false],
    ['orders.jsonl', 'application/x-ndjson', false],
    ['orders.xml', 'application/xml', false],
    ['notes.txt', 'text/plain', false],
    ['app.log', 'text/plain', false],
    ['invoice.PDF', 'application/pdf', false],
    ['orders.csv.gz', 'text/csv', true],
    ['app.LOG.Gz', 'text/plain', true],
    ['.csv', 'text/csv', false],
    ['über 100 %+.csv', 'text/csv', false],
    ['line\nbreak.csv', 'text/csv', false],
  ])('takes %j', (name, fileType, isGzip) => {
    expect(typeFromName(name)).toEqual({ fileType, isGzip });
  });

  it.each([
    'photo.png',
    'csv',
    'a.csv/',
    'a.csv.zip',
    'a.gz',
    'a.pdf.gz',
    'a.csv.gz.gz',
    'a.csv ',
    'a.csv\n',
    'a.constructor',
    '',
  ])('refuses %j', (name) => expect(typeFromName(name)).toBeUndefined());
});

describe('a CSV that plainly is JSON', () => {
  it.each([
    '{"id":1}',
    ' \r\n\t{ "id" : 1',
    '{"a \\" b": broken',
    '[{"id":1},\n{"id":2}]',
    '[\n  {\n    "id": 1',
    '["a","b"]',
    '["a"]',
    '[["a"],["b"]]',
    '[]',
    '{}',
    '[1,2,3]',
    '[[1,2],\n[3,4]]',
    '[true, null]\n[false, 1e5]\n',
  ])('%j', async (text) => {
    expect(looksLikeJson(text)).toBe(true);
    expect(fault(await measure('a.csv', text))).toEqual(['TYPE_MISMATCH', 'byte 0']);
  });

  it.each([
    '[id],[name]\n1,Ann\n',
    '{a},b\n1,2\n',
    '[1],[2]\n3,4\n',
    '[1,2,3]\n4,5,6\n',
    '[\n"a"\n"b"\n',
    '{\n"a"\n"b"\n',
    '"[1]","{""a"":1}"\n3,4\n',
    '[null],[true]\n1,2\n',
    '{id}\n1\n',
    '[]x\n1\n',
  ])('is not %j, which is honest CSV', async (text) => {
    expect(looksLikeJson(text)).toBe(false);
    expect(await measure('a.csv', text)).toMatchObject({ status: 'PROCESSED' });
  });
});

describe('a CSV that plainly is XML', () => {
  it.each([
    '<?xml version="1.0"?>\n<a/>',
    '\n <orders>\n<order id="1"/>',
    '<a b="1">',
    "<a\n  b='1'>",
    '<a/>',
    '<!-- c -->\n<a/>',
    '<!doctype html>\n<p>',
    '<orders><order>1</order></orders>',
    '<größe>1</größe>',
  ])('%j', async (text) => {
    expect(looksLikeXml(Buffer.from(text).toString('latin1'))).toBe(true);
    expect(fault(await measure('a.csv', text))).toEqual(['TYPE_MISMATCH', 'byte 0']);
  });

  it.each([
    '<id>,<name>\n1,2\n',
    '<id>;<name>\n1;2\n',
    '<id>\n<1>\n',
    '<email>\n<a@b.example>\n',
    '< 5,> 5\n1,2\n',
    '<5\n1\n',
  ])('is not %j, which is honest CSV', async (text) => {
    expect(looksLikeXml(text)).toBe(false);
    expect(await measure('a.csv', text)).toMatchObject({ status: 'PROCESSED' });
  });
});

describe('a name that promises another text format', () => {
  it.each([
    ['a.json', '<a/>', 'application/xml'],
    ['a.json', '<!DOCTYPE html><p>gone</p>', 'text/html'],
    ['a.ndjson', '<?xml version="1.0"?><a/>', 'application/xml'],
    ['a.xml', '[{"a":1}]', 'application/json'],
    ['a.pdf', '<a/>', 'application/xml'],
    ['a.json', '%PDF-1.7\n%%EOF', 'application/pdf'],
    ['a.xml', '%PDF-1.7\n%%EOF', 'application/pdf'],
    ['a.log', '%PDF-1.7\n%%EOF', 'application/pdf'],
    ['a.txt', 'PK\x03\x04\x14\0\0\0\b\0', 'application/zip'],
    ['a.ndjson', 'GIF89a\x01\0\x01\0\0\0\0', 'image/gif'],
    ['a.csv', '\x7fELF\x02\x01\x01\0', 'application/x-elf'],
  ])('%s with %j is a mismatch', async (name, text, detectedType) => {
    const verdict = await measure(name, Buffer.from(text, 'latin1'));
    expect(verdict).toMatchObject({ reasonCode: 'TYPE_MISMATCH', details: { detectedType } });
  });

  it.each(['BMW,Audi\n1,2\n', 'MZ,PK\n1,2\n', 'ID3,GIF89a\n1,2\n', 'RIFF,OggS\n1,2\n'])(
    '%j is text, whatever it begins like',
    async (text) => {
      expect(await measure('a.csv', text)).toMatchObject({ status: 'PROCESSED', recordCount: 1 });
    },
  );

  it('has binary content that nobody can name as an encoding fault', async () => {
    expect(fault(await measure('a.csv', Buffer.from([1, 2, 3, 0, 5])))).toEqual([
      'INVALID_ENCODING',
      'byte 3',
    ]);
  });
});
