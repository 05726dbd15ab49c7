// Namespaces and the variables `#{Namespace.Key}` in configurations: they must come from an action that runs before.
import type { PipelineDefinition } from './definition.ts';
import { runsBefore } from './validate-artifacts.ts';
import { everyAction, repeated, type Finding, type PlacedAction } from './validate.ts';
import { referencesOf, type Reference } from './variables.ts';

const NAMESPACE = /^[A-Za-z0-9@\-_]{1,100}$/;
/** Namespaces that belong to the service. */
const RESERVED = ['codepipeline', 'variables'];

/** What a source action always gives, "CodeStarSourceConnection for … source actions". */
const SOURCE_VARIABLES = [
  'AuthorDate',
  'BranchName',
  'CommitId',
  'CommitMessage',
  'ConnectionArn',
  'FullRepositoryName',
];

/** What is wrong with namespaces and references. */
export function checkVariables(definition: PipelineDefinition): Finding[] {
  const actions = everyAction(definition);
  const twice = repeated(actions.flatMap(({ action }) => action.namespace ?? []));
  return actions.flatMap((user) => [
    ...checkNamespace(user, twice),
    ...Object.entries(user.action.configuration).flatMap(([key, value]) =>
      referencesOf(value)
        .flatMap((reference) => refusalOf({ definition, actions, user, reference }) ?? [])
        .map((message) => ({ place: `${user.place}, ${key}`, message })),
    ),
  ]);
}

function checkNamespace({ action: { namespace }, place }: PlacedAction, twice: readonly string[]): Finding[] {
  if (namespace === undefined) return [];
  const messages = [
    !NAMESPACE.test(namespace) && `"${namespace}" cannot be a namespace.`,
    RESERVED.includes(namespace) && `The namespace ${namespace} belongs to the service.`,
    twice.includes(namespace) && `The namespace ${namespace} is given to two actions.`,
  ];
  return messages.flatMap((message) => (message ? [{ place, message }] : []));
}

interface Use {
  definition: PipelineDefinition;
  actions: readonly PlacedAction[];
  user: PlacedAction;
  reference: Reference;
}

function refusalOf({ definition, actions, user, reference }: Use): string | undefined {
  const { text, namespace, key } = reference;
  if (namespace === undefined || key === undefined) return `${text} is no variable; write #{Namespace.Key}.`;
  if (namespace === 'codepipeline') {
    return key === 'PipelineExecutionId' ? undefined : `There is no variable ${text}.`;
  }
  if (namespace === 'variables') {
    return Object.hasOwn(definition.variables, key) ? undefined : `The pipeline declares no variable ${key}.`;
  }
  const giver = actions.find(({ action }) => action.namespace === namespace);
  if (giver === undefined) return `${text}: no action has the namespace ${namespace}.`;
  if (!runsBefore(giver, user)) return `${text}: ${giver.action.name} gives it only later.`;
  if (giver.action.category === 'Source' && !SOURCE_VARIABLES.includes(key)) {
    return `${text}: a source action gives ${SOURCE_VARIABLES.join(', ')}.`;
  }
  return undefined;
}
