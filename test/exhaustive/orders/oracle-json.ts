// The oracle's reader of JSON and NDJSON: a parser by the book over the whole text, which keeps numbers as text and every member.
import { HEAD, LINE, lineAt } from './oracle-model.ts';
import type { Fault, Part, RawFile, RawOrder, RawValue } from './oracle-model.ts';

interface Node {
  at: number;
  kind: 'object' | 'array' | 'string' | 'number' | 'null' | 'boolean';
  /** Of a string its value, of a number its text. */
  text: string;
  members: [string, Node][];
  items: Node[];
}

const TOKEN = /\s*(?:([[\]{}:,])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false)|(null))/y;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#text.slice(this.#at).trim() === '';
  }

  #next(): { at: number; token: string; match: RegExpExecArray } {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (!match) throw new Error(`The oracle found no JSON at ${this.#at}.`);
    this.#at = TOKEN.lastIndex;
    const token = match[0].trimStart();
    return { at: this.#at - token.length, token, match };
  }

  #peek(): string {
    const before = this.#at;
    const { token } = this.#next();
    this.#at = before;
    return token;
  }

  value(): Node {
    const { at, token, match } = this.#next();
    const node = { at, text: '', members: [], items: [] };
    if (token === '{') return { ...node, kind: 'object', members: this.#members() };
    if (token === '[') return { ...node, kind: 'array', items: this.#items() };
    if (match[2]) return { ...node, kind: 'string', text: JSON.parse(token) as string };
    if (match[3]) return { ...node, kind: 'number', text: token };
    return { ...node, kind: match[5] ? 'null' : 'boolean' };
  }

  #members(): [string, Node][] {
    const members: [string, Node][] = [];
    if (this.#peek() === '}') this.#next();
    else {
      do {
        const key = JSON.parse(this.#next().token) as string;
        this.#next();
        members.push([key, this.value()]);
      } while (this.#next().token === ',');
    }
    return members;
  }

  #items(): Node[] {
    const items: Node[] = [];
    if (this.#peek() === ']') this.#next();
    else
      do items.push(this.value());
      while (this.#next().token === ',');
    return items;
  }
}

function rawValue(node: Node | undefined): RawValue | undefined {
  if (!node || node.kind === 'null') return undefined;
  const { kind, text } = node;
  return kind === 'string' || kind === 'number' ? { kind, text } : { kind: 'other', text: 'x' };
}

/** The first member of each name. */
function firstOf({ members }: Node, name: string): Node | undefined {
  return members.find(([key]) => key === name)?.[1];
}

function valuesOf(node: Node, names: readonly string[]): Record<string, RawValue | undefined> {
  return Object.fromEntries(names.map((name) => [name, rawValue(firstOf(node, name))]));
}

function faultsOf(node: Node, names: readonly string[], [line, place]: [number, string]): Fault[] {
  const keys = node.members.map(([key]) => key);
  const unknown = keys.some((key) => !names.includes(key));
  const twice = names.filter((name) => keys.indexOf(name) !== keys.lastIndexOf(name));
  return [
    ...(unknown ? [{ line, field: place, rule: 'unknown-field' }] : []),
    ...twice.map((field) => ({ line, field, rule: 'duplicate-field' })),
  ];
}

function partOf(line: number, item: Node): Part {
  if (item.kind !== 'object') {
    return { line, faults: [{ line, field: 'lines', rule: 'type' }] };
  }
  return { line, values: valuesOf(item, LINE), faults: faultsOf(item, LINE, [line, 'lines']) };
}

function orderOf(text: string, node: Node): RawOrder {
  const line = lineAt(text, node.at);
  if (node.kind !== 'object') return { line, faults: [{ line, field: 'order', rule: 'is-order' }] };
  const names = [...HEAD, 'total', 'lines'];
  const lines = firstOf(node, 'lines');
  const order = { line, faults: faultsOf(node, names, [line, 'order']), values: valuesOf(node, names) };
  if (!lines || lines.kind === 'null') return { ...order, parts: [] };
  return lines.kind === 'array' ? { ...order, parts: lines.items.map((item) => partOf(line, item)) } : order;
}

export function parseJson(text: string): RawFile {
  const root = new Parser(text).value();
  if (root.kind !== 'array') {
    return {
      faults: [{ before: 0, line: lineAt(text, root.at), field: 'root', rule: 'root' }],
      orders: [],
    };
  }
  return { faults: [], orders: root.items.map((item) => orderOf(text, item)) };
}

export function parseNdjson(text: string): RawFile {
  const parser = new Parser(text);
  const orders: RawOrder[] = [];
  while (!parser.isAtEnd) orders.push(orderOf(text, parser.value()));
  return { faults: [], orders };
}
