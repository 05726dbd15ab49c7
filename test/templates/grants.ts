// What roles and policies grant, and who may take a role.
import type { System } from '../support/load-template.ts';
import { at, list, parts, resources, target, template, type Found } from './lookup.ts';

export const roles = (system: System) => resources(system, 'AWS::IAM::Role');

export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: Record<string, unknown>;
  Condition?: unknown;
}

/** Roles, and policies that stand alone. */
export const grantors = (system: System) => resources(system, 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy');

/** The statements of a role's own policies, or of a policy; those under a condition too. */
export function grantsOf({ properties }: Found): Statement[] {
  return [...parts([properties.Policies, properties.PolicyDocument])]
    .map(({ node }) => node)
    .filter((node) => at(node, 'Effect') !== undefined) as Statement[];
}

export const trustOf = ({ properties }: Found) =>
  list(at(properties, 'AssumeRolePolicyDocument/Statement')) as Statement[];

/** Short form of a resource: `source-bucket SourceBucketName /*`. */
function nameOf(resource: unknown): string {
  const imported = [...parts(resource)].map(({ node }) => at(node, 'Fn::ImportValue/Fn::Sub')).find(Boolean);
  const own = template(resource) ?? target(resource) ?? '?';
  const name = String(imported ?? own).replace('${ProjectName}-${EnvironmentName}-', '');
  return `${name}${/\$\{(?:Bucket|Table)\}(.*)$/.exec(own)?.[1] ?? ''}`;
}

/** `<call> <resource>` of everything that a role may do. */
export const callsOf = (found: Found) =>
  grantsOf(found)
    .flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((item) => `${String(action)} ${nameOf(item)}`)),
    )
    .sort();

/** The same without sending traces, which every function may under one condition (rule tracing-2). */
export const workCallsOf = (found: Found) => callsOf(found).filter((call) => !call.startsWith('xray:'));
