import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readLoadOptions, type RawLoadOptions } from '../../../../scripts/load/options.ts';
import { UserError } from '../../../../scripts/lib/user-error.ts';

test('the defaults', () => expect(readLoadOptions({})).toEqual({ files: 1_000, clients: 8 }));

test('what is given', () => {
  const json = join(tmpdir(), 'load.json');
  expect(readLoadOptions({ files: '200', clients: '4', json })).toEqual({ files: 200, clients: 4, json });
});

const NONSENSE: [RawLoadOptions, RegExp][] = [
  [{ files: '0' }, /--files takes a whole number from 10 to 50000, not "0"/],
  [{ files: '-5' }, /not "-5"/],
  [{ files: '12.5' }, /not "12.5"/],
  [{ files: '1e3' }, /not "1e3"/],
  [{ files: '0x20' }, /not "0x20"/],
  [{ files: 'many' }, /not "many"/],
  [{ files: '' }, /not ""/],
  [{ files: '50001' }, /not "50001"/],
  [{ clients: '0' }, /--clients takes a whole number from 1 to 200/],
  [{ clients: '201' }, /not "201"/],
  [{ files: '10', clients: '11' }, /11 clients have nothing to do with 10 files/],
  [{ json: '/no/such/folder/load.json' }, /Nothing can be written to \/no\/such\/folder\/load\.json/],
  [{ json: tmpdir() }, /Nothing can be written/],
];

test.each(NONSENSE)('refuses %j', (raw, sentence) => {
  expect(() => readLoadOptions(raw)).toThrow(UserError);
  expect(() => readLoadOptions(raw)).toThrow(sentence);
});
