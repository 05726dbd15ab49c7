// Whether policies of one identity allow a request: the part of IAM's evaluation logic that a role of one account needs.
import { holds, type Context } from './conditions.ts';
import { globPattern } from './glob.ts';
import type { Statement } from './policy.ts';

export interface AccessRequest {
  /** `s3:GetObjectVersion` */
  action: string;
  /** An ARN, or `*` for an action that knows no resource. */
  resource: string;
  context: Context;
}

/** `explicit`: a statement denies it; `implicit`: none allows it. */
export type Verdict = { isAllowed: true } | { isAllowed: false; why: 'explicit' | 'implicit' };

/** A Deny beats every Allow; what nobody allows is denied. */
export function evaluate(statements: readonly Statement[], request: AccessRequest): Verdict {
  const matching = statements.filter((statement) => matches(statement, request));
  if (matching.some(({ effect }) => effect === 'Deny')) return { isAllowed: false, why: 'explicit' };
  if (matching.some(({ effect }) => effect === 'Allow')) return { isAllowed: true };
  return { isAllowed: false, why: 'implicit' };
}

/** Whether the statement is about the request. */
export function matches(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const { actions, isNotAction, resources, isNotResource, conditions } = statement;
  const isNamed = actions.some((pattern) => globPattern(pattern, 'i').test(action));
  const isThere = resources.some((pattern) => takesResource(pattern, resource));
  return (
    isNamed !== isNotAction &&
    isThere !== isNotResource &&
    conditions.every((condition) => holds(condition, context))
  );
}

/** Wildcards go across slashes and colons in a Resource, unlike in ARN conditions. */
export function takesResource(pattern: string, resource: string): boolean {
  if (pattern.includes('${'))
    throw new Error(
      `The evaluation of policies does not know the variable in ${pattern}; teach it to scripts/lib/iam/evaluate.ts.`,
    );
  return globPattern(pattern).test(resource);
}
