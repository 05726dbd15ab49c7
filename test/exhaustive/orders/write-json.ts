// Writes drafts as JSON and NDJSON: members in any order, any white space, escapes, amounts as texts or numbers, faults of shape.
import type { Random } from '../kernels/random.ts';
import { HEAD } from './oracle-model.ts';
import type { DraftFile, DraftOrder, Fields } from './random-orders.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WHOLE = /^[1-9]\d*$/;

export interface JsonStyle {
  random: Random;
  isClean: boolean;
  /** Between tokens; no line feeds in NDJSON. */
  white: readonly string[];
}

function space({ random, white }: JsonStyle): string {
  return random.chance(0.2) ? random.pick(white) : '';
}

function textOf(value: string, { random }: JsonStyle): string {
  const text = JSON.stringify(value).replaceAll('/', random.chance(0.5) ? '\\/' : '/');
  if (random.chance(0.9)) return text;
  const units = Array.from({ length: value.length }, (_, at) =>
    value.charCodeAt(at).toString(16).padStart(4, '0'),
  );
  return `"${units.map((unit) => `\\u${random.chance(0.5) ? unit : unit.toUpperCase()}`).join('')}"`;
}

/** The same number with an exponent. */
function withExponent(value: string, random: Random): string {
  const [integer = '', fraction = ''] = value.split('.');
  if (!/^\d+$/.test(integer) || random.chance(0.9)) return value;
  const shift = 1 + random.int(3);
  const digits = integer.padStart(shift + 1, '0');
  const head = digits.slice(0, -shift).replace(/^0+(?=\d)/, '');
  return `${head}.${digits.slice(-shift)}${fraction}${random.pick(['e', 'E'])}${random.pick(['', '+', '0', '+0'])}${shift}`;
}

function valueOf(name: string, value: string, style: JsonStyle): string {
  const { random, isClean } = style;
  if (!isClean && random.chance(0.01))
    return random.pick(['true', 'null', '{}', '[]', '{"a":[1,"]}"]}', '17', '"17"', '-0.5e3']);
  if (name === 'quantity') return (isClean ? WHOLE : NUMBER).test(value) ? value : textOf(value, style);
  const isAmount = name === 'total' || name === 'unitPrice';
  if (isAmount && NUMBER.test(value) && random.chance(0.5)) return withExponent(value, random);
  return textOf(value, style);
}

function shuffled<Item>(items: Item[], random: Random): Item[] {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = random.int(at + 1);
    [items[at], items[other]] = [items[other] as Item, items[at] as Item];
  }
  return items;
}

function object(members: [string, string][], style: JsonStyle): string {
  const { random, isClean } = style;
  const all = random.chance(0.5) ? shuffled(members, random) : members;
  if (!isClean && random.chance(0.01))
    all.push([random.pick(['note', '__proto__', 'Sku', 'total ', '']), '{"x":[{}]}']);
  if (!isClean && random.chance(0.01) && all.length > 0)
    all.push([random.pick(all)[0], random.pick(['1', '"1"', 'null', '[]'])]);
  const written = all.map(([name, value]) => {
    return `${space(style)}${textOf(name, style)}${space(style)}:${space(style)}${value}${space(style)}`;
  });
  return `{${written.join(',') || space(style)}}`;
}

function membersOf(fields: Fields, names: readonly string[], style: JsonStyle): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const value = fields[name];
    return value === undefined ? [] : [[name, valueOf(name, value, style)]];
  });
}

function lineOf(line: Fields, style: JsonStyle): string {
  if (!style.isClean && style.random.chance(0.01)) return style.random.pick(['1', 'null', '"x"', '[]']);
  return object(membersOf(line, ['sku', 'quantity', 'unitPrice'], style), style);
}

function orderOf({ fields, lines }: DraftOrder, style: JsonStyle): string {
  const { random, isClean } = style;
  if (!isClean && random.chance(0.01))
    return random.pick(['1', '"x"', 'null', '[]', '[{}]', 'true', '-1.5e3']);
  const items = lines.map((line) => `${space(style)}${lineOf(line, style)}${space(style)}`);
  const array =
    !isClean && random.chance(0.01)
      ? random.pick(['null', '{}', '"x"', '7'])
      : `[${items.join(',') || space(style)}]`;
  const head = membersOf(fields, HEAD, style);
  return object([...head, ['lines', array], ...membersOf(fields, ['total'], style)], style);
}

export function writeJson({ orders, isClean }: DraftFile, random: Random): string {
  const style = { random, isClean, white: [' ', '\n', '\r\n', '\t', '\n    ', ' \n '] };
  if (!isClean && random.chance(0.02)) return random.pick(['{}', '"x"', '\n\n7', 'null', '{"orders":[]}']);
  const items = orders.map((order) => `${space(style)}${orderOf(order, style)}${space(style)}`);
  return `${space(style)}[${items.join(',') || space(style)}]${space(style)}`;
}

export function writeNdjson({ orders, isClean }: DraftFile, random: Random): string {
  const style = { random, isClean, white: [' ', '\t', '  '] };
  const lines = orders.map(
    (order) => `${random.chance(0.05) ? '\n' : ''}${space(style)}${orderOf(order, style)}${space(style)}`,
  );
  return lines.join(random.chance(0.5) ? '\n' : '\r\n') + (random.chance(0.8) ? '\n' : '');
}
