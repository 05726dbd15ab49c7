// Granted = used: what the roles may do against what their functions were seen doing.
import { evaluate, matches, takesResource, type AccessRequest } from '../../lib/iam/evaluate.ts';
import type { Statement } from '../../lib/iam/policy.ts';
import type { DeployedRole } from './deployed-roles.ts';
import type { PlatformUse } from './platform.ts';
import type { RecordedCall } from './recorder.ts';

export interface Evidence {
  roles: readonly DeployedRole[];
  calls: readonly RecordedCall[];
  platform: readonly PlatformUse[];
}

/** One action on one resource of one statement that allows it. */
interface Grant {
  role: DeployedRole;
  statement: Statement;
  action: string;
  resource: string;
}

/** What is wrong, in words; nothing when every role may do exactly what is done with it. */
export function differences(evidence: Evidence): string[] {
  return [...unknownCallers(evidence), ...missing(evidence), ...unused(evidence), ...platformOf(evidence)];
}

function unknownCallers({ roles, calls }: Evidence): string[] {
  const known = new Set(roles.flatMap(({ functions }) => functions));
  const strangers = new Set(calls.map(({ caller }) => caller).filter((caller) => !known.has(caller)));
  const silent = [...known].filter((name) => !calls.some(({ caller }) => caller === name));
  return [
    ...[...strangers].map((caller) => `${caller} makes calls, and no role is known for it.`),
    ...silent.map((name) => `${name} made no call, so nothing is known of its role.`),
  ];
}

/** Requests of the functions of a role, each kind once. */
function requestsWith({ functions }: DeployedRole, calls: readonly RecordedCall[]): AccessRequest[] {
  const needs = calls.filter(({ caller }) => functions.includes(caller)).flatMap((call) => call.needs);
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}

function missing({ roles, calls }: Evidence): string[] {
  const lines = roles.flatMap((role) =>
    requestsWith(role, calls)
      .filter((request) => !evaluate(role.statements, request).isAllowed)
      .map(({ action, resource }) => `${role.id} lacks ${action} on ${resource}.`),
  );
  return [...new Set(lines)];
}

/** Throws for "everything but": what it allows cannot be told one by one. */
function grantsOf(role: DeployedRole): Grant[] {
  if (role.statements.some(({ isNotAction, isNotResource }) => isNotAction || isNotResource))
    throw new Error(`${role.id} has a NotAction or NotResource; name what it may do instead.`);
  return role.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) =>
      statement.actions.flatMap((action) =>
        statement.resources.map((resource) => ({ role, statement, action, resource })),
      ),
    );
}

const isUsed = ({ statement, action, resource }: Grant, requests: readonly AccessRequest[]) =>
  requests.some((request) => matches({ ...statement, actions: [action], resources: [resource] }, request));

const isOfPlatform = ({ role, action, resource }: Grant, use: PlatformUse) =>
  use.role.test(role.id) && use.actions.includes(action) && takesResource(use.resource, resource);

function unused({ roles, calls, platform }: Evidence): string[] {
  return roles.flatMap((role) => {
    const requests = requestsWith(role, calls);
    return grantsOf(role)
      .filter((grant) => !isUsed(grant, requests) && !platform.some((use) => isOfPlatform(grant, use)))
      .map(
        ({ statement, action, resource }) =>
          `${role.id} may ${action} on ${resource} (${statement.sid}), and nothing uses it.`,
      );
  });
}

/** Every role that the list names has what the platform needs, and the list names nothing that a function uses by itself. */
function platformOf({ roles, calls, platform }: Evidence): string[] {
  return platform.flatMap((use) => {
    const own = roles.filter(({ id }) => use.role.test(id));
    if (own.length === 0)
      return [`The list of what the platform uses names ${use.role.source}, and no role is called so.`];
    return own.flatMap((role) => use.actions.flatMap((action) => wrongUse({ role, action, use, calls })));
  });
}

interface Use {
  role: DeployedRole;
  action: string;
  use: PlatformUse;
  calls: Evidence['calls'];
}

function wrongUse({ role, action, use, calls }: Use): string[] {
  const grants = grantsOf(role).filter((grant) => grant.action === action && isOfPlatform(grant, use));
  if (grants.length === 0) return [`${role.id} lacks ${action} on ${use.resource}: ${use.reason}`];
  const requests = requestsWith(role, calls);
  return grants.some((grant) => isUsed(grant, requests))
    ? [`${role.id} is seen using ${action} by itself; take it off the list of what the platform uses.`]
    : [];
}
