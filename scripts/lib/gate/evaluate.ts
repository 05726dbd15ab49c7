// Works out what a template says as far as parameters, conditions, mappings and pseudo parameters decide it.
// What they do not decide stays as a call in one spelling, so that two templates can be compared.
import type { TemplateDocument } from '../template.ts';

/** A template with everything that its functions may look up. */
export interface Scope {
  document: TemplateDocument;
  /** Parameter or pseudo parameter -> value. What is missing here stays a call. */
  values: Readonly<Record<string, string>>;
}

/** What `AWS::NoValue` leaves: nothing. */
const ABSENT = undefined;

type Call = (argument: unknown, scope: Scope) => unknown;

const LIST_TYPE = /^(CommaDelimitedList|List<)/;

function callOf(value: object): [name: string, argument: unknown] | undefined {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  // A statement of a policy has a Condition too, but never a mere name.
  const [name, argument] = entry;
  const isCall = /^(Ref$|Fn::)/.test(name) || (name === 'Condition' && typeof argument === 'string');
  return isCall ? entry : undefined;
}

/** Whether nothing in a value is still to be decided. */
export function isKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isKnown);
  return callOf(value) === undefined && Object.values(value).every(isKnown);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}

/** One text per meaning; the order of properties does not matter. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'nothing';
}

function ref(name: unknown, { document, values }: Scope): unknown {
  if (name === 'AWS::NoValue') return ABSENT;
  const value = Object.hasOwn(values, String(name)) ? values[String(name)] : undefined;
  if (value === undefined) return { Ref: name };
  const isList = LIST_TYPE.test(document.Parameters?.[String(name)]?.Type ?? '');
  return isList ? value.split(',').map((item) => item.trim()) : value;
}

function getAtt(argument: unknown): unknown {
  const text = Array.isArray(argument) ? argument.join('.') : String(argument);
  const dot = text.indexOf('.');
  return { 'Fn::GetAtt': [text.slice(0, dot), text.slice(dot + 1)] };
}

/** Texts and calls, one after the other: one text when all are texts. */
function concatenate(parts: readonly unknown[]): unknown {
  const merged: unknown[] = [];
  for (const part of parts.flatMap(piecesOf)) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  if (merged.length === 0) return '';
  return merged.length === 1 ? merged[0] : { 'Fn::Join': ['', merged] };
}

function piecesOf(part: unknown): unknown[] {
  const join = (part as Record<string, unknown> | null)?.['Fn::Join'];
  return Array.isArray(join) && join[0] === '' && Array.isArray(join[1]) ? join[1] : [part];
}

const sub: Call = (argument, scope) => {
  const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [
    unknown,
    Record<string, unknown>,
  ];
  // Split by a pattern with one group: texts at even places, names at odd ones.
  const parts = String(text).split(/\$\{([^}]+)\}/);
  return concatenate(
    parts.map((part, index) => {
      if (index % 2 === 0) return part;
      if (part.startsWith('!')) return `\${${part.slice(1)}}`;
      if (Object.hasOwn(own, part)) return evaluate(own[part], scope);
      return part.includes('.') && !part.startsWith('AWS::') ? getAtt(part) : ref(part, scope);
    }),
  );
};

const join: Call = (argument, scope) => {
  const [delimiter, list] = evaluate(argument, scope) as [string, unknown];
  if (!Array.isArray(list)) return { 'Fn::Join': [delimiter, list] };
  return concatenate(list.flatMap((part, index) => (index === 0 ? [part] : [delimiter, part])));
};

const split: Call = (argument, scope) => {
  const [delimiter, text] = evaluate(argument, scope) as [string, unknown];
  return typeof text === 'string' ? text.split(delimiter) : { 'Fn::Split': [delimiter, text] };
};

const select: Call = (argument, scope) => {
  const [index, list] = evaluate(argument, scope) as [unknown, unknown];
  const isPlain = typeof index === 'string' && Array.isArray(list);
  return isPlain ? list[Number(index)] : { 'Fn::Select': [index, list] };
};

const findInMap: Call = (argument, scope) => {
  const path = evaluate(argument, scope) as unknown[];
  if (!isKnown(path)) return { 'Fn::FindInMap': path };
  const found = path
    .slice(0, 3)
    .reduce<unknown>((level, key) => (level as Record<string, unknown> | undefined)?.[String(key)], {
      ...scope.document.Mappings,
    });
  return found === undefined ? { 'Fn::FindInMap': path } : evaluate(found, scope);
};

const choose: Call = (argument, scope) => {
  const [name, yes, no] = argument as [string, unknown, unknown];
  const holds = evaluateCondition(name, scope);
  if (typeof holds === 'boolean') return evaluate(holds ? yes : no, scope);
  return { 'Fn::If': [holds, evaluate(yes, scope) ?? null, evaluate(no, scope) ?? null] };
};

const equals: Call = (argument, scope) => {
  const [left, right] = argument as [unknown, unknown];
  const sides = [evaluate(left, scope), evaluate(right, scope)];
  const isSame = canonical(sides[0]) === canonical(sides[1]);
  // Two calls that read the same are the same, whatever they give.
  return isSame || isKnown(sides) ? isSame : { 'Fn::Equals': sides };
};

/** And, Or: one side may decide it alone. */
const combine =
  (name: string, deciding: boolean): Call =>
  (argument, scope) => {
    const sides = (argument as unknown[]).map((side) => evaluate(side, scope));
    if (sides.includes(deciding)) return deciding;
    const open = sides.filter((side) => typeof side !== 'boolean');
    return open.length === 0 ? !deciding : { [name]: open };
  };

const not: Call = (argument, scope) => {
  const [side] = (argument as unknown[]).map((one) => evaluate(one, scope));
  return typeof side === 'boolean' ? !side : { 'Fn::Not': [side] };
};

const CALLS: Readonly<Record<string, Call>> = {
  Ref: ref,
  Condition: (name, scope) => evaluateCondition(String(name), scope),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Split': split,
  'Fn::Select': select,
  'Fn::FindInMap': findInMap,
  'Fn::If': choose,
  'Fn::Equals': equals,
  'Fn::And': combine('Fn::And', false),
  'Fn::Or': combine('Fn::Or', true),
  'Fn::Not': not,
};

/** True or false, or a call when the parameters do not decide it. */
export function evaluateCondition(name: string, scope: Scope): unknown {
  const conditions = scope.document.Conditions ?? {};
  return Object.hasOwn(conditions, name) ? evaluate(conditions[name], scope) : { Condition: name };
}

/** Numbers and booleans become text: CloudFormation makes no difference. Undefined stands for `AWS::NoValue`. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value !== 'object' || value === null) return value === undefined ? ABSENT : String(value);
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== ABSENT);
  const call = callOf(value);
  if (call) {
    const [name, argument] = call;
    const known = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
    return known ? known(argument, scope) : { [name]: evaluate(argument, scope) };
  }
  const entries = Object.entries(value).map(([name, one]) => [name, evaluate(one, scope)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== ABSENT));
}
