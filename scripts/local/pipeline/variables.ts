// Variables in action configurations: finding them and putting their values in.
import { UserError } from '../../lib/user-error.ts';

export interface Reference {
  /** As written: `#{Namespace.Key}`. */
  text: string;
  /** Undefined when it is not written like that. */
  namespace: string | undefined;
  key: string | undefined;
}

/** namespace -> key -> value */
export type Variables = Readonly<Record<string, Readonly<Record<string, string>>>>;

const REFERENCE = /#\{([^}]*)\}/g;
const PARTS = /^([A-Za-z0-9@\-_]+)\.([A-Za-z0-9@\-_]+)$/;

/** All variables that a value mentions. */
export function referencesOf(value: string): Reference[] {
  return [...value.matchAll(REFERENCE)].map(([text, inner = '']) => {
    const [, namespace, key] = PARTS.exec(inner) ?? [];
    return { text, namespace, key };
  });
}

/** Puts the values in. Throws UserError for a variable that nobody gave. */
export function resolveVariables(
  configuration: Readonly<Record<string, string>>,
  variables: Variables,
): Record<string, string> {
  const resolve = (value: string) =>
    value.replace(REFERENCE, (text, inner: string) => {
      const [, namespace = '', key = ''] = PARTS.exec(inner) ?? [];
      const found = variables[namespace]?.[key];
      if (found === undefined) {
        throw new UserError(`The variable ${text} has no value: the action that should give it did not.`);
      }
      return found;
    });
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, resolve(value)]));
}
