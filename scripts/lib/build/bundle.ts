// Compiles one function or program with everything it needs into ES modules: the entry at the root, lazily loaded parts beside it.
import { build, stop, type BuildFailure, type BuildOptions, type BuildResult, type Metafile } from 'esbuild';
import { UserError } from '../user-error.ts';
import { licenceDocument } from './licences.ts';
import { compileOwnCode, ownCode, ownEntry } from './own-code.ts';
import { ownCredentials, slimSdk } from './slim-sdk.ts';

export interface BundleSource {
  /** Root of the repository; all paths below are relative to it. */
  root: string;
  name: string;
  /** The file that is run: a handler's, or a program's. */
  entry: string;
  /** What runs it; by default the runtime of the functions, which also gives them their credentials. */
  runtime?: 'node20' | 'node24';
  /** Packages that stay outside. */
  external?: string[];
}

export interface Bundle {
  /** Name in the zip -> content. */
  files: Map<string, Uint8Array>;
  /** Source file whose code ended up in the bundle, relative to the root -> how much of it did. */
  bytesOfInputs: Record<string, number>;
  /** Those of them that are loaded at cold start. */
  coldStartInputs: string[];
  /** Bytes that are loaded at cold start: the entry and what it imports statically. */
  coldStartInBytes: number;
  /** Bytes of all code. */
  totalInBytes: number;
}

type Result = BuildResult<{ metafile: true; write: false }>;
type Output = Metafile['outputs'][string];

/** The runtime of the functions. */
const FUNCTIONS = 'node24';
/** Never written: esbuild wants a folder to name its outputs by. */
const OUT = 'out';
const LEGAL_SUFFIX = '.LEGAL.txt';

// Some packages of CommonJS make call `require`, which ES modules do not have (seen: debug, through file-type).
const REQUIRE_BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

// esbuild is a Go program that lives for seconds: collecting its garbage takes almost half of its processor time
// (`npm run build`: 7.4 s with Go's default, 4.2 s so). From the limit on it is collected all the same.
process.env.GOGC ??= 'off';
process.env.GOMEMLIMIT ??= '1GiB';

async function compile(source: BundleSource): Promise<Result> {
  const { root, name, entry, runtime = FUNCTIONS, external = [] } = source;
  const options: BuildOptions = {
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: runtime,
  };
  const own = await compileOwnCode(root, { ...options, entryPoints: { [name]: entry } });
  return build({
    ...options,
    absWorkingDir: root,
    entryPoints: { [name]: ownEntry(`${name}.mjs`) },
    external,
    plugins: [ownCode(root, own), slimSdk, ...(runtime === FUNCTIONS ? [ownCredentials] : [])],
    // `module` first: ES modules can be split and shaken, which halves the cold start.
    mainFields: ['module', 'main'],
    minify: true,
    // No source maps: they would triple the zip, and stack traces keep the names of our functions anyway.
    sourcemap: false,
    legalComments: 'external',
    banner: { js: REQUIRE_BANNER },
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
}

/** The entry and everything that it imports, once each; by default only what it imports statically. */
function reachable(outputs: Metafile['outputs'], entry: string, kinds = ['import-statement']): Set<string> {
  const seen = new Set<string>([entry]);
  for (const name of seen) {
    for (const link of outputs[name]?.imports ?? []) {
      if (kinds.includes(link.kind) && !link.external) seen.add(link.path);
    }
  }
  return seen;
}

function bytesOf(outputs: [string, Output][], wanted = (_name: string) => true): number {
  return outputs.reduce((sum, [name, { bytes }]) => sum + (wanted(name) ? bytes : 0), 0);
}

/** Everything that can ever be loaded. The compiler also makes files of what only left-out code would have imported. */
const everything = ({ outputs }: Metafile, name: string) =>
  reachable(outputs, `${OUT}/${name}.mjs`, ['import-statement', 'dynamic-import', 'require-call']);

function measure({ outputs }: Metafile, name: string, wanted: Set<string>): Omit<Bundle, 'files'> {
  const code = Object.entries(outputs).filter(([path]) => wanted.has(path));
  const loaded = reachable(outputs, `${OUT}/${name}.mjs`);
  return {
    bytesOfInputs: inputsOf(code),
    coldStartInputs: Object.keys(inputsOf(code.filter(([path]) => loaded.has(path)))),
    coldStartInBytes: bytesOf(code, (path) => loaded.has(path)),
    totalInBytes: bytesOf(code),
  };
}

function inputsOf(outputs: [string, Output][]): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const [, { inputs }] of outputs) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs))
      if (bytesInOutput > 0) bytes[path] = (bytes[path] ?? 0) + bytesInOutput;
  }
  return bytes;
}

function asUserError(name: string, { errors }: BuildFailure): UserError {
  const lines = errors.map(
    ({ text, location }) => `  ${location ? `${location.file}:${location.line}: ` : ''}${text}`,
  );
  return new UserError(
    `The function ${name} does not compile; mend this and repeat the command:\n${lines.join('\n')}`,
  );
}

/** Compiles one function. Throws UserError with file and line when it does not compile. */
export async function bundleFunction(source: BundleSource): Promise<Bundle> {
  const { outputFiles, metafile } = await compile(source).catch((error: Error | BuildFailure) => {
    throw 'errors' in error ? asUserError(source.name, error) : error;
  });
  const wanted = everything(metafile, source.name);
  const figures = measure(metafile, source.name, wanted);
  const files = new Map<string, Uint8Array>();
  const comments: string[] = [];
  for (const { path, contents, text } of outputFiles) {
    const name = path.slice(path.lastIndexOf(`/${OUT}/`) + 1);
    if (wanted.has(name)) files.set(name.slice(OUT.length + 1), contents);
    else if (name.endsWith(LEGAL_SUFFIX) && wanted.has(name.slice(0, -LEGAL_SUFFIX.length)))
      comments.push(text);
  }
  const licences = await licenceDocument(source.root, Object.keys(figures.bytesOfInputs), comments);
  files.set('THIRD-PARTY-LICENCES.txt', Buffer.from(licences));
  return { files, ...figures };
}

/** Ends the compiler's process (40 MB), which otherwise waits for more work as long as this one lives. */
export const stopCompiler = stop;
