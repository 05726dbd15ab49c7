// Finds the resources that hold data and that a new template would replace or let go.
import type { TemplateResource } from '../template.ts';
import { CREATE_ONLY, TABLE } from './create-only.ts';
import type { HeldResource } from './deployed.ts';
import { canonical, evaluate, evaluateCondition, type Scope } from './evaluate.ts';

/** The two states of a stack. */
export interface Change {
  before: Scope;
  after: Scope;
}

/** Something that holds data and would not survive. */
export interface Loss {
  resource: HeldResource;
  /** What would become of it. */
  fate: string;
  /** What in the new template does that. */
  because: string;
}

/** A resource in both templates. */
interface Pair {
  type: string;
  old: TemplateResource;
  fresh: TemplateResource;
  change: Change;
}

interface Difference {
  property: string;
  from: unknown;
  to: unknown;
}

const MAX_SHOWN_LENGTH = 200;
const REMOVED = 'would be taken out of the stack';
const REPLACED = 'would be replaced by an empty one';

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : canonical(value);
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

const propertyOf = (resource: TemplateResource, name: string, scope: Scope) =>
  evaluate(resource.Properties?.[name], scope);

function createOnlyDifferences({ type, old, fresh, change }: Pair): Difference[] {
  return (CREATE_ONLY[type] ?? []).map((property) => ({
    property,
    from: propertyOf(old, property, change.before),
    to: propertyOf(fresh, property, change.after),
  }));
}

interface AttributeDefinition {
  AttributeName?: unknown;
  AttributeType?: unknown;
}

function attributeTypes(definitions: unknown): Map<string, unknown> {
  const list = Array.isArray(definitions) ? (definitions as AttributeDefinition[]) : [];
  return new Map(list.map(({ AttributeName, AttributeType }) => [canonical(AttributeName), AttributeType]));
}

const inAnyOrder = (value: unknown) => (Array.isArray(value) ? value.map(canonical).sort() : []);

/**
 * What the specification does not say of tables: DynamoDB has no call that adds, changes or removes a local index, nor one
 * that gives an attribute another type, and CloudFormation makes a new table for both. A new or a dropped attribute is fine.
 */
function tableDifferences({ old, fresh, change }: Pair): Difference[] {
  const of = (name: string) => [propertyOf(old, name, change.before), propertyOf(fresh, name, change.after)];
  const [oldTypes = new Map(), newTypes = new Map()] = of('AttributeDefinitions').map(attributeTypes);
  const types = [...oldTypes].filter(([name]) => newTypes.has(name));
  const [from, to] = of('LocalSecondaryIndexes').map(inAnyOrder);
  return [
    ...types.map(([name, type]) => ({
      property: `AttributeDefinitions (type of ${name})`,
      from: type as unknown,
      to: newTypes.get(name) as unknown,
    })),
    { property: 'LocalSecondaryIndexes', from, to },
  ];
}

function whyReplaced(pair: Pair): string[] {
  const differences = [
    ...createOnlyDifferences(pair),
    ...(pair.type === TABLE ? tableDifferences(pair) : []),
  ];
  return differences
    .filter(({ from, to }) => canonical(from) !== canonical(to))
    .map(({ property, from, to }) => `${property} changes from ${shown(from)} to ${shown(to)}`);
}

/** Undefined while the resource stays; conditions that parameters do not decide must at least read as before. */
function whyAbsent({ old, fresh, change }: Pair): string | undefined {
  const name = fresh.Condition;
  if (name === undefined) return undefined;
  const holds = evaluateCondition(name, change.after);
  if (holds === false) return `its condition ${name} does not hold any more`;
  const before = old.Condition === undefined || evaluateCondition(old.Condition, change.before);
  const isAsBefore = holds === true || canonical(holds) === canonical(before);
  return isAsBefore ? undefined : `nobody can tell beforehand whether its condition ${name} holds`;
}

function lossOf(resource: HeldResource, change: Change): Loss | undefined {
  const { logicalId, type } = resource;
  const fresh = change.after.document.Resources[logicalId];
  if (!fresh) return { resource, fate: REMOVED, because: 'the new template has no resource of this name' };
  if (fresh.Type !== type) {
    return { resource, fate: REMOVED, because: `its Type changes from ${type} to ${fresh.Type}` };
  }
  const old = change.before.document.Resources[logicalId] ?? fresh;
  const pair: Pair = { type, old, fresh, change };
  const absent = whyAbsent(pair);
  if (absent !== undefined) return { resource, fate: REMOVED, because: absent };
  const reasons = whyReplaced(pair);
  return reasons.length > 0 ? { resource, fate: REPLACED, because: reasons.join(', and ') } : undefined;
}

/** All that would be lost. Queues are among it whether or not messages are in them. */
export function findLosses(held: readonly HeldResource[], change: Change): Loss[] {
  return held
    .filter(({ type }) => Object.hasOwn(CREATE_ONLY, type))
    .flatMap((resource) => lossOf(resource, change) ?? []);
}
