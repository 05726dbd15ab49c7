// Reads a buildspec (version 0.2) and refuses what is not in its reference or what we do not run.
import { parse } from 'yaml';
import { UserError } from '../../../lib/user-error.ts';
import { asRecord, asText, asTexts, type Raw } from '../raw.ts';

export const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type PhaseName = (typeof PHASES)[number];

export type OnFailure =
  { kind: 'ABORT' | 'CONTINUE' | 'DEFAULT' } | { kind: 'RETRY'; times: number; pattern: RegExp };

export interface Phase {
  name: PhaseName;
  commands: string[];
  finally: string[];
  onFailure: OnFailure;
}

/** What is taken from the finished build; `name` is that of a secondary artifact. */
export interface ArtifactRule {
  files: string[];
  excludes: string[];
  baseDirectory: string;
  discardPaths: boolean;
}

export interface ReportRule {
  name: string;
  files: string[];
  baseDirectory: string;
  format: string;
}

export interface Buildspec {
  variables: Record<string, string>;
  exportedVariables: string[];
  phases: Phase[];
  artifacts: ArtifactRule | undefined;
  secondaryArtifacts: Record<string, ArtifactRule>;
  reports: ReportRule[];
}

/** Keys by place, from the "Build specification reference". */
const KNOWN_KEYS: Record<string, readonly string[]> = {
  buildspec: ['version', 'env', 'phases', 'reports', 'artifacts', 'cache'],
  env: ['shell', 'variables', 'exported-variables'],
  phases: PHASES,
  phase: ['commands', 'finally', 'on-failure', 'runtime-versions'],
  artifacts: ['files', 'exclude-paths', 'base-directory', 'discard-paths', 'name', 'secondary-artifacts'],
  report: ['files', 'base-directory', 'file-format', 'discard-paths'],
  cache: ['key', 'fallback-keys', 'action', 'paths'],
};

/** Parses the text. Throws UserError with everything that is wrong. */
export function readBuildspec(text: string, path: string): Buildspec {
  const spec = asRecord(parseYaml(text, path));
  const problems = problemsOf(spec);
  if (problems.length > 0) throw new UserError(`${path}: ${problems.join('; ')}.`);
  const env = asRecord(spec.env);
  const artifacts = asRecord(spec.artifacts);
  return {
    variables: textsByName(env.variables),
    exportedVariables: asTexts(env['exported-variables']),
    phases: PHASES.flatMap((name) =>
      name in asRecord(spec.phases) ? [phaseOf(name, asRecord(spec.phases)[name])] : [],
    ),
    artifacts: 'files' in artifacts ? artifactRuleOf(artifacts) : undefined,
    secondaryArtifacts: Object.fromEntries(
      Object.entries(asRecord(artifacts['secondary-artifacts'])).map(([name, rule]) => [
        name,
        artifactRuleOf(asRecord(rule)),
      ]),
    ),
    reports: Object.entries(asRecord(spec.reports)).map(([name, rule]) => reportRuleOf(name, asRecord(rule))),
  };
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new UserError(`${path} is not valid YAML: ${(error as Error).message.split('\n')[0]}`, {
      cause: error,
    });
  }
}

function problemsOf(spec: Raw): string[] {
  const env = asRecord(spec.env);
  const phases = asRecord(spec.phases);
  return [
    ...(asText(spec.version) === '0.2' ? [] : ['version must be 0.2']),
    ...('parameter-store' in env || 'secrets-manager' in env
      ? ['env: values from parameter-store and secrets-manager are not read by the local runner']
      : unknownKeys('env', env, 'env')),
    ...unknownKeys('buildspec', spec, 'the buildspec'),
    ...(Object.keys(phases).length === 0 ? ['phases is missing'] : unknownKeys('phases', phases, 'phases')),
    ...Object.entries(phases).flatMap(([name, phase]) => phaseProblems(name, asRecord(phase))),
    ...unknownKeys('artifacts', asRecord(spec.artifacts), 'artifacts'),
    ...Object.entries(asRecord(spec.reports)).flatMap(([name, rule]) =>
      unknownKeys('report', asRecord(rule), `reports.${name}`),
    ),
    ...unknownKeys('cache', asRecord(spec.cache), 'cache'),
    ...cacheProblems(asRecord(spec.cache)),
  ];
}

/** What lies outside the source (npm's own cache) the machine keeps by itself between builds; nothing is copied for it. */
function cacheProblems(cache: Raw): string[] {
  const inside = asTexts(cache.paths).filter((path) => !path.startsWith('/') && !path.startsWith('~'));
  return inside.map((path) => `cache: ${path} lies in the source, of which the local runner keeps nothing`);
}

function unknownKeys(kind: string, value: Raw, place: string): string[] {
  return Object.keys(value)
    .filter((key) => !KNOWN_KEYS[kind]?.includes(key))
    .map((key) => `${place}: the key "${key}" is not known here`);
}

const RETRY = /^RETRY(?:-(\d+))?(?:-(.+))?$/;

function phaseProblems(name: string, phase: Raw): string[] {
  const onFailure = asText(phase['on-failure']);
  const lists = ['commands', 'finally'].filter((key) => key in phase && !isListOfTexts(phase[key]));
  return [
    ...unknownKeys('phase', phase, `phases.${name}`),
    ...lists.map((key) => `phases.${name}.${key} must be a list of commands`),
    ...(onFailure === undefined || ['ABORT', 'CONTINUE'].includes(onFailure) || RETRY.test(onFailure)
      ? []
      : [`phases.${name}.on-failure is ${onFailure}; it is ABORT, CONTINUE or RETRY`]),
  ];
}

const isListOfTexts = (value: unknown) =>
  Array.isArray(value) && value.every((item) => asText(item) !== undefined);

function phaseOf(name: PhaseName, value: unknown): Phase {
  const phase = asRecord(value);
  return {
    name,
    commands: asTexts(phase.commands),
    finally: asTexts(phase.finally),
    onFailure: onFailureOf(asText(phase['on-failure'])),
  };
}

/** A bare RETRY means three times, whatever the message says. */
const DEFAULT_RETRIES = 3;

function onFailureOf(text: string | undefined): OnFailure {
  if (text === undefined) return { kind: 'DEFAULT' };
  if (text === 'ABORT' || text === 'CONTINUE') return { kind: text };
  const [, times, pattern] = RETRY.exec(text) ?? [];
  return {
    kind: 'RETRY',
    times: Number(times ?? DEFAULT_RETRIES),
    pattern: new RegExp(pattern ?? '.*', 's'),
  };
}

function artifactRuleOf(rule: Raw): ArtifactRule {
  return {
    files: asTexts(rule.files),
    excludes: asTexts(rule['exclude-paths']),
    baseDirectory: asText(rule['base-directory']) ?? '.',
    discardPaths: ['yes', 'true'].includes(asText(rule['discard-paths']) ?? 'no'),
  };
}

function reportRuleOf(name: string, rule: Raw): ReportRule {
  return {
    name,
    files: asTexts(rule.files),
    baseDirectory: asText(rule['base-directory']) ?? '.',
    format: (asText(rule['file-format']) ?? 'JUNITXML').toUpperCase(),
  };
}

function textsByName(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).map(([name, item]) => [name, asText(item) ?? '']),
  );
}
