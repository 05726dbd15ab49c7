// What CloudFormation calls for a resource of each type, with the rights of the role that it is given.
import type { AccessRequest } from '../../../scripts/lib/iam/evaluate.ts';
import type { System } from '../../support/load-template.ts';
import { textOf } from '../arns.ts';
import { at, type Found } from '../lookup.ts';
import type { Call, Calls, Tell } from './call.ts';
import { CODE_CALLS } from './code.ts';
import { STORAGE_CALLS } from './storage.ts';

export const DEPLOY_CALLS: Calls = { ...STORAGE_CALLS, ...CODE_CALLS };

const actionsOf = ({ actions }: Call): string[] => {
  const [prefix = '', ...names] = actions.split(' ');
  return names.map((name) => `${prefix}${name}`);
};

/** Everything that CloudFormation asks for a resource of a template; nothing for a type that is not known here. */
export function requestsFor(system: System, { stack, id, resource, properties }: Found): AccessRequest[] {
  const place = { system, stack };
  const tell: Tell = (path) => textOf(place, at(properties, path)) ?? 'untold';
  const name = textOf(place, { Ref: id }) ?? 'untold';
  return (DEPLOY_CALLS[resource.Type] ?? []).flatMap((call) =>
    actionsOf(call).map((action) => ({
      action,
      resource: call.on(name, tell),
      context: call.context?.(tell) ?? {},
    })),
  );
}

/** All actions that the table has for these types. */
export function actionsFor(types: readonly string[]): Set<string> {
  return new Set(types.flatMap((type) => DEPLOY_CALLS[type] ?? []).flatMap(actionsOf));
}
