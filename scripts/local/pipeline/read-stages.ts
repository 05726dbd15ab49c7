// Stages, actions and triggers of an evaluated pipeline resource.
import type {
  ActionDefinition,
  Patterns,
  PushFilter,
  StageDefinition,
  TriggerDefinition,
} from './definition.ts';
import { asRecord, asRecords, asText, asTexts, type Raw } from './raw.ts';

const CONDITIONS = ['BeforeEntry', 'OnSuccess'];

/** One entry of `Stages`. */
export function stageOf(stage: Raw): StageDefinition {
  const onFailure = asRecord(stage.OnFailure);
  const result = asText(onFailure.Result);
  const retryMode = asText(asRecord(onFailure.RetryConfiguration).RetryMode);
  return {
    name: asText(stage.Name) ?? '',
    actions: asRecords(stage.Actions).map(actionOf),
    ...(result !== undefined && {
      onFailure: { result, retryMode: retryMode === 'ALL_ACTIONS' ? 'ALL_ACTIONS' : 'FAILED_ACTIONS' },
    }),
    conditions: [
      ...CONDITIONS.filter((name) => name in stage),
      ...('Conditions' in onFailure ? ['OnFailure.Conditions'] : []),
    ],
  };
}

function actionOf(action: Raw): ActionDefinition {
  const type = asRecord(action.ActionTypeId);
  const namespace = asText(action.Namespace);
  return {
    name: asText(action.Name) ?? '',
    category: asText(type.Category) ?? '',
    owner: asText(type.Owner) ?? '',
    provider: asText(type.Provider) ?? '',
    runOrder: Number(action.RunOrder ?? 1),
    configuration: Object.fromEntries(
      Object.entries(asRecord(action.Configuration)).map(([key, value]) => [
        key,
        asText(value) ?? JSON.stringify(value),
      ]),
    ),
    inputArtifacts: namesOf(action.InputArtifacts),
    outputArtifacts: namesOf(action.OutputArtifacts),
    ...(namespace !== undefined && { namespace }),
  };
}

const namesOf = (artifacts: unknown): string[] => asRecords(artifacts).map(({ Name }) => asText(Name) ?? '');

/** One entry of `Triggers`. */
export function triggerOf(trigger: Raw): TriggerDefinition {
  const git = asRecord(trigger.GitConfiguration);
  return {
    providerType: asText(trigger.ProviderType) ?? '',
    sourceActionName: asText(git.SourceActionName) ?? '',
    push: asRecords(git.Push).map(filterOf),
    pullRequests: asRecords(git.PullRequest).length,
  };
}

function filterOf(filter: Raw): PushFilter {
  const { Branches, FilePaths, Tags } = filter;
  return {
    ...(Branches !== undefined && { branches: patternsOf(Branches) }),
    ...(FilePaths !== undefined && { filePaths: patternsOf(FilePaths) }),
    ...(Tags !== undefined && { tags: patternsOf(Tags) }),
  };
}

const patternsOf = (value: unknown): Patterns => {
  const { Includes, Excludes } = asRecord(value);
  return { includes: asTexts(Includes), excludes: asTexts(Excludes) };
};
