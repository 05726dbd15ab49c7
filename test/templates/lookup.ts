// Finds and changes parts of parsed templates; what is missing reads as undefined, and changing it is an error.
import type { Resource, System, Template } from '../support/load-template.ts';

type Container = Record<string, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** The part at a path such as `Properties/Code/S3Key`; list items by number. */
export function at(value: unknown, path: string): unknown {
  const step = (node: unknown, key: string) => (isContainer(node) ? node[key] : undefined);
  return path.split('/').reduce(step, value);
}

/** One as a list, a list as it is, nothing as the empty list. */
export function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Every part of a value, itself included, with its path. */
export function* parts(value: unknown, path = ''): Generator<{ path: string; node: unknown }> {
  yield { path, node: value };
  if (!isContainer(value)) return;
  for (const [key, child] of Object.entries(value)) yield* parts(child, path ? `${path}/${key}` : key);
}

export interface Found {
  stack: string;
  template: Template;
  id: string;
  /** For messages: `sqs/FileQueue`. */
  where: string;
  resource: Resource;
  properties: Container;
}

/** All resources of these types; of every type when none is given. */
export function resources(system: System, ...types: string[]): Found[] {
  return Object.entries(system.templates).flatMap(([stack, template]) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => types.length === 0 || types.includes(Type))
      .map(([id, resource]) => ({
        stack,
        template,
        id,
        where: `${stack}/${id}`,
        resource,
        properties: resource.Properties ?? {},
      })),
  );
}

/** The logical id that a Ref or GetAtt names. */
export function target(value: unknown): string | undefined {
  const id = at(value, 'Ref') ?? at(value, 'Fn::GetAtt/0');
  return typeof id === 'string' ? id : undefined;
}

/** The text of a Sub, with or without its own variables; any other text as it is. */
export function template(value: unknown): string | undefined {
  const sub = at(value, 'Fn::Sub') ?? value;
  const text = Array.isArray(sub) ? (sub[0] as unknown) : sub;
  return typeof text === 'string' ? text : undefined;
}

/** Same content, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, node: unknown) =>
    isContainer(node) && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );
}

/** Says where something is wrong for each of the finds that fails the test. */
export function wrong<T extends { where: string }>(
  finds: readonly T[],
  message: string,
  isRight: (find: T) => boolean,
): string[] {
  return finds.filter((find) => !isRight(find)).map(({ where }) => `${where} ${message}`);
}

const NAMES = '${ProjectName}-${EnvironmentName}-';

export interface Import {
  stack: string;
  /** `sns-ResultsTopicArn` */
  name: string;
}

/** Everything that the stacks import. */
export function importsOf(system: System): Import[] {
  return Object.entries(system.templates).flatMap(([stack, own]) =>
    [...parts(own)]
      .map(({ node }) => at(node, 'Fn::ImportValue'))
      .filter((value) => value !== undefined)
      .map((value) => ({ stack, name: importName(value) })),
  );
}

function importName(value: unknown): string {
  const name = template(value) ?? '?';
  return name.startsWith(NAMES) ? name.slice(NAMES.length) : `? ${name}`;
}

function holder(system: System, path: string): { container: Container; key: string } {
  const keys = path.split('/');
  const key = keys.pop() ?? '';
  const container = at(system, keys.join('/'));
  if (!isContainer(container)) throw new Error(`There is nothing at ${keys.join('/')}; mend the twin.`);
  return { container, key };
}

/** Sets a part of the system; its parent must exist. Path from the root: `templates/sqs/Resources/…`. */
export function put(path: string, value: unknown): (system: System) => void {
  return (system) => {
    const { container, key } = holder(system, path);
    container[key] = value;
  };
}

/** Takes a part out of the system; it must exist. */
export function drop(path: string): (system: System) => void {
  return (system) => {
    const { container, key } = holder(system, path);
    if (!(key in container)) throw new Error(`There is nothing at ${path}; mend the twin.`);
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
  };
}

/** Adds one more resource or output or other named part. */
export function copy(from: string, to: string): (system: System) => void {
  return (system) => put(to, structuredClone(at(system, from)))(system);
}
