// The oracle's reader of XML: saxes over the whole text.
import { SaxesParser } from 'saxes';
import { HEAD, LINE, lineAt } from './oracle-model.ts';
import type { Part, RawFile, RawOrder, RawValue } from './oracle-model.ts';

const ORDER = [...HEAD, 'total'];

function valuesOf(
  attributes: Record<string, string>,
  names: readonly string[],
): Record<string, RawValue | undefined> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      Object.hasOwn(attributes, name) ? { text: attributes[name] as string, kind: 'plain' } : undefined,
    ]),
  );
}

class XmlOracle {
  readonly file: RawFile = { faults: [], orders: [] };
  readonly #text: string;
  readonly #parser = new SaxesParser();
  readonly #path: string[] = [];
  #isForeign = false;
  #line: Extract<Part, { faults: unknown }> | undefined;
  #startLine = 1;

  constructor(text: string) {
    this.#text = text;
    this.#parser.on('opentagstart', () => {
      this.#startLine = lineAt(text, text.lastIndexOf('<', this.#parser.position - 1));
    });
    this.#parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
    this.#parser.on('closetag', () => this.#path.pop());
    this.#parser.on('text', (content) => this.#content(content, () => this.#lineOfText()));
    this.#parser.on('cdata', (content) =>
      this.#content(content, () => lineAt(text, text.lastIndexOf('<![CDATA[', this.#parser.position - 1))),
    );
    this.#parser.write(text).close();
  }

  /** Line of the first character that is not white since the last tag; in the texts of the fuzzing no `>` stands outside of tags. */
  #lineOfText(): number {
    const end = this.#text.lastIndexOf('<', this.#parser.position - 1);
    const start = this.#text.lastIndexOf('>', end) + 1;
    return lineAt(this.#text, start + this.#text.slice(start, end).search(/[^ \t\r\n]/));
  }

  get #order(): RawOrder | undefined {
    return this.file.orders.at(-1);
  }

  #open(name: string, attributes: Record<string, string>): void {
    const depth = this.#path.push(name);
    const line = this.#startLine;
    if (this.#isForeign) return;
    if (depth === 1 && name !== 'orders') {
      this.#isForeign = true;
      this.file.faults.push({ before: 0, line, field: 'root', rule: 'root' });
    }
    if (depth === 2) this.#openRecord(name, attributes, line);
    else if (depth === 3 && this.#order?.values) this.#openInOrder(name, attributes, line);
    else if (depth === 4) this.#tellLine(line);
  }

  #openRecord(name: string, attributes: Record<string, string>, line: number): void {
    this.#line = undefined;
    if (name !== 'order') {
      this.file.orders.push({ line, faults: [{ line, field: 'order', rule: 'is-order' }] });
      return;
    }
    this.file.orders.push({ line, faults: [], values: valuesOf(attributes, ORDER), parts: [] });
    if (Object.keys(attributes).some((key) => !ORDER.includes(key))) {
      this.#order?.faults.push({ line, field: 'order', rule: 'unknown-field' });
    }
  }

  #openInOrder(name: string, attributes: Record<string, string>, line: number): void {
    this.#line = undefined;
    if (name !== 'line') return this.#tellOrder(line);
    this.#line = { line, values: valuesOf(attributes, LINE), faults: [] };
    this.#order?.parts?.push(this.#line);
    if (Object.keys(attributes).some((key) => !LINE.includes(key))) this.#tellLine(line, false);
  }

  #content(content: string, lineOf: () => number): void {
    if (this.#isForeign || /^[ \t\r\n]*$/.test(content)) return;
    if (this.#path.length === 1) this.#tellRoot(lineOf());
    else if (this.#path.length === 2 && this.#order?.values) this.#tellOrder(lineOf());
    else if (this.#path.length === 3) this.#tellLine(lineOf());
  }

  #tellRoot(line: number): void {
    if (this.file.faults.some(({ rule }) => rule === 'root-content')) return;
    this.file.faults.push({ before: this.file.orders.length, line, field: 'root', rule: 'root-content' });
  }

  #tellOrder(line: number): void {
    const { faults = [], parts = [] } = this.#order ?? {};
    const fault = { line, field: 'order', rule: 'unknown-field' };
    const told = [...faults, ...parts.map((part) => ('fault' in part ? part.fault : undefined))];
    if (!told.some((one) => one?.field === 'order')) parts.push({ fault });
  }

  /** Attributes are told before the values of the line, what is inside behind them. */
  #tellLine(line: number, isInside = true): void {
    const current = this.#line;
    if (!current || this.#order?.parts === undefined) return;
    const { parts } = this.#order;
    const behind = parts.slice(parts.indexOf(current) + 1);
    if (current.faults.length > 0 || behind.some((part) => 'fault' in part && part.fault.field === 'lines'))
      return;
    const fault = { line, field: 'lines', rule: 'unknown-field' };
    if (isInside) parts.push({ fault });
    else current.faults.push(fault);
  }
}

export function parseXml(text: string): RawFile {
  return new XmlOracle(text).file;
}
