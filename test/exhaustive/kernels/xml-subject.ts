// The XML kernel, what it is compared with, and documents that are well-formed, nearly so, or far from it.
import { createXmlReader } from '../../../lambda/core/formats/xml.ts';
import type { Limits } from '../../../lambda/core/limits.ts';
import type { Input, Subject, Told } from './harness.ts';
import { mutate } from './random.ts';
import type { Random } from './random.ts';
import { createXmlOracle } from './xml-oracle.ts';

const SPECIAL = '<>&;"\'=/!?-[]#xml \t\r\n:_.0129azAZ\x01\x1f\x7f\u00e9\ud7ff';
// prettier-ignore
const NAMES = ['a', 'b', 'order', 'line', 'sku', 'x:y', '_', ':', 'A-b.c_1', 'naïve', 'é', '名前', '𐐀b', 'a·', 'xml', 'quantity8', 'aVeryLongNameOfAnElementThatIsLongerThanSixteenBytes'];
const BAD_NAMES = ['1a', '-a', '·', '×', 'a\u2190', '\u{f0000}', '\u037e', 'a<', ''];
const SPACES = [' ', ' ', ' ', '\n', '\r\n', '\t', '  \n', '\r'];
// prettier-ignore
const TEXTS = ['a', 'text ', 'é', '😀', '，', '名', '\n', '\r\n', '\r', '  ', ']', ']]', '>', '"', "'", '0.5', '\ufffd', 'x'.repeat(40), '-', '--', '?', '/'];
// prettier-ignore
const REFERENCES = ['&lt;', '&gt;', '&amp;', '&quot;', '&apos;', '&#65;', '&#x1F600;', '&#xe9;', '&#x0000D;', '&#10;'];
// prettier-ignore
const BAD_REFERENCES = ['&', '&;', '&amp', '& ', '&ampx;', '&am;', '&#;', '&#x;', '&#1;', '&#xD800;', '&#xFFFE;', '&#x110000;', '&#99999999999;', '&#X41;', '&#4a;', '&foo\rbar;', '&foo\nbar;', '&a&b;', '&lt\n;', '&__proto__;', '&#12\n;', '&nbsp;'];
// prettier-ignore
const FAULTS = ['\x01', '\x1f', '\ufffe', '\uffff', ']]>', '<', '<1/>', '< a/>', '</>', '</x>', '<!x>', '<!-', '<!DOCTYPE a>', '<!DOCTYPE a [<!ENTITY b "c">]>', '<![CDATA', '<!-- -- -->', '<!--->', '<?xml version="1.0"?>', '<?XML a?>', '<??>', '<? a?>', '<a b/>', '<a b=c/>', '<a b="<"/>', '<a b="1"c="2"/>', '<a b="1" b="2"/>', '<a/ >', '<a //>', '</a b>', '\ufeff', '<!\n\n\n\n\n\n\n', '<a b = \'x"y\' />', '<?a?b?>', '<?a??>', '<!---->', '<!-- - -->', '<![CDATA[]]]]>', '<![CDATA[>]]>', '<!é12😀4', '<!\r\n12345'];
// prettier-ignore
const DECLARATIONS = ['<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>", '<?xml\n version = "1.0"\n?>', '<?xml-stylesheet href="a"?>'];
// prettier-ignore
const BAD_DECLARATIONS = ['<?xml?>', '<?xml ?>', '<?xml encoding="UTF-8"?>', '<?xml version="1.0" encoding="latin1"?>', '<?xml version="1.0" encoding="1"?>', '<?xml version="1.0"encoding="UTF-8"?>', '<?xml version="1.0" standalone="maybe"?>', '<?xml version="1.0" version="1.0"?>', '<?xml version=1.0?>', '<?xml version="1.0?>', '<?xml version="1.0"?x', '<?xml version="1.0"?\r\n>', '<?xml \n=""?>', '<?xml version="2.0"?>', ' <?xml version="1.0"?>', '<?xml version="1.0"\x01?>', '<?xml version="1.0"', '<?xml é="1"?>', '<?xml version="1.0"é?>', '<?xml vers\ufffeion="1.0"?>'];

/** One of the usual pieces, or now and then one of the others. */
const pickOf = ({ random, faults }: Maker, usual: readonly string[], other: readonly string[]) =>
  random.pick(random.chance(faults) ? other : usual);
const halfAsFaulty = (maker: Maker): Maker => ({ ...maker, faults: maker.faults / 2 });

/** A document grows by these; `faults` is how likely each piece is to be a wrong one. */
interface Maker {
  random: Random;
  faults: number;
  depth: number;
}

function makeText(maker: Maker): string {
  const { random } = maker;
  const makePiece = () =>
    random.chance(0.2)
      ? pickOf(maker, REFERENCES, BAD_REFERENCES)
      : pickOf(halfAsFaulty(maker), TEXTS, FAULTS);
  return Array.from({ length: random.int(4) }, makePiece).join('');
}

const makeName = (maker: Maker) => pickOf(halfAsFaulty(maker), NAMES, BAD_NAMES);
const makeSpace = ({ random }: Maker) => random.text(SPACES, 2);

function makeAttribute(maker: Maker): string {
  const { random } = maker;
  const quote = random.pick(['"', '"', "'"]);
  const text = makeText(maker);
  const value = random.chance(maker.faults / 4) ? text : text.replaceAll(/[<"']/g, '');
  const equals = random.chance(0.8) ? '=' : `${makeSpace(maker)}=${makeSpace(maker)}`;
  // A number behind the name keeps most names apart.
  const name = makeName(maker) + (random.chance(0.9) ? random.int(1_000) : '');
  return `${random.pick(SPACES)}${name}${equals}${quote}${value}${quote}`;
}

function makeMarkup({ random }: Maker): string {
  const inside = random.text(TEXTS, 6);
  return random.pick([
    `<!--${inside.replaceAll('-', '')}-->`,
    `<![CDATA[${inside.replaceAll(']]', '')}&<]]>`,
    `<?${random.pick(['a', 'target', 'é', 'xmlx'])} ${inside}?>`,
  ]);
}

/** Of the root. Now and then the document is longer than what the kernel looks at in one go, which is some 4 KiB. */
function mostChildren(random: Random): number {
  if (random.chance(0.005)) return 300;
  return random.chance(0.05) ? 30 : 5;
}

function makeElement(maker: Maker): string {
  const { random, faults, depth } = maker;
  const name = makeName(maker);
  // The kernel compares the names of up to 32 in one way, of more in another.
  const most = random.pick(random.chance(0.03) ? [32, 40] : [0, 5]);
  const attributes = Array.from({ length: most - random.int(Math.min(5, most + 1)) }, () =>
    makeAttribute(maker),
  );
  const begin = `<${name}${attributes.join('')}${random.chance(0.2) ? makeSpace(maker) : ''}`;
  if (random.chance(0.3)) return `${begin}/>`;
  const children = random.int(depth === 0 ? mostChildren(random) : 5);
  const parts = Array.from({ length: depth > 5 ? 0 : children }, () => {
    const kind = random.int(10);
    if (kind < 5) return makeElement({ ...maker, depth: depth + 1 });
    return kind < 8 ? makeText(maker) : makeMarkup(maker);
  });
  const end = random.chance(faults / 2) ? random.pick(NAMES) : name;
  return `${begin}>${parts.join('')}</${end}${random.chance(0.1) ? makeSpace(maker) : ''}>`;
}

function makeDocument(maker: Maker): string {
  const { random, faults } = maker;
  const around = () => {
    if (random.chance(0.6)) return random.pick(['', '\n']);
    const markup = makeMarkup(maker);
    return (
      (markup.startsWith('<![') ? '' : markup) +
      random.pick(SPACES) +
      (random.chance(faults / 4) ? makeText(maker) : '')
    );
  };
  const declaration = random.chance(0.5) ? pickOf(maker, DECLARATIONS, BAD_DECLARATIONS) : '';
  return `${declaration}${around()}${makeElement(maker)}${around()}${random.chance(faults / 8) ? '<b/>' : ''}`;
}

function makeLimits(random: Random): Partial<Limits> {
  return {
    ...(random.chance(0.25) && { maxRecordSizeInBytes: 15 + random.int(150) }),
    ...(random.chance(0.15) && { maxDepth: 1 + random.int(5) }),
    ...(random.chance(0.15) && { maxXmlAttributesPerElement: random.int(4) }),
  };
}

/** In these the kernel is not asked. */
const OTHER_VERSION = /^<\?xml\s+version\s*=\s*(["'])1\.(?!0\1)[0-9]+\1/;

function generate(random: Random): Input {
  const faults = random.pick([0, 0, 0.02, 0.1]);
  let bytes: Buffer = Buffer.from(makeDocument({ random, faults, depth: 0 }));
  if (random.chance(0.4)) bytes = mutate(bytes, random, SPECIAL);
  if (random.chance(0.05)) bytes = bytes.subarray(0, random.int(bytes.length));
  if (OTHER_VERSION.test(bytes.toString('latin1'))) return generate(random);
  return { bytes, limits: makeLimits(random) };
}

/** The words for what is not well-formed are the kernel's own; the place and everything else must be the same. */
function essence(told: Told): unknown {
  if (!('reason' in told)) return told;
  return { ...told, reason: told.reason.replace(/(is not well-formed): .*$/s, '$1') };
}

export const XML: Subject = {
  name: 'xml',
  create: createXmlReader,
  reference: createXmlOracle,
  generate,
  essence,
};
