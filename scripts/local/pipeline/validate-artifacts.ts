// Artifacts: each comes from one action only, and from one that runs before whoever uses it.
import type { PipelineDefinition } from './definition.ts';
import { everyAction, repeated, type Finding, type PlacedAction } from './validate.ts';

const NAME = /^[a-zA-Z0-9_-]{1,100}$/;

/** What is wrong with inputs and outputs. */
export function checkArtifacts(definition: PipelineDefinition): Finding[] {
  const actions = everyAction(definition);
  return actions.flatMap((user) => {
    const { outputArtifacts, inputArtifacts } = user.action;
    const messages = [
      ...outputArtifacts
        .filter((name) => !NAME.test(name))
        .map((name) => `"${name}" cannot be the name of an artifact; use up to 100 letters, digits, - and _`),
      ...repeated(inputArtifacts).map((name) => `It takes the artifact ${name} twice.`),
      ...outputArtifacts
        .filter((name) => producersOf(actions, name)[0] !== user || repeated(outputArtifacts).includes(name))
        .map(
          (name) => `The artifact ${name} is produced by another action already; its name must be its own.`,
        ),
      ...inputArtifacts.flatMap((name) => refusalOf(actions, user, name) ?? []),
    ];
    return messages.map((message) => ({ place: user.place, message }));
  });
}

const producersOf = (actions: readonly PlacedAction[], name: string) =>
  actions.filter(({ action }) => action.outputArtifacts.includes(name));

function refusalOf(actions: readonly PlacedAction[], user: PlacedAction, name: string): string | undefined {
  const producers = producersOf(actions, name);
  if (producers.length === 0) return `No action produces the artifact ${name} that it takes.`;
  return producers.some((producer) => runsBefore(producer, user))
    ? undefined
    : `It takes the artifact ${name} before it is produced.`;
}

/** Whether one action has always ended when the other begins. */
export function runsBefore(earlier: PlacedAction, later: PlacedAction): boolean {
  return earlier.stageIndex === later.stageIndex
    ? earlier.action.runOrder < later.action.runOrder
    : earlier.stageIndex < later.stageIndex;
}
