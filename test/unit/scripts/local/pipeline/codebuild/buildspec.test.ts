// What a buildspec may hold; everything else is refused by name. And the environment that its commands see.
import { describe, expect, it } from '@jest/globals';
import { readBuildspec } from '../../../../../../scripts/local/pipeline/codebuild/buildspec.ts';
import {
  callersVariables,
  codeBuildVariables,
} from '../../../../../../scripts/local/pipeline/codebuild/environment.ts';
import { ROOT } from '../../../../../../scripts/lib/root.ts';

const read = (text: string) => readBuildspec(text, 'buildspec.yml');

describe('a buildspec', () => {
  it('gives its phases in the order in which they run', () => {
    const spec = read(
      'version: 0.2\nphases: { build: { commands: [b] }, install: { commands: [a], on-failure: RETRY-2-ECONN }, post_build: { commands: [c] } }',
    );
    expect(spec.phases.map(({ name }) => name)).toEqual(['install', 'build', 'post_build']);
    expect(spec.phases[0]?.onFailure).toEqual({ kind: 'RETRY', times: 2, pattern: /ECONN/s });
  });

  it.each([
    ['version: 0.1\nphases: { build: { commands: [a] } }', 'version must be 0.2'],
    ['version: 0.2', 'phases is missing'],
    ['version: 0.2\nphases: { bild: { commands: [a] } }', 'phases: the key "bild" is not known here'],
    [
      'version: 0.2\nphases: { build: { command: [a] } }',
      'phases.build: the key "command" is not known here',
    ],
    ['version: 0.2\nphases: { build: { commands: a } }', 'phases.build.commands must be a list of commands'],
    [
      'version: 0.2\nphases: { build: { commands: [a: b] } }',
      'phases.build.commands must be a list of commands',
    ],
    [
      'version: 0.2\nphases: { build: { commands: [a], on-failure: STOP } }',
      'phases.build.on-failure is STOP; it is ABORT, CONTINUE or RETRY',
    ],
    [
      'version: 0.2\nbatch: {}\nphases: { build: { commands: [a] } }',
      'the buildspec: the key "batch" is not known here',
    ],
    [
      'version: 0.2\nenv: { secrets-manager: { A: b } }\nphases: { build: { commands: [a] } }',
      'env: values from parameter-store and secrets-manager are not read by the local runner',
    ],
    [
      'version: 0.2\ncache: { paths: [node_modules/**/*, /root/.npm/**/*] }\nphases: { build: { commands: [a] } }',
      'cache: node_modules/**/* lies in the source, of which the local runner keeps nothing',
    ],
    ['a: [', 'is not valid YAML'],
  ])('is refused: %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('the environment of a build', () => {
  it('takes from the caller how registries are reached, and nothing else', () => {
    const taken = callersVariables({
      PATH: [
        `${ROOT}/node_modules/.bin`,
        '/somewhere/node_modules/.bin',
        '/usr/lib/node-gyp-bin',
        '/usr/bin',
        '/bin',
      ].join(':'),
      HOME: '/home/me',
      npm_config_registry: 'https://registry.example/',
      NPM_TOKEN: 'secret',
      PIP_INDEX_URL: 'https://pip.example/',
      https_proxy: 'http://proxy.example',
      SSL_CERT_FILE: '/certs',
      NODE_EXTRA_CA_CERTS: '/ca',
      // npm tells its scripts about itself; in a build it would install into this checkout.
      npm_config_local_prefix: ROOT,
      npm_config_user_agent: 'npm/11',
      npm_lifecycle_event: 'start',
      npm_package_name: 'event-driven-file-processing',
      AWS_PROFILE: 'production',
      NODE_OPTIONS: '--inspect',
      SECRET: 'of the user',
    });
    expect(taken).toEqual({
      PATH: '/usr/bin:/bin',
      HOME: '/home/me',
      npm_config_registry: 'https://registry.example/',
      NPM_TOKEN: 'secret',
      PIP_INDEX_URL: 'https://pip.example/',
      https_proxy: 'http://proxy.example',
      SSL_CERT_FILE: '/certs',
      NODE_EXTRA_CA_CERTS: '/ca',
    });
  });

  it('tells what CodeBuild tells, and leads the SDK to the engine', () => {
    const told = codeBuildVariables({
      projectName: 'p-build',
      buildId: 'p-build:1234',
      pipelineName: 'p',
      revision: 'c'.repeat(40),
      image: 'image',
      endpoint: 'http://127.0.0.1:1',
      source: '/src',
      secondarySources: { Release: '/release' },
      startedAt: 5,
    });
    expect(told).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      CODEBUILD_BUILD_ID: 'p-build:1234',
      CODEBUILD_BUILD_SUCCEEDING: '1',
      CODEBUILD_INITIATOR: 'codepipeline/p',
      CODEBUILD_RESOLVED_SOURCE_VERSION: 'c'.repeat(40),
      CODEBUILD_SRC_DIR: '/src',
      CODEBUILD_SRC_DIR_Release: '/release',
      CODEBUILD_START_TIME: '5',
    });
  });
});
