// Leaves out of a bundle what packages carry for others: shapes of operations that are not called, the credentials of people's machines, debugging.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /[\\/]@aws-sdk[\\/][^\\/]+[\\/]dist-es[\\/].*[\\/]schemas_\d+\.js$/;
const PACKAGE = /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/;
const CONSTANT = /^const (\w+) = ("[^"\\]*");$/gm;
const COMPUTED_KEY = /([{,]\s*)\[(\w+)\]:/g;

/**
 * The schemas of a client are objects with keys like `[_h]`, which is a constant text, but for all that the compiler knows may call something:
 * it keeps the shapes of all 111 operations of S3 for the sake of four. With the text in its place the unused ones go.
 */
export function foldKeys(source: string): string {
  const texts = new Map([...source.matchAll(CONSTANT)].map(([, name = '', text = '']) => [name, text]));
  return source.replace(COMPUTED_KEY, (whole, before: string, name: string) => {
    const text = texts.get(name);
    // The only key that means something else when it is not computed.
    return text === undefined || text === '"__proto__"' ? whole : `${before}${text}:`;
  });
}

/** Prints when a person sets DEBUG (used by file-type to watch itself at work); a function has its own log. */
const SILENCE = 'export default () => Object.assign(() => {}, { enabled: false });';
/** ISO 4217 with numbers, English names and countries; the functions use the codes and the digits. */
const CURRENCIES = /[\\/]currency-codes[\\/]data\.js$/;
const UNUSED_FACTS = /"(?:number|currency)": "[^"]*",|"countries": \[[^]*?\n {4}\]/g;

/** Remembers the endpoints that DynamoDB has been found at: one, if discovery is switched on at all, so nothing need be forgotten. */
const ENDPOINTS =
  'export default class extends Map { constructor() { super(); } peek(key) { return this.get(key); } };';
/** What is imported by these names is this instead. */
const INSTEAD = new Map([
  ['debug', SILENCE],
  ['mnemonist/lru-cache', ENDPOINTS],
]);

/** Applies to everything. */
export const slimSdk: Plugin = {
  name: 'slim-sdk',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(debug|mnemonist\/lru-cache)$/ }, ({ path }) => ({ path, namespace: 'instead' }));
    onLoad({ filter: /.*/, namespace: 'instead' }, ({ path }) => ({ contents: INSTEAD.get(path) ?? '' }));
    onLoad({ filter: CURRENCIES }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(UNUSED_FACTS, ''),
    }));
    onLoad({ filter: SCHEMAS }, async ({ path }) => ({ contents: foldKeys(await readFile(path, 'utf8')) }));
    // The clients read their own version from it, and would take all of it along.
    onLoad({ filter: PACKAGE }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** Links of the SDK's chain of credentials that look for files, programs and sign-ins of a person: package -> what it offers. */
const PERSONAL_CREDENTIALS = new Map([
  ['@aws-sdk/credential-provider-sso', 'fromSSO'],
  ['@aws-sdk/credential-provider-ini', 'fromIni'],
  ['@aws-sdk/credential-provider-process', 'fromProcess'],
  ['@aws-sdk/credential-provider-web-identity', 'fromTokenFile'],
]);

/** A link that is passed over, as the SDK's own are when they find nothing. */
function passedOver(provider: string): string {
  const error = `Object.assign(new Error("${provider}: a function has the credentials of its environment."), { tryNextLink: true })`;
  return `export const ${provider} = () => async () => { throw ${error}; };`;
}

/** Applies to functions only: the runtime gives them their credentials (environment, or a container's address), and nobody signs in there. */
export const ownCredentials: Plugin = {
  name: 'own-credentials',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-/ }, ({ path }) =>
      PERSONAL_CREDENTIALS.has(path) ? { path, namespace: 'passed-over' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'passed-over' }, ({ path }) => ({
      contents: passedOver(PERSONAL_CREDENTIALS.get(path) ?? ''),
    }));
  },
};
