// What the files of the benchmark look like: rows of five formats with everything that makes reading hard, from seeded random numbers.

/** Numbers from 0 (included) to 1 (excluded). */
type Random = () => number;

/** A file is its head, any number of rows, and its tail; each of them ends in a line feed, so that parts can be put together freely. */
export interface Shape {
  extension: string;
  head: string;
  row: (number: number, random: Random) => string;
  tail: (number: number, random: Random) => string;
  /** Records of the tail. */
  recordsInTail: number;
}

const CITIES = [
  'Łódź',
  'São Paulo',
  '大阪',
  'Zürich',
  'Αθήνα',
  'Kraków',
  'Reykjavík',
  'Springfield',
] as const;
const GIVEN = ['Zoë', 'José', 'Søren', '葵', 'Ngọc', 'Maria', 'Peter', 'Ольга'] as const;
const FAMILY = ['Müller', 'Núñez', 'Ångström', '佐藤', "O'Neill", 'Smith', 'Nowak', 'Иванова'] as const;
const CURRENCIES = ['EUR', 'USD', 'JPY', 'PLN', 'CHF'] as const;
const CHANNELS = ['web', 'mobile', 'partner'] as const;
const LEVELS = ['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'] as const;
const REMARKS = [
  'leave at the door',
  'ring twice, then wait',
  'gift wrap & card < 20 words',
  'call before delivery',
] as const;

const pick = <T>(values: readonly T[], random: Random) => values[Math.floor(random() * values.length)] as T;
const upTo = (most: number, random: Random) => 1 + Math.floor(random() * most);
const padded = (number: number, width: number) => String(number).padStart(width, '0');

function time(number: number, random: Random): string {
  const seconds = (number * 7) % 86_400;
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    padded(Math.floor(part), 2),
  );
  return `2026-11-${padded((number % 28) + 1, 2)}T${clock.join(':')}.${padded(Math.floor(random() * 1000), 3)}Z`;
}

function order(number: number, random: Random) {
  return {
    orderId: `A-${padded(number, 9)}`,
    customerId: `C-${upTo(99_999, random)}`,
    placedAt: time(number, random),
    currency: pick(CURRENCIES, random),
    channel: pick(CHANNELS, random),
    name: `${pick(GIVEN, random)} ${pick(FAMILY, random)}`,
    city: pick(CITIES, random),
    remark: pick(REMARKS, random),
    total: (upTo(900_000, random) / 100).toFixed(2),
  };
}

const line = (random: Random) => ({
  sku: `S-${padded(upTo(99_999, random), 5)}`,
  quantity: upTo(9, random),
  unitPrice: (upTo(90_000, random) / 100).toFixed(2),
});
const lines = (random: Random) => Array.from({ length: upTo(3, random) }, () => line(random));

/** 11 columns. One remark in twelve has a line feed, one in twelve doubled quotes, one in four is quoted because of its comma. */
function csvRow(number: number, random: Random): string {
  const { orderId, customerId, placedAt, currency, channel, name, city, remark, total } = order(
    number,
    random,
  );
  const { sku, quantity } = line(random);
  const kind = random();
  let text: string = remark.includes(',') ? `"${remark}"` : remark;
  if (kind < 1 / 12) text = `"${remark}\nsecond line"`;
  else if (kind < 2 / 12) text = `"say ""hello"", then ${remark}"`;
  return `${orderId},${customerId},${placedAt},${currency},${channel},"${name}",${city},${text},${sku},${quantity},${total}\n`;
}

function jsonOrder(number: number, random: Random) {
  const { remark, ...rest } = order(number, random);
  const quoted = random() < 1 / 8 ? `say "hello"\n\tthen ${remark} \\ done` : remark;
  return {
    ...rest,
    remark: quoted,
    lines: lines(random),
    weight: random() * 1e3,
    gift: random() < 0.5,
    coupon: null,
  };
}

/** Half of the elements on one line, half over many. */
const jsonElement = (number: number, random: Random) =>
  JSON.stringify(jsonOrder(number, random), null, number % 2 === 0 ? 2 : 0);

function xmlRow(number: number, random: Random): string {
  const { orderId, customerId, placedAt, currency, channel, name, city, remark, total } = order(
    number,
    random,
  );
  const note =
    random() < 1 / 6 ? `<![CDATA[${remark} <b>& more]]>` : remark.replace('&', '&amp;').replace('<', '&lt;');
  const items = lines(random).map(
    ({ sku, quantity, unitPrice }) =>
      `  <line sku="${sku}" quantity="${quantity}" unitPrice="${unitPrice}"/>\n`,
  );
  return (
    `<order orderId="${orderId}" customerId="${customerId}" placedAt='${placedAt}' currency="${currency}" channel="${channel}" total="${total}">\n` +
    `  <customer name="${name.replace("'", '&apos;')}" city="${city} &#x2013; &lt;centre&gt;"/>\n` +
    `  <note>${note}</note>\n${items.join('')}</order>\n`
  );
}

function logRow(number: number, random: Random): string {
  const { orderId, placedAt, name, city, total, currency } = order(number, random);
  const level = pick(LEVELS, random);
  if (level === 'ERROR')
    return `${placedAt} ${level}\t[payment] order ${orderId} of ${name}: card refused after ${upTo(3, random)} attempts\n`;
  return `${placedAt} ${level}  [checkout] order ${orderId} of ${name} from ${city} accepted in ${upTo(900, random)} ms (${total} ${currency})\n`;
}

const NOTHING = { head: '', tail: () => '', recordsInTail: 0 };

export type BenchFormat = 'text' | 'csv' | 'ndjson' | 'json' | 'xml';

export const SHAPES: Record<BenchFormat, Shape> = {
  text: { ...NOTHING, extension: 'log', row: logRow },
  csv: {
    ...NOTHING,
    extension: 'csv',
    head: 'orderId,customerId,placedAt,currency,channel,customerName,city,remark,sku,quantity,total\n',
    row: csvRow,
  },
  ndjson: {
    ...NOTHING,
    extension: 'ndjson',
    row: (number, random) => `${JSON.stringify(jsonOrder(number, random))}\n`,
  },
  json: {
    extension: 'json',
    head: '[\n',
    row: (number, random) => `${jsonElement(number, random)},\n`,
    tail: (number, random) => `${jsonElement(number, random)}\n]\n`,
    recordsInTail: 1,
  },
  xml: {
    ...NOTHING,
    extension: 'xml',
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<orders>\n',
    row: xmlRow,
    tail: () => '</orders>\n',
  },
};

export const FORMATS = Object.keys(SHAPES) as BenchFormat[];
