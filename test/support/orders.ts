// The same orders as files of every format, and as they must come out.

export interface Order {
  orderId: string;
  customerId: string;
  placedAt: string;
  currency: string;
  channel: string;
  lines: readonly { sku: string; quantity: number; unitPrice: string }[];
  total: string;
}

const HEADER = 'orderId,customerId,placedAt,currency,channel,sku,quantity,unitPrice,total';

/** Amounts must have the decimals of the currency, and values nothing that a format would have to quote. */
export function inFourFormats(orders: readonly Order[]) {
  const json = orders.map((order) => JSON.stringify(order));
  return {
    csv: [HEADER, ...orders.flatMap(csvRows), ''].join('\n'),
    json: `[${json.join(',\n')}]\n`,
    ndjson: `${json.join('\n')}\n`,
    xml: `<?xml version="1.0"?>\n<orders>\n${orders.map(xmlOrder).join('\n')}\n</orders>\n`,
    normalized: orders.map(normalizedLine).join(''),
  };
}

function csvRows({ orderId, customerId, placedAt, currency, channel, lines, total }: Order): string[] {
  const before = [orderId, customerId, placedAt, currency, channel];
  return lines.map(({ sku, quantity, unitPrice }) => [...before, sku, quantity, unitPrice, total].join());
}

function xmlOrder({ lines, ...order }: Order): string {
  const children = lines.map((line) => `    <line${attributes(line)}/>`);
  return [`  <order${attributes(order)}>`, ...children, '  </order>'].join('\n');
}

const attributes = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');

function normalizedLine({ placedAt, ...order }: Order): string {
  const { orderId, customerId, currency, channel, lines, total } = order;
  const utc = new Date(placedAt).toISOString();
  return `${JSON.stringify({ orderId, customerId, placedAt: utc, currency, channel, lines, total })}\n`;
}
