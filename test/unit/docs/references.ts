// What the pages say about commands, stacks, outputs, parameters and stages, and whether it exists.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DELIVERY_STACKS, STACKS } from '../../../scripts/stacks.ts';
import { loadTemplate, type Template } from '../../support/load-template.ts';
import { bashLines, inlineCode } from './markdown.ts';

const TEMPLATES = new Map(
  [...STACKS, ...DELIVERY_STACKS].map(({ short, template }) => [short, loadTemplate(template)] as const),
);

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** Source of a script and of everything that it imports, in which its options are declared. */
function sourcesOf(path: string, seen = new Set<string>()): string {
  if (seen.has(path) || !existsSync(path)) return '';
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  const imported = [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)];
  return text + imported.map(([, to = '']) => sourcesOf(join(dirname(path), to), seen)).join('');
}

const sources = new Map<string, string>();
function declares(command: string, option: string): boolean {
  const source = sources.get(command) ?? sourcesOf(`scripts/${command}.ts`);
  sources.set(command, source);
  return new RegExp(`['"\`]${option}(?=['"\` ])`).test(source);
}

/** `npm run NAME -- OPTIONS`: the script is there, and so is each option. */
function npmProblems(code: string): string[] {
  const calls = code.matchAll(/\bnpm (?:run )?([a-z][\w-]*)(?: -- ([^;&|]*))?/g);
  return [...calls].flatMap(([, name = '', rest = '']) => {
    if (['install', 'ci', 'ping'].includes(name)) return [];
    if (!Object.hasOwn(scripts, name)) return [`there is no command npm run ${name}`];
    const options = [...rest.matchAll(/(?:^|\s)(--[a-z][\w-]*)/g)].map(([, option = '']) => option);
    return options.flatMap((option) =>
      declares(name, option) ? [] : [`npm run ${name} has no option ${option}`],
    );
  });
}

function templateOf(short: string): { template: Template } | { problem: string } {
  const template = TEMPLATES.get(short);
  return template ? { template } : { problem: `there is no stack ${short}` };
}

const hasOutput = ({ Outputs }: Template, name: string) => Object.hasOwn(Outputs, name);
const hasParameter = ({ Parameters }: Template, name: string) => Object.hasOwn(Parameters, name);
const hasResource = ({ Resources }: Template, name: string) => Object.hasOwn(Resources, name);
const isAnything = () => true;

interface Reference {
  /** Groups `short` and, where there is one, `name`. */
  pattern: RegExp;
  kind: string;
  exists: (template: Template, name: string) => boolean;
}

const REFERENCES: readonly Reference[] = [
  {
    pattern: /--stack-name "?(?:\$S|file-processing-[a-z0-9]+)-(?<short>[a-z][a-z-]*)/g,
    kind: 'stack',
    exists: isAnything,
  },
  { pattern: /\bfailures (?<short>[a-z][a-z-]*)/g, kind: 'stack', exists: isAnything },
  { pattern: /\bout (?<short>[a-z][a-z-]*) (?<name>[A-Z]\w*)/g, kind: 'output', exists: hasOutput },
  { pattern: /--export-name "\$S-(?<short>[a-z-]+)-(?<name>[A-Z]\w*)"/g, kind: 'output', exists: hasOutput },
  {
    pattern: /--stack-name "\$S-(?<short>[a-z-]+)" --logical-resource-id (?<name>\w+)/g,
    kind: 'resource',
    exists: hasResource,
  },
  { pattern: /"(?<short>[a-z-]+)": \{"(?<name>[A-Z]\w*)"/g, kind: 'parameter', exists: hasParameter },
];

/** The stacks of `for stack in a b; do`, which the lines below it name by the variable. */
const loopedStacks = (code: string): string[] => /^for stack in ([^;]+);/.exec(code)?.[1]?.split(' ') ?? [];

function stackProblems(code: string): string[] {
  const named = REFERENCES.flatMap(({ pattern, kind, exists }) =>
    [...code.matchAll(pattern)].flatMap(({ groups: { short = '', name = '' } = {} }) => {
      const found = templateOf(short);
      if ('problem' in found) return [found.problem];
      return exists(found.template, name) ? [] : [`${short} has no ${kind} ${name}`];
    }),
  );
  const looped = loopedStacks(code).filter((short) => !TEMPLATES.has(short));
  return [...named, ...looped.map((short) => `there is no stack ${short}`)];
}

/** "`MaxMessages` of the `redrive` stack", "`A=1` and `B` of `pipeline`". */
function parameterProblems(page: string): string[] {
  const said = page.matchAll(/((?:`[A-Z]\w+(?:=[^`]*)?`(?:, | and )?)+) of (?:the )?`([a-z-]+)`/g);
  return [...said].flatMap(([, names = '', short = '']) => {
    const found = templateOf(short);
    if ('problem' in found) return [found.problem];
    const all = [...names.matchAll(/`(\w+)/g)].map(([, name = '']) => name);
    return all.flatMap((name) =>
      hasParameter(found.template, name) || hasOutput(found.template, name)
        ? []
        : [`${short} has no parameter ${name}`],
    );
  });
}

type Stages = { Name?: string; Actions: { Name: string }[]; 'Fn::If'?: [string, { Name: string }] }[];

function stageNames(): string[] {
  const { Stages } = TEMPLATES.get('pipeline')?.Resources.Pipeline?.Properties as { Stages: Stages };
  return Stages.flatMap(({ Name, 'Fn::If': conditional }) => Name ?? conditional?.[1].Name ?? []);
}

function stageProblems(code: string): string[] {
  const named = [...code.matchAll(/(?:--stage-name |stageName=='?|stageName=)(\w+)/g)].map(
    ([, name = '']) => name,
  );
  return named
    .filter((name) => !stageNames().includes(name))
    .map((name) => `the pipeline has no stage ${name}`);
}

/** Everything on a page that does not exist. */
export function brokenReferences(page: string): string[] {
  const code = [...bashLines(page), ...inlineCode(page)];
  const found = code.flatMap((one) => [...npmProblems(one), ...stackProblems(one), ...stageProblems(one)]);
  return [...new Set([...found, ...parameterProblems(page)])];
}

/** Short names of the stacks that import an output of a stack. */
export function importersOf(short: string): string[] {
  const name = `-${short}-`;
  return [...TEMPLATES].filter(([, template]) => JSON.stringify(template).includes(name)).map(([one]) => one);
}
