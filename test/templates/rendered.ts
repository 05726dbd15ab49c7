// Policies as AWS gets them: expressions resolved, so that sizes can be counted and requests be tried.
import { evaluate, type AccessRequest } from '../../scripts/lib/iam/evaluate.ts';
import { statementsOf, type PolicyDocument, type Statement } from '../../scripts/lib/iam/policy.ts';
import type { System } from '../support/load-template.ts';
import { textOf } from './arns.ts';
import { at, list, resources, type Found } from './lookup.ts';

interface Place {
  system: System;
  stack: string;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Everything that is an expression becomes its text; a part that is optional counts as there. */
export function rendered(place: Place, value: unknown): unknown {
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map((item) => rendered(place, item));
  const [name = '', ...more] = Object.keys(value);
  if (more.length === 0 && /^(Ref$|Fn::)/.test(name)) {
    const text = textOf(place, value);
    return text ?? rendered(place, at(value, 'Fn::If/1') ?? `untold ${name}`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rendered(place, item)]));
}

/** The documents of a role's own policies, or the one of a policy that stands alone. */
export function documentsOf(system: System, { stack, properties }: Found): PolicyDocument[] {
  const inline = list(properties.Policies).map((policy) => at(policy, 'PolicyDocument'));
  return [...inline, ...list(properties.PolicyDocument)].map(
    (document) => rendered({ system, stack }, document) as PolicyDocument,
  );
}

/** The statements of a role or policy of one id; ids of roles are unique. */
export function statementsOfGrantor(system: System, id: string): Statement[] {
  return resources(system, 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy')
    .filter((found) => found.id === id)
    .flatMap((found) => documentsOf(system, found))
    .flatMap(statementsOf);
}

/** Those of the requests that the role or policy refuses. */
export function refused(system: System, id: string, requests: readonly AccessRequest[]): AccessRequest[] {
  const statements = statementsOfGrantor(system, id);
  return requests.filter((request) => !evaluate(statements, request).isAllowed);
}
