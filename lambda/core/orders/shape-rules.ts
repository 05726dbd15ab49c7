// The rules about orders and files as a whole, as data. What they look at is known where they are checked.
import type { OrderLimits } from './order-limits.ts';

/** Where a rule was broken: in which line of the order, counted from 1 (0: in the order itself), and at which field, if one is told. */
export interface Spot {
  limits: OrderLimits;
  orderLine: number;
  field: string;
}

export interface ShapeRule {
  name: string;
  /** Empty where the field depends on the spot. */
  field: string;
  text(spot: Spot): string;
}

/** "order" or "order line 2". */
const part = ({ orderLine }: Spot) => (orderLine > 0 ? `Line ${orderLine} of the order` : 'The order');

/** "quantity of line 2 of the order", or "orderId". */
export const subject = ({ field, orderLine }: Spot) =>
  orderLine > 0 ? `${field} of line ${orderLine} of the order` : field;

export const SHAPE_RULES = {
  header: {
    name: 'header',
    field: 'header',
    text: () =>
      'The header must be orderId,customerId,placedAt,currency,channel,sku,quantity,unitPrice,total, in this order.',
  },
  root: {
    name: 'root',
    field: 'root',
    text: () => 'The root must hold the orders: an array in JSON, an element named orders in XML.',
  },
  rootContent: {
    name: 'root-content',
    field: 'root',
    text: () => 'The root must hold orders only, without text between them.',
  },
  isOrder: {
    name: 'is-order',
    field: 'order',
    text: () => 'The record must be an order: an object in JSON, an element named order in XML.',
  },
  ordersLimit: {
    name: 'orders-limit',
    field: 'order',
    text: ({ limits }) => `A file must not have more than ${limits.maxOrders} orders.`,
  },
  unknownInOrder: {
    name: 'unknown-field',
    field: 'order',
    text: () => 'The order must not hold anything but the fields of an order.',
  },
  unknownInLine: {
    name: 'unknown-field',
    field: 'lines',
    text: (spot) => `${part(spot)} must not hold anything but the fields of a line.`,
  },
  duplicate: {
    name: 'duplicate-field',
    field: '',
    text: (spot) => `The ${subject(spot)} must not be given twice.`,
  },
  rowsAgree: {
    name: 'rows-agree',
    field: '',
    text: ({ field }) => `The ${field} must be the same in all rows of the order.`,
  },
  linesRequired: {
    name: 'required',
    field: 'lines',
    text: () => 'The order must have at least one line.',
  },
  linesType: { name: 'type', field: 'lines', text: () => 'The lines must be an array.' },
  lineType: { name: 'type', field: 'lines', text: (spot) => `${part(spot)} must be an object.` },
  linesLimit: {
    name: 'lines-limit',
    field: 'lines',
    text: ({ limits }) => `The order must not have more than ${limits.maxLinesPerOrder} lines.`,
  },
  totalIsSum: {
    name: 'total-is-sum',
    field: 'total',
    text: () => 'The total must be the sum of quantity times unitPrice over the lines of the order.',
  },
  orderIdUnique: {
    name: 'order-id-unique',
    field: 'orderId',
    text: () => 'The orderId must not stand in the file twice.',
  },
} as const satisfies Record<string, ShapeRule>;
