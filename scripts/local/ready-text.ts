// What `npm start` says when everything is up: how to reach it and what to try next.
import { relative } from 'node:path';
import { sdkVariables } from './engine-environment.ts';
import type { Outputs } from './deployed.ts';
import { PLACES } from './pipeline/places.ts';

interface Ready {
  endpoint: string;
  outputs: Outputs;
  pageUrl: string;
  /** Branch that the local pipeline deploys, where there is one. */
  branch?: string | undefined;
}

/** The lines after `Ready`. */
export function readyText({ endpoint, outputs, pageUrl, branch }: Ready): string {
  const exports = Object.entries(sdkVariables(endpoint)).map(([name, value]) => `  export ${name}=${value}`);
  return [
    `See it: ${pageUrl} (what runs), ${pageUrl}/dashboard, ${pageUrl}/inbox`,
    '',
    'Commands here reach it from another terminal with --local; the AWS CLI and SDKs reach it after',
    ...exports,
    '',
    'Try next:',
    `  aws s3 cp README.md s3://${outputs('SourceBucketName')}/hello.txt`,
    '  npm run file -- list --local',
    '  npm run file -- status samples/orders.csv --local',
    '  npm run file -- trace samples/orders.csv --local',
    '  npm run inbox',
    ...(branch === undefined ? [] : pipelineLines(branch)),
    '',
    'Ctrl-C ends it and leaves nothing behind.',
  ].join('\n');
}

function pipelineLines(branch: string): string[] {
  const repository = PLACES.repository;
  const shown = relative(process.cwd(), repository);
  const path = shown.startsWith('..') ? repository : shown;
  return [
    '',
    'A push deploys, as on AWS (commit first):',
    `  git push ${path} HEAD:${branch}`,
    `  or once: git remote add local ${path}, and then: git push local HEAD:${branch}`,
    '  npm run pipeline -- show',
  ];
}
