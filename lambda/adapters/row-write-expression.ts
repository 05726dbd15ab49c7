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

export function compileRowWrite(write: RowWrite): UpdateExpressions {
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

function compileGroup({ op, of }: Extract<Condition, { op: 'and' | 'or' }>, to: Placeholders): string {
  if (of.length === 0) throw new TypeError(`A condition "${op}" needs at least one part.`);
  return of.map((part) => `(${compileCondition(part, to)})`).join(` ${op.toUpperCase()} `);
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
