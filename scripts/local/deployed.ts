// The outputs of all stacks of one environment: their keys are unique across the stacks, so a key alone names one.
import type { DeployedStack } from '../lib/deploy-stacks.ts';

/** Looks an output up by its key; one that no stack has is an error, not an undefined. */
export type Outputs = (key: string) => string;

/** Merges the outputs of the stacks. */
export function outputsOf(stacks: readonly Pick<DeployedStack, 'outputs'>[]): Outputs {
  const merged: Record<string, string> = Object.assign({}, ...stacks.map(({ outputs }) => outputs));
  return (key) => {
    const value = merged[key];
    if (value === undefined) {
      throw new Error(`No stack has the output ${key}; there are ${Object.keys(merged).join(', ')}.`);
    }
    return value;
  };
}
