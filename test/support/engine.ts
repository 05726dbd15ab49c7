// What the contract and system tests know of the engine that their global set-up started.
import { LOCAL_ACCOUNT_ID, LOCAL_REGION, pointSdkAt } from '../../scripts/local/engine-environment.ts';

/** Names of the environment variables by which the global set-up speaks to the test processes. */
export const ENDPOINT_VARIABLE = 'TEST_ENGINE_ENDPOINT';

export interface TestEngine {
  endpoint: string;
  region: string;
  accountId: string;
}

/** Address of the engine, `http://127.0.0.1:<port>`. */
export function engineEndpoint(): string {
  const endpoint = process.env[ENDPOINT_VARIABLE];
  if (endpoint === undefined) {
    throw new Error(
      'No engine: only the layers contract and system start one (jest --selectProjects contract).',
    );
  }
  return endpoint;
}

/** Points the AWS SDK of this test process at the engine, as `AWS_ENDPOINT_URL` does in every command. */
export function testEngine(): TestEngine {
  const endpoint = engineEndpoint();
  pointSdkAt(endpoint);
  return { endpoint, region: LOCAL_REGION, accountId: LOCAL_ACCOUNT_ID };
}
