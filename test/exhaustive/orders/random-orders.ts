// Random orders: good ones, and such as break one rule or another. Values are texts; how they are written is the writers' affair.
import type { Random } from '../kernels/random.ts';
import { decimalsOf, KNOWN_CURRENCIES } from './oracle-values.ts';

export type Fields = Record<string, string | undefined>;

export interface DraftOrder {
  fields: Fields;
  lines: Fields[];
}

export const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;

/** Printable, and no mistake in an id. */
// prettier-ignore
const PIECES = [
  'A', 'SO-', '7', '0', ' ', '"', "'", '\\', ',', ';', '|', '<', '>', '&', '&amp;', ']]>', '--', '{', '}', '[', ':', '/', '#',
  'é', 'ß', '漢', '😀', '\u{10ffff}', '\u00a0', '\ufeff', '\u202e', '__proto__', 'constructor', 'null', '=1+1', '%00', '\\u0041', '\ufffd',
];
const UNPRINTABLE = [
  '\u0001',
  '\t',
  '\n',
  '\r\n',
  '\u007f',
  '\u0085',
  '\u009f',
  '\u2028',
  '\u2029',
  '\ud800',
  '\udc00x',
  '\ud83d',
];
// prettier-ignore
const BAD_AMOUNTS = [
  '-1.00', '-0', '1.', '.5', '01.00', '+1', '1,00', '1e2', '1E-2', '12.345678', 'abc', ' 1.00', '1.00 ', '0x10', 'NaN', '1_000', '٣',
  '1234567890123456', '0.000000000000000000001', '1.000000000000000000000', '9'.repeat(40), '--1', '1.5.5', '1e400', 'Infinity',
];
// prettier-ignore
const BAD_MOMENTS = [
  '2026-11-21', '2026-11-21T10:00:00', '2026-02-29T10:00:00Z', '2026-13-01T10:00:00Z', '2026-00-10T00:00Z', '2026-11-31T00:00:00Z',
  '2026-11-21T24:00:00Z', '2026-11-21T23:59:60Z', '2026-11-21T10:60:00Z', '2026-11-21 10:00:00Z', '20261121T100000Z', '2026-11-21T10:00:00+1',
  '2026-11-21T10:00:00+24:00', '2026-11-21T10:00:00+10:60', '2026-11-21T10:00:00.Z', '2026-11-21T10:00:00.1234567890Z', '2026-11-21T10Z',
  '2999-01-01T00:00:00Z', '2026-11-22T12:00:00Z', '1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00+00:01', '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-23:59', '1900-02-29T00:00:00Z', '2026-11-21T10:00:00z', '2026-11-21t10:00:00Z', '2026-11-21T10:00:00Zx', '+002026-11-21T10:00:00Z',
  '2026-11-21T12:05:00.001Z', 'yesterday', '2026-1-21T10:00:00Z',
];
/** Odd, but right. */
// prettier-ignore
const ODD_MOMENTS = [
  '1970-01-01T00:00:00Z', '2000-02-29T23:59:59.9999Z', '2024-02-29T00:00Z', '2026-11-21T10:00:00.1+05:30', '2026-11-21T12:05:00Z',
  '2026-11-21T23:59:59.999999999+14:00', '2026-11-20T00:00:00.001-12:00', '1999-12-31T23:59:59-00:01', '2026-03-01T00:00:00+00:00', '2026-11-21T10:15:00.12-00:00',
];
const BAD_CURRENCIES = [
  'XXX',
  'XAU',
  'XTS',
  'eur',
  'EU',
  'EURO',
  'ZZZ',
  'E R',
  '€',
  'EU\u0052\u0301',
  '978',
  '@@@',
  '[[[',
];
const BAD_CHANNELS = ['Web', 'WEB', 'shop', 'web ', 'mobil', 'partner\u0000'.slice(0, 6), 'toString'];
const BAD_QUANTITIES = [
  '0',
  '-1',
  '1.0',
  '1e1',
  '01',
  '+1',
  '',
  'two',
  '1000000000',
  '99999999999999999999',
  ' 1',
  '1.5',
  '٣',
];

function id(random: Random): string {
  if (random.chance(0.8)) return `SO-${random.int(40)}-${random.int(1e6)}`;
  const text = random.text(PIECES, 6);
  return text === '' ? 'X' : text;
}

function moment(random: Random): string {
  if (random.chance(0.15)) return random.pick(ODD_MOMENTS);
  const time = new Date(NOW - random.int(900) * DAY - random.int(DAY)).toISOString();
  const zone = random.pick(['Z', 'Z', '+02:00', '-11:45', '+14:00', '+00:00']);
  const from = zone.startsWith('-') ? new Date(Date.parse(time) - 13 * 3_600_000).toISOString() : time;
  return from.replace(random.pick(['.', '', ':00']) === '' ? /\.\d+Z$/ : /Z$/, zone);
}

