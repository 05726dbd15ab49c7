// Evaluates the intrinsic functions that our delivery templates use; anything else is an error that names its place.
import type { TemplateDocument } from '../../lib/template.ts';
import { UserError } from '../../lib/user-error.ts';

export interface Scope {
  /** Of the template, for messages. */
  path: string;
  document: TemplateDocument;
  /** Values of all parameters, defaults included. */
  parameters: Readonly<Record<string, string>>;
  /** `AWS::Region` and so on. */
  pseudo: Readonly<Record<string, string>>;
  /** Exports of other stacks by name. */
  exports: Readonly<Record<string, string>>;
  /** Ref (attribute undefined) or GetAtt of a resource of this template; undefined when that is not known. */
  attributeOf(logicalId: string, attribute: string | undefined): string | undefined;
}

/** A value of the template and where it stands there. */
interface Spot {
  value: unknown;
  place: string;
}

export interface Evaluator {
  /** The value with every function replaced by its result. */
  evaluate(value: unknown, place: string): unknown;
  isTrue(condition: string, place: string): boolean;
}

/** What `Ref: AWS::NoValue` leaves; it vanishes from the map or list that holds it. */
const NO_VALUE = Symbol('AWS::NoValue');

type Functions<T> = Record<string, (scope: Scope, spot: Spot) => T>;

const FUNCTIONS: Functions<unknown> = {
  Ref: (scope, { value, place }) => reference(scope, String(value), place),
  'Fn::Sub': substitute,
  'Fn::If': (scope, spot) => {
    const [condition, yes, no] = listOf(scope, spot, 3);
    return evaluate(scope, { ...spot, value: isTrue(scope, String(condition), spot.place) ? yes : no });
  },
  'Fn::ImportValue': (scope, spot) => {
    const name = text(scope, spot);
    return (
      scope.exports[name] ?? fail(scope, spot, `no stack exports ${name}; deploy the one that does first.`)
    );
  },
  'Fn::GetAtt': (scope, spot) => {
    const [logicalId, name] = listOf(scope, spot, 2);
    return attribute(scope, { ...spot, value: `${String(logicalId)}.${String(name)}` });
  },
  'Fn::Join': (scope, spot) => {
    const [separator, parts] = listOf(scope, spot, 2);
    return evaluatedList(scope, { ...spot, value: parts }).join(String(separator));
  },
  'Fn::Split': (scope, spot) => {
    const [separator, whole] = listOf(scope, spot, 2);
    return text(scope, { ...spot, value: whole }).split(String(separator));
  },
  'Fn::Select': (scope, spot) => {
    const [index, values] = listOf(scope, spot, 2);
    const list = evaluatedList(scope, { ...spot, value: values });
    return list[Number(index)] ?? fail(scope, spot, `there is no element ${String(index)}.`);
  },
};

const CONDITION_FUNCTIONS: Functions<boolean> = {
  Condition: (scope, { value, place }) => isTrue(scope, String(value), place),
  'Fn::Equals': (scope, spot) => {
    const [left, right] = listOf(scope, spot, 2).map((value) => text(scope, { ...spot, value }));
    return left === right;
  },
  'Fn::And': (scope, spot) => listOf(scope, spot).every((value) => decide(scope, { ...spot, value })),
  'Fn::Or': (scope, spot) => listOf(scope, spot).some((value) => decide(scope, { ...spot, value })),
  'Fn::Not': (scope, spot) => !decide(scope, { ...spot, value: listOf(scope, spot, 1)[0] }),
};

/** Evaluates values of one template. Both methods throw UserError with the place. */
export function createEvaluator(scope: Scope): Evaluator {
  return {
    evaluate: (value, place) => evaluate(scope, { value, place }),
    isTrue: (condition, place) => isTrue(scope, condition, place),
  };
}

function evaluate(scope: Scope, { value, place }: Spot): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => evaluate(scope, { value: item, place: `${place}[${index}]` }));
    return items.filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const [name, argument] = singleEntry(value) ?? [];
  if (name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
    const spot = { value: argument, place };
    const call = FUNCTIONS[name] ?? fail(scope, spot, `the function ${name} is not known here.`);
    return call(scope, spot);
  }
  const entries = Object.entries(value).map(
    ([key, item]) => [key, evaluate(scope, { value: item, place: `${place}.${key}` })] as const,
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

function isTrue(scope: Scope, condition: string, place: string): boolean {
  const conditions = scope.document.Conditions ?? {};
  const spot = { value: conditions[condition], place: `Conditions.${condition}` };
  if (!Object.hasOwn(conditions, condition))
    fail(scope, { ...spot, place }, `there is no condition "${condition}".`);
  return decide(scope, spot);
}

function decide(scope: Scope, spot: Spot): boolean {
  const [name, argument] = singleEntry(spot.value) ?? fail(scope, spot, 'a condition must be one function.');
  const call = CONDITION_FUNCTIONS[name] ?? fail(scope, spot, `${name} is not known in a condition.`);
  return call(scope, { ...spot, value: argument });
}

function reference(scope: Scope, name: string, place: string): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const value = scope.pseudo[name] ?? scope.parameters[name];
  if (value === undefined) return attribute(scope, { value: name, place });
  const type = scope.document.Parameters?.[name]?.Type ?? 'String';
  return /^(CommaDelimitedList|List<)/.test(type) ? value.split(',') : value;
}

/** `Name` or `Name.Attribute` of a resource. */
function attribute(scope: Scope, spot: Spot): string {
  const [logicalId = '', ...rest] = String(spot.value).split('.');
  const name = rest.length === 0 ? undefined : rest.join('.');
  return (
    scope.attributeOf(logicalId, name) ??
    fail(scope, spot, `"${String(spot.value)}" is no parameter, and no resource whose value is known here.`)
  );
}

function substitute(scope: Scope, spot: Spot): string {
  const [template, own = {}] = (Array.isArray(spot.value) ? spot.value : [spot.value]) as [
    unknown,
    Record<string, unknown>?,
  ];
  return String(template).replace(/\$\{(!?)([^}]+)\}/g, (_, escape: string, name: string) => {
    if (escape) return `\${${name}}`;
    const value = Object.hasOwn(own, name) ? own[name] : { Ref: name };
    return text(scope, { ...spot, value });
  });
}

function text(scope: Scope, spot: Spot): string {
  const value = evaluate(scope, spot);
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? String(value)
    : fail(scope, spot, 'this must be text.');
}

/** The argument of a function, of this length where one is given; its items are not evaluated yet. */
function listOf(scope: Scope, spot: Spot, length?: number): unknown[] {
  const { value } = spot;
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  return fail(scope, spot, `the function takes a list${length === undefined ? '' : ` of ${length}`}.`);
}

function evaluatedList(scope: Scope, spot: Spot): string[] {
  const value = evaluate(scope, spot);
  if (!Array.isArray(value)) return fail(scope, spot, 'this must be a list.');
  return value.map((item) => text(scope, { ...spot, value: item }));
}

function singleEntry(value: unknown): [string, unknown] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length === 1 ? entries[0] : undefined;
}

function fail(scope: Scope, spot: Spot, message: string): never {
  throw new UserError(`${scope.path}, ${spot.place}: ${message}`);
}
