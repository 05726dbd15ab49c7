// The JSON kernel in its two modes, the readers it is compared with, and texts that are JSON, nearly JSON or far from it.
import { createJsonReader } from '../../../lambda/core/formats/json.ts';
import { createNdjsonReader } from '../../../lambda/core/formats/ndjson.ts';
import { createJsonReferenceReader } from '../../../lambda/core/formats/reference/json-reference.ts';
import { createNdjsonReferenceReader } from '../../../lambda/core/formats/reference/ndjson-reference.ts';
import type { Limits } from '../../../lambda/core/limits.ts';
import type { Input, Subject } from './harness.ts';
import { mutate } from './random.ts';
import type { Random } from './random.ts';

const SPECIAL = '{}[]",:\\/ \t\r\n0123456789-+.eEtruefalsnbu\x01\x1f\x7f\u00e9';
const NUMBERS = [
  '0',
  '-0',
  '7',
  '10',
  '-1',
  '0.5',
  '12.25',
  '1e5',
  '-1.5E+10',
  '2e-3',
  '100000000000000000000.1',
];
const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"a"',
  '"a":',
  '{"a":',
  '1',
  'true',
  'fals',
  'null',
  ' ',
  '\n',
  '\r',
];
const MORE_TOKENS = [
  '\\',
  '\\u00',
  '"\\\\"',
  '-',
  '.',
  'e',
  '0',
  '"é',
  '[]',
  '{}',
  '},',
  '],',
  '\t',
  '""',
  'tru',
  '01',
];
const ESCAPES = [
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u00e9',
  '\\uD83D\\uDE00',
  '\\b',
  '\\t',
  '\\ud800',
  '\\u20AC',
];
const TEXTS = ['a', 'name', 'order ', 'é', '😀', 'ß{', '[x]', ',', ':', "'", '\x7f', '  ', '/', 'true', '12'];

/** Nearly numbers, nearly literals. */
const FLAWED =
  '01 -01 00 -00.5 1. .5 -.5 1.2.3 1..2 - -a --1 +1 1-2 1+2 1e 1e+ 1e1.5 1.e3 1e5e5 0x1 1a true1 1true nul truE falsE fals true. t NaN 1\x0b'.split(
    ' ',
  );
const FLAWED_ESCAPES = [
  '\\x',
  '\\[',
  '\\u{',
  '\\u12g4',
  '\\u',
  '\\u123',
  '\\U0041',
  "\\'",
  '\n',
  '\t',
  '\x1f',
];

/** White space between tokens: none, a little, or as a pretty printer would put it. */
type Space = (random: Random) => string;
const SPACES: Space[] = [
  () => '',
  (random) => (random.chance(0.2) ? ' ' : ''),
  (random) => random.text([' ', '\t', '\r', '  ', ' '.repeat(70)], random.chance(0.02) ? 6 : 1),
];
const PRETTY: Space = (random) => random.pick(['', ' ', '\n', '\n    ', '\r\n\t']);

function makeString(random: Random): string {
  if (random.chance(0.03)) return `"${random.pick([...TEXTS, ...ESCAPES]).repeat(random.int(150))}"`;
  const isEscaped = random.chance(0.25);
  if (random.chance(0.006)) return `"${random.text(TEXTS, 5)}${random.pick(FLAWED_ESCAPES)}"`;
  return `"${random.text(isEscaped ? [...TEXTS, ...ESCAPES] : TEXTS, random.chance(0.1) ? 40 : 5)}"`;
}

function makeNumber(random: Random): string {
  if (random.chance(0.01)) return random.pick(FLAWED);
  if (random.chance(0.5)) return random.pick(NUMBERS);
  const digits = (most: number) => random.text([...'0123456789'], most) + String(random.int(10));
  const whole = `${random.chance(0.2) ? '-' : ''}${1 + random.int(9)}${digits(random.chance(0.05) ? 80 : 4)}`;
  return random.chance(0.5) ? whole : `${whole}.${digits(random.chance(0.05) ? 80 : 3)}`;
}

