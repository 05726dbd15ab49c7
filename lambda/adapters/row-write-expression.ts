// Compiles a RowWrite into the expressions of UpdateItem. Every name and every value goes through a placeholder: reserved words and odd values cannot break it.
import type { Condition, RowWrite, Value } from '../core/row-write.ts';

/** The part of an UpdateItem request that depends on the write; values are plain JavaScript. */
export interface UpdateExpressions {
  ConditionExpression: string;
  UpdateExpression?: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};
  #count = 0;

  name(attribute: string): string {
    this.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  value(value: unknown): string {
    const placeholder = `:v${this.#count++}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}

/** Throws TypeError for a write that DynamoDB would refuse: that is a mistake in the program, not one to try again. */
export function compileRowWrite(write: RowWrite): UpdateExpressions {
  refuseOverlap(write);
  const placeholders = new Placeholders();
  const condition = compileCondition(write.condition, placeholders);
  const update = compileUpdate(write, placeholders);
  return {
    ConditionExpression: condition,
    ...(update && { UpdateExpression: update }),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
  };
}

/** DynamoDB refuses an update that touches an attribute twice, or the key; the embedded engine would take it. */
function refuseOverlap({ set, setIfAbsent, add, remove = [] }: RowWrite): void {
  const names = [set, setIfAbsent, add].flatMap((part) => present(part).map(([name]) => name)).concat(remove);
  if (names.includes('documentId') || new Set(names).size !== names.length)
    throw new TypeError(`One update touches an attribute twice, or the key: ${names.join(', ')}.`);
}

function compileCondition(condition: Condition, to: Placeholders): string {
  switch (condition.op) {
    case 'exists':
      return `attribute_exists(${to.name(condition.name)})`;
    case 'absent':
      return `attribute_not_exists(${to.name(condition.name)})`;
    case 'equals':
      return `${to.name(condition.name)} = ${to.value(condition.value)}`;
    case 'differs':
      return `${to.name(condition.name)} <> ${to.value(condition.value)}`;
    case 'less':
      return `${to.name(condition.name)} < ${to.value(comparable(condition.value))}`;
    default:
      return compileGroup(condition, to);
  }
}

/** Only a group of several parts inside another one gets parentheses: DynamoDB refuses redundant ones. */
function compileGroup({ op, of }: Extract<Condition, { op: 'and' | 'or' }>, to: Placeholders): string {
  const [first, ...others] = of;
  if (!first) throw new TypeError(`A condition "${op}" needs at least one part.`);
  if (others.length === 0) return compileCondition(first, to);
  return of.map((part) => compilePart(part, to)).join(` ${op.toUpperCase()} `);
}

function compilePart(part: Condition, to: Placeholders): string {
  const compiled = compileCondition(part, to);
  return isSeveral(part) ? `(${compiled})` : compiled;
}

function isSeveral(condition: Condition): boolean {
  if (condition.op !== 'and' && condition.op !== 'or') return false;
  const [first, ...others] = condition.of;
  return others.length > 0 || (first !== undefined && isSeveral(first));
}

/** DynamoDB orders texts (by UTF-8 bytes) and numbers only. */
function comparable(value: Value): Value {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError('A condition "less" compares texts or numbers only.');
}

function compileUpdate({ set, setIfAbsent, add, remove }: RowWrite, to: Placeholders): string {
  const sets = [
    ...present(set).map(([name, value]) => `${to.name(name)} = ${to.value(value)}`),
    ...present(setIfAbsent).map(
      ([name, value]) => `${to.name(name)} = if_not_exists(${to.name(name)}, ${to.value(value)})`,
    ),
  ];
  const clauses = {
    SET: sets,
    ADD: present(add).map(([name, value]) => `${to.name(name)} ${to.value(value)}`),
    REMOVE: (remove ?? []).map((name) => to.name(name)),
  };
  return Object.entries(clauses)
    .filter(([, parts]) => parts.length > 0)
    .map(([clause, parts]) => `${clause} ${parts.join(', ')}`)
    .join(' ');
}

function present(attributes: object = {}): [string, unknown][] {
  return Object.entries(attributes).filter(([, value]) => value !== undefined);
}
