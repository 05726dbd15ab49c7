// Deploys every stack to the engine once for the system tests, with the parameters of the local environment.
import { deployStacks } from '../../scripts/lib/deploy-stacks.ts';
import { closeEngineGaps } from '../../scripts/local/engine-gaps.ts';
import { outputsOf } from '../../scripts/local/deployed.ts';
import { OUTPUTS_VARIABLE } from './deployed.ts';
import { testEngine } from './engine.ts';
import startTestEngine, { tearDown } from './global-setup-engine.ts';

/** Called by jest before the system tests. */
export default async function setUp(...jest: Parameters<typeof startTestEngine>): Promise<void> {
  await startTestEngine(...jest);
  testEngine();
  try {
    await deploy();
  } catch (error) {
    // Jest calls no teardown after a failed set-up.
    await tearDown();
    throw error;
  }
}

async function deploy(): Promise<void> {
  const progress: string[] = [];
  const stacks = await deployStacks({
    projectName: 'file-processing',
    environmentName: 'local',
    onProgress: (line) => progress.push(line),
  }).catch((error: unknown) => {
    throw new Error(`The stacks could not be deployed:\n${progress.join('\n')}`, { cause: error });
  });
  await closeEngineGaps(outputsOf(stacks));
  process.env[OUTPUTS_VARIABLE] = JSON.stringify(Object.assign({}, ...stacks.map(({ outputs }) => outputs)));
}
