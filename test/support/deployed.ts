// The system that the global set-up of the system tests deployed to the engine.
import { engineEndpoint } from './engine.ts';
import type { Deployed } from '../../scripts/lib/outside/outside.ts';

/** Name of the environment variable by which the global set-up hands over the outputs of all stacks, as JSON. */
export const OUTPUTS_VARIABLE = 'TEST_SYSTEM_OUTPUTS';

/** Endpoint and outputs of the deployed system. */
export function deployedSystem(): Deployed {
  const outputs = process.env[OUTPUTS_VARIABLE];
  if (outputs === undefined)
    throw new Error('No system is deployed: only the layer system does that (jest --selectProjects system).');
  return { endpoint: engineEndpoint(), outputs: JSON.parse(outputs) as Record<string, string> };
}
