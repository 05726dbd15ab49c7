// Triggers: they name a source action, and their filters stay within the limits of the service.
import type { PipelineDefinition, PushFilter, TriggerDefinition } from './definition.ts';
import type { Finding } from './validate.ts';

// "Quotas in AWS CodePipeline": per pipeline, per trigger, per kind and direction, characters.
const MAX_TRIGGERS = 50;
const MAX_FILTERS = 3;
const MAX_PATTERNS = 8;
const MAX_PATTERN_LENGTH = 255;

/** What is wrong with the triggers. */
export function checkTriggers({ triggers, stages }: PipelineDefinition): Finding[] {
  const sources = (stages[0]?.actions ?? []).map(({ name }) => name);
  const tooMany = triggers.length > MAX_TRIGGERS ? [`There are at most ${MAX_TRIGGERS} triggers.`] : [];
  return [
    ...tooMany.map((message) => ({ place: 'triggers', message })),
    ...triggers.flatMap((trigger, index) =>
      checkTrigger(trigger, sources).map((message) => ({ place: `trigger ${index + 1}`, message })),
    ),
  ];
}

function checkTrigger(trigger: TriggerDefinition, sources: readonly string[]): string[] {
  const { providerType, sourceActionName, push, pullRequests } = trigger;
  const messages = [
    providerType !== 'CodeStarSourceConnection' &&
      `ProviderType is ${providerType}; it is CodeStarSourceConnection.`,
    !sources.includes(sourceActionName) &&
      `SourceActionName "${sourceActionName}" is no action of the first stage (${sources.join(', ')}).`,
    push.length > MAX_FILTERS && `A trigger has at most ${MAX_FILTERS} push filters.`,
    pullRequests > 0 && 'The local runner knows pushes only, no pull requests.',
    ...push.flatMap(checkFilter),
  ];
  return messages.filter((message) => message !== false);
}

function checkFilter(filter: PushFilter): string[] {
  const { branches, filePaths, tags } = filter;
  const combination =
    (tags && (branches || filePaths)) || (filePaths && !branches)
      ? ['A filter has tags alone, branches alone, or branches with file paths.']
      : [];
  const lists = Object.entries(filter).flatMap(([kind, { includes, excludes }]) => [
    { kind: `${kind} includes`, patterns: includes as string[] },
    { kind: `${kind} excludes`, patterns: excludes as string[] },
  ]);
  const sizes = lists.flatMap(({ kind, patterns }) => [
    ...(patterns.length > MAX_PATTERNS ? [`${kind}: at most ${MAX_PATTERNS} patterns.`] : []),
    ...patterns
      .filter(({ length }) => length > MAX_PATTERN_LENGTH)
      .map(
        (pattern) => `${kind}: "${pattern.slice(0, 20)}…" is longer than ${MAX_PATTERN_LENGTH} characters.`,
      ),
  ]);
  return [...combination, ...sizes];
}
