// The condition operators of IAM that our policies use, as the IAM User Guide documents them under "IAM JSON policy elements: Condition operators".
import { globPattern } from './glob.ts';
import type { Condition } from './policy.ts';

/** What a request tells, by key in lower case: `aws:securetransport` -> `true`. */
export type Context = Readonly<Record<string, string>>;

type Compare = (actual: string, wanted: string) => boolean;

const like: Compare = (actual, wanted) => globPattern(wanted).test(actual);

/** Each of the six parts by itself; a colon is never under a wildcard but in the last one. */
const arnLike: Compare = (actual, wanted) => {
  const [parts, patterns] = [partsOf(actual), partsOf(wanted)];
  return parts.length === patterns.length && parts.every((part, at) => like(part, patterns[at] ?? ''));
};

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const COMPARES: Readonly<Record<string, Compare>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
};

/** Operators that hold where the positive one does not, and where the key is missing. */
const OPPOSITES: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

const FOR_ALL_VALUES = 'ForAllValues:';

/** Throws for an operator or a policy variable that is not known here: to guess would be to prove nothing. */
export function holds({ operator, key, values }: Condition, context: Context): boolean {
  const actual = context[key.toLowerCase()];
  if (operator === 'Null')
    return values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  // Of a key with several values every one must match; requests here carry one, and a missing key matches, too.
  if (operator.startsWith(FOR_ALL_VALUES))
    return (
      actual === undefined || holds({ operator: operator.slice(FOR_ALL_VALUES.length), key, values }, context)
    );
  const name = operator.replace(/IfExists$/, '');
  const opposite = OPPOSITES[name];
  const compare = COMPARES[opposite ?? name];
  const variable = values.find((value) => value.includes('${'));
  if (!compare || variable !== undefined)
    throw new Error(
      `The evaluation of policies does not know ${variable ?? operator}; teach it to scripts/lib/iam/conditions.ts.`,
    );
  if (actual === undefined) return opposite !== undefined || name !== operator;
  return values.some((value) => compare(actual, value)) === (opposite === undefined);
}
