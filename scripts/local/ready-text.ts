// What `npm start` says when everything is up: how to reach it and what to try next.
import { sdkVariables } from './engine-environment.ts';
import type { Outputs } from './deployed.ts';

/** The lines after `Ready`. */
export function readyText({ endpoint, outputs }: { endpoint: string; outputs: Outputs }): string {
  const exports = Object.entries(sdkVariables(endpoint)).map(([name, value]) => `  export ${name}=${value}`);
  return [
    'Commands here reach it from another terminal with --local; the AWS CLI and SDKs reach it after',
    ...exports,
    '',
    'Try next:',
    `  aws s3 cp README.md s3://${outputs('SourceBucketName')}/hello.txt`,
    '  npm run file -- list --local',
    '  npm run file -- status samples/orders.csv --local',
    '',
    'Ctrl-C ends it and leaves nothing behind.',
  ].join('\n');
}
