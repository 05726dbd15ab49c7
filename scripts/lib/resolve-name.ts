// Works out the physical name that a template gives to a resource, as far as parameters and pseudo parameters decide it.

/** Parameter or pseudo parameter -> value. */
export type Names = Record<string, string>;

function isCall(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1;
}

function substitute(argument: unknown, names: Names): string | undefined {
  const [text, own] = Array.isArray(argument)
    ? (argument as [unknown, Record<string, unknown>])
    : [argument, {}];
  if (typeof text !== 'string') return undefined;
  let isKnown = true;
  const result = text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const value = Object.hasOwn(own, name) ? resolveName(own[name], names) : names[name];
    if (value === undefined) isKnown = false;
    return value ?? '';
  });
  return isKnown ? result : undefined;
}

function join(argument: unknown, names: Names): string | undefined {
  if (!Array.isArray(argument) || !Array.isArray(argument[1])) return undefined;
  const parts = argument[1].map((part) => resolveName(part, names));
  return parts.includes(undefined) ? undefined : parts.join(String(argument[0]));
}

/** Text, Ref, Fn::Sub and Fn::Join; undefined for everything else and for what depends on another resource. */
export function resolveName(value: unknown, names: Names): string | undefined {
  if (typeof value === 'string') return value;
  if (!isCall(value)) return undefined;
  if (typeof value.Ref === 'string') return names[value.Ref];
  if ('Fn::Sub' in value) return substitute(value['Fn::Sub'], names);
  if ('Fn::Join' in value) return join(value['Fn::Join'], names);
  return undefined;
}
