// Writes drafts as XML: attributes in any order, references of every kind, comments and texts where they may stand and where they must not.
import type { Random } from '../kernels/random.ts';
import { HEAD, LINE } from './oracle-model.ts';
import type { DraftFile, DraftOrder, Fields } from './random-orders.ts';

const NAMED: Record<string, string> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};
const WHITE = [' ', '\n', '\t', '\r\n', '\n  '];

interface Style {
  random: Random;
  isClean: boolean;
}

/** XML 1.0 cannot say most control characters, nor halves of surrogate pairs. */
function canBeSaid(char: string): boolean {
  const code = char.codePointAt(0) as number;
  return (
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code < 0xd800) ||
    (code > 0xdfff && code < 0xfffe) ||
    code > 0xffff
  );
}

function reference(char: string, random: Random): string {
  const code = char.codePointAt(0) as number;
  const hex = random.chance(0.5) ? code.toString(16) : `00${code.toString(16).toUpperCase()}`;
  return random.chance(0.5) ? `&#${random.pick(['', '0'])}${code};` : `&#x${hex};`;
}

function attribute(name: string, value: string, { random }: Style): string {
  const quote = random.pick(['"', "'"]);
  const text = [...value].filter(canBeSaid).map((char) => {
    if (random.chance(0.03)) return reference(char, random);
    const mustHide = char === '<' || char === '&' || char === quote;
    return mustHide || (random.chance(0.2) && NAMED[char]) ? (NAMED[char] as string) : char;
  });
  const equals = random.chance(0.05) ? `${random.pick(WHITE)}=${random.pick(WHITE)}` : '=';
  return `${random.chance(0.9) ? ' ' : random.pick(WHITE)}${name}${equals}${quote}${text.join('')}${quote}`;
}

function attributes(fields: Fields, names: readonly string[], style: Style): string {
  const { random, isClean } = style;
  const given = names.filter((name) => fields[name] !== undefined);
  const all = random.chance(0.5) ? given : [...given].reverse();
  const written = all.map((name) => attribute(name, fields[name] as string, style));
  if (!isClean && random.chance(0.01))
    written.splice(
      random.int(written.length + 1),
      0,
      random.pick([' note="1"', ' SKU="&lt;"', " xmlns='x'"]),
    );
  return written.join('') + (random.chance(0.1) ? random.pick(WHITE) : '');
}

/** What may stand between elements, and rarely what may not. */
function between({ random, isClean }: Style): string {
  const white = random.chance(0.5) ? random.pick(WHITE) : '';
  if (random.chance(0.03))
    return `${white}${random.pick(['<!-- <order> \n - -->', '<?note <line/>?>', '<![CDATA[ \n]]>', '&#32;&#xA;', '<!---->'])}${white}`;
  if (isClean || random.chance(0.99)) return white;
  return `${white}${random.pick(['text', '<![CDATA[\n<order/>]]>', '&amp;', 'a &lt; b', '<other/>', '<line><line/></line>', '<b>x</b>', '&#33;'])}${white}`;
}

function element(name: string, head: string, { inside, random }: { inside: string; random: Random }): string {
  if (inside === '' && random.chance(0.7)) return `<${name}${head}/>`;
  return `<${name}${head}>${inside}</${name}${random.chance(0.05) ? '\n' : ''}>`;
}

function lineOf(line: Fields, style: Style): string {
  const { random, isClean } = style;
  const inside = random.chance(0.05)
    ? between(style)
    : !isClean && random.chance(0.005)
      ? 'text<x><y/></x>'
      : '';
  return element(!isClean && random.chance(0.005) ? 'item' : 'line', attributes(line, LINE, style), {
    inside,
    random,
  });
}

function orderOf({ fields, lines }: DraftOrder, style: Style): string {
  const { random, isClean } = style;
  const inside = lines.map((line) => between(style) + lineOf(line, style)).join('') + between(style);
  const name =
    !isClean && random.chance(0.01) ? random.pick(['Order', 'orders', 'a:order', 'line']) : 'order';
  return element(name, attributes(fields, [...HEAD, 'total'], style), { inside, random });
}

export function writeXml({ orders, isClean }: DraftFile, random: Random): string {
  const style = { random, isClean };
  const root = !isClean && random.chance(0.02) ? random.pick(['order', 'Orders', 'feed']) : 'orders';
  const head = random.chance(0.5) ? '<?xml version="1.0" encoding="UTF-8"?>\n' : '';
  const inside = orders.map((order) => between(style) + orderOf(order, style)).join('') + between(style);
  const tail = random.pick(['', '\n', '\n<!-- end -->\n']);
  return `${head}${element(root, random.chance(0.1) ? ' version="1"' : '', { inside, random })}${tail}`;
}
