// The whole environment of a build: an allow-list, because CodeBuild's containers know nothing of whoever pushed.
import { delimiter, sep } from 'node:path';
import { ROOT } from '../../../lib/root.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION, sdkVariables } from '../../engine-environment.ts';

/** How the caller reaches registries, proxies and their certificates. */
const OF_THE_CALLER = [
  /^npm_config_/i,
  /^NPM_/,
  /^PIP_/,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$/,
  /^(https?|all|no)_proxy$/i,
];
/** npm tells these to every script about itself; in a build they would lead npm back into this checkout. */
const OF_NPM_ITSELF =
  /^npm_config_(local_prefix|global_prefix|prefix|user_agent|npm_version|node_gyp|init_module|noproxy|workspaces?|include_workspace_root|omit|include|production)$/;

/** What is taken over from the environment of the runner. */
export function callersVariables(
  caller: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const chosen = Object.entries(caller).filter(
    ([name]) => OF_THE_CALLER.some((pattern) => pattern.test(name)) && !OF_NPM_ITSELF.test(name),
  );
  return {
    ...(Object.fromEntries(chosen) as Record<string, string>),
    PATH: withoutCheckout(caller.PATH ?? '/usr/local/bin:/usr/bin:/bin'),
    HOME: caller.HOME ?? '/',
  };
}

/** The tools of this checkout must not stand in for those that the build installs. */
function withoutCheckout(path: string): string {
  const isForeign = (entry: string) =>
    entry !== '' &&
    !`${entry}${sep}`.startsWith(`${ROOT}${sep}`) &&
    !entry.endsWith(`node_modules${sep}.bin`) &&
    !entry.endsWith('node-gyp-bin');
  return path.split(delimiter).filter(isForeign).join(delimiter);
}

export interface BuildFacts {
  projectName: string;
  buildId: string;
  pipelineName: string;
  revision: string;
  image: string;
  endpoint: string;
  /** Folder of the primary source. */
  source: string;
  /** Folder of each further source by the name of its artifact. */
  secondarySources: Readonly<Record<string, string>>;
  startedAt: number;
}

/** What CodeBuild tells every build ("Environment variables in build environments"), and how the SDK reaches the engine. */
export function codeBuildVariables(facts: BuildFacts): Record<string, string> {
  const { projectName, buildId, pipelineName, revision, image, endpoint, source, secondarySources } = facts;
  const place = `${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}`;
  const secondary = Object.entries(secondarySources).map(([name, folder]) => [
    `CODEBUILD_SRC_DIR_${name}`,
    folder,
  ]);
  return {
    ...sdkVariables(endpoint),
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${place}:build/${buildId}`,
    CODEBUILD_BUILD_ID: buildId,
    CODEBUILD_BUILD_IMAGE: image,
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: `codepipeline/${pipelineName}`,
    CODEBUILD_LOG_PATH: buildId.split(':')[1] ?? '',
    CODEBUILD_PROJECT_ARN: `arn:aws:codebuild:${place}:project/${projectName}`,
    CODEBUILD_RESOLVED_SOURCE_VERSION: revision,
    CODEBUILD_SOURCE_VERSION: revision,
    CODEBUILD_SRC_DIR: source,
    CODEBUILD_START_TIME: String(facts.startedAt),
    ...(Object.fromEntries(secondary) as Record<string, string>),
  };
}