function makeValue(random: Random, space: Space, depth: number): string {
  const isScalar = depth <= 0 || random.chance(0.45);
  if (isScalar) {
    const kind = random.int(10);
    if (kind < 4) return makeString(random);
    return kind < 8 ? makeNumber(random) : random.pick(['true', 'false', 'null']);
  }
  const isObject = random.chance(0.6);
  const members = Array.from({ length: random.int(random.chance(0.1) ? 12 : 4) }, () => {
    const value = `${space(random)}${makeValue(random, space, depth - 1)}${space(random)}`;
    return isObject ? `${space(random)}${makeString(random)}${space(random)}:${value}` : value;
  });
  const inside = members.length > 0 ? members.join(',') : space(random);
  if (random.chance(0.003))
    return random.pick([`{${inside}]`, `[${inside}}`, `[${inside},]`, `{${inside},}`, `[,${inside}]`]);
  return isObject ? `{${inside}}` : `[${inside}]`;
}

const makeSoup = (random: Random) =>
  random.text(random.chance(0.5) ? TOKENS : [...TOKENS, ...MORE_TOKENS], 24);

function makeDocument(random: Random): string {
  if (random.chance(0.15)) return makeSoup(random);
  if (random.chance(0.03)) return nested(random);
  const space = random.pick([...SPACES, PRETTY]);
  const value = (depth: number) => `${space(random)}${makeValue(random, space, depth)}${space(random)}`;
  if (random.chance(0.5)) return value(1 + random.int(5));
  // Long enough for the fast way, which takes 64 bytes at a time.
  const elements = Array.from({ length: 2 + random.int(9) }, () => value(1 + random.int(3)));
  return random.chance(0.8) ? `[${elements.join(',')}]` : `{"a":[${elements.join(',')}],"b":{}}`;
}

/** Around the limit of 256 levels, and around the 64 that the kernel holds in one number. */
function nested(random: Random): string {
  const levels = random.pick([62, 63, 64, 65, 66, 127, 129, 255, 256, 257]);
  const openers = Array.from({ length: levels }, () => random.pick(['[', '[', '{"a":', '[1,']));
  const closers = openers.toReversed().map((opener) => (opener.startsWith('{') ? '}' : ']'));
  const text = `${openers.join('')}${random.pick(['1', '""', '[]', 'true'])}${closers.join('')}`;
  return random.chance(0.8) ? text : text.slice(0, -1 - random.int(levels));
}

function makeLines(random: Random): string {
  if (random.chance(0.1)) return random.text([...TOKENS, '\n', '\n', '1\n', '{}\n'], 24);
  const space = random.pick(SPACES);
  const depth = random.int(5);
  const lines = Array.from({ length: random.int(12) }, () =>
    random.chance(0.15) ? space(random) : space(random) + makeValue(random, space, depth) + space(random),
  );
  return lines.join(random.pick(['\n', '\n', '\r\n'])) + random.pick(['', '\n', '\n', '\n ']);
}

/** Small ones now and then; those above 64 bytes leave room for the fast path. */
function makeLimits(random: Random): Partial<Limits> {
  return {
    ...(random.chance(0.2) && { maxDepth: 1 + random.int(5) }),
    ...(random.chance(0.2) && { maxRecordSizeInBytes: 1 + random.int(random.pick([20, 60, 150, 400])) }),
  };
}

function makeInput(random: Random, text: string): Input {
  const bytes = Buffer.from(text);
  return {
    bytes: random.chance(0.55) ? mutate(bytes, random, SPECIAL) : bytes,
    limits: makeLimits(random),
  };
}

export const JSON_TEXT: Subject = {
  name: 'json',
  create: createJsonReader,
  reference: createJsonReferenceReader,
  generate: (random) => makeInput(random, makeDocument(random)),
};

export const NDJSON: Subject = {
  name: 'ndjson',
  create: createNdjsonReader,
  reference: createNdjsonReferenceReader,
  generate: (random) => makeInput(random, makeLines(random)),
};