/** An amount of the currency, sometimes huge. */
function units(random: Random): bigint {
  const digits = random.chance(0.9) ? random.int(5) + 1 : random.int(12) + 1;
  return BigInt(Array.from({ length: digits }, () => random.int(10)).join(''));
}

export function amountText(amount: bigint, decimals: number, random: Random): string {
  const unit = 10n ** BigInt(decimals);
  let fraction = decimals === 0 ? '' : (amount % unit).toString().padStart(decimals, '0');
  if (random.chance(0.2)) fraction = fraction.replace(/0+$/, '');
  if (random.chance(0.1)) fraction += '0'.repeat(random.int(6));
  return fraction === '' ? `${amount / unit}` : `${amount / unit}.${fraction}`;
}

function goodOrder(random: Random): DraftOrder {
  const currency = random.chance(0.7)
    ? random.pick(['EUR', 'JPY', 'BHD', 'CLF', 'USD'])
    : random.pick(KNOWN_CURRENCIES);
  const decimals = decimalsOf(currency) as number;
  let total = 0n;
  const lines = Array.from({ length: random.chance(0.6) ? 1 : 1 + random.int(5) }, () => {
    const price = units(random);
    const quantity = random.chance(0.95) ? 1 + random.int(20) : 1 + random.int(999_999_999);
    total += price * BigInt(quantity);
    return { sku: id(random), quantity: String(quantity), unitPrice: amountText(price, decimals, random) };
  });
  const fields = {
    orderId: id(random),
    customerId: id(random),
    placedAt: moment(random),
    currency,
    channel: random.pick(['web', 'mobile', 'partner']),
    total: amountText(total, decimals, random),
  };
  return { fields, lines };
}

type Break = (order: DraftOrder, random: Random) => void;

const inOrder =
  (field: string, values: readonly string[]): Break =>
  (order, random) => {
    order.fields[field] = random.pick(values);
  };
const inLine =
  (field: string, values: readonly string[]): Break =>
  (order, random) => {
    const line = random.pick(order.lines);
    if (line) line[field] = random.pick(values);
  };
const HOSTILE_IDS = [
  ...UNPRINTABLE.map((piece) => `a${piece}b`),
  ...UNPRINTABLE,
  'x'.repeat(129),
  '😀'.repeat(128),
  '😀'.repeat(129),
  'x'.repeat(5000),
];

const BREAKS: readonly Break[] = [
  ...['orderId', 'customerId'].map((field) => inOrder(field, HOSTILE_IDS)),
  inLine('sku', HOSTILE_IDS),
  inOrder('placedAt', BAD_MOMENTS),
  inOrder('currency', BAD_CURRENCIES),
  inOrder('channel', BAD_CHANNELS),
  inOrder('total', BAD_AMOUNTS),
  inLine('unitPrice', BAD_AMOUNTS),
  inLine('quantity', BAD_QUANTITIES),
  inOrder('total', ['1.00', '0', '99999999999999', '0.01']),
  (order, random) => (order.fields[random.pick(Object.keys(order.fields))] = random.pick(['', undefined])),
  (order, random) => inLine(random.pick(['sku', 'quantity', 'unitPrice']), [''])(order, random),
  (order) => order.lines.splice(0),
  (order, random) =>
    order.lines.push(...Array.from({ length: random.int(4) }, () => ({ ...order.lines[0] }))),
];

export interface DraftFile {
  orders: DraftOrder[];
  /** Every order is good, and there is nothing in the file that some format could not say. */
  isClean: boolean;
}

/** Up to `most` orders; ids come twice now and then. */
export function draftFile(random: Random, most: number): DraftFile {
  const orders = Array.from({ length: random.int(most + 1) }, () => goodOrder(random));
  const used = new Set<string>();
  for (const { fields } of orders) {
    while (used.has(fields['orderId'] as string)) fields['orderId'] += 'x';
    used.add(fields['orderId'] as string);
  }
  const isClean = random.chance(0.3);
  if (isClean) return { orders, isClean };
  for (const order of orders) {
    for (let times = random.chance(0.4) ? 1 + random.int(3) : 0; times > 0; times -= 1)
      random.pick(BREAKS)(order, random);
    if (random.chance(0.05)) order.fields['orderId'] = random.pick(orders).fields['orderId'];
  }
  return { orders, isClean };
}
