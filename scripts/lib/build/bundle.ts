// Compiles one function or program with everything it needs into ES modules: the entry at the root, lazily loaded parts beside it.
import { build, stop, type BuildFailure, type BuildResult, type Metafile } from 'esbuild';
import { UserError } from '../user-error.ts';
import { licenceDocument } from './licences.ts';

export interface BundleSource {
  /** Root of the repository; all paths below are relative to it. */
  root: string;
  name: string;
  /** The file that is run: a handler's, or a program's. */
  entry: string;
  /** What runs it; by default the runtime of the functions. */
  runtime?: 'node20' | 'node24';
  /** Packages that stay outside. */
  external?: string[];
}

export interface Bundle {
  /** Name in the zip -> content. */
  files: Map<string, Uint8Array>;
  /** Source files whose code ended up in the bundle, relative to the root. */
  inputs: string[];
  /** Bytes that are loaded at cold start: the entry and what it imports statically. */
  coldStartInBytes: number;
  /** Bytes of all code. */
  totalInBytes: number;
}

type Result = BuildResult<{ metafile: true; write: false }>;
type Output = Metafile['outputs'][string];

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

function compile({ root, name, entry, runtime = 'node24', external = [] }: BundleSource): Promise<Result> {
  return build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: runtime,
    external,
    // `module` first: ES modules can be split and shaken, which halves the cold start.
    mainFields: ['module', 'main'],
    minify: true,
    // The names of our error classes are read at run time and stand in the logs.
    keepNames: true,
    // No source maps: they would triple the zip, and stack traces keep their function names anyway.
    sourcemap: false,
    legalComments: 'external',
    banner: { js: REQUIRE_BANNER },
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
}

/** The entry and everything that it imports statically, once each. */
function coldStartOutputs(outputs: Metafile['outputs'], entry: string): Set<string> {
  const seen = new Set<string>([entry]);
  for (const name of seen) {
    for (const link of outputs[name]?.imports ?? []) {
      if (link.kind === 'import-statement' && !link.external) seen.add(link.path);
    }
  }
  return seen;
}

function bytesOf(outputs: [string, Output][], wanted = (_name: string) => true): number {
  return outputs.reduce((sum, [name, { bytes }]) => sum + (wanted(name) ? bytes : 0), 0);
}

function measure({ outputs }: Metafile, name: string): Omit<Bundle, 'files'> {
  const code = Object.entries(outputs).filter(([path]) => !path.endsWith(LEGAL_SUFFIX));
  const loaded = coldStartOutputs(outputs, `${OUT}/${name}.mjs`);
  const inputs = code.flatMap(([, output]) =>
    Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  return {
    inputs: [...new Set(inputs.map(([path]) => path))].sort(),
    coldStartInBytes: bytesOf(code, (path) => loaded.has(path)),
    totalInBytes: bytesOf(code),
  };
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
  const figures = measure(metafile, source.name);
  const files = new Map<string, Uint8Array>();
  const comments: string[] = [];
  for (const { path, contents, text } of outputFiles) {
    if (path.endsWith(LEGAL_SUFFIX)) comments.push(text);
    else files.set(path.slice(path.lastIndexOf(`/${OUT}/`) + OUT.length + 2), contents);
  }
  const licences = await licenceDocument(source.root, figures.inputs, comments);
  files.set('THIRD-PARTY-LICENCES.txt', Buffer.from(licences));
  return { files, ...figures };
}

/** Ends the compiler's process (40 MB), which otherwise waits for more work as long as this one lives. */
export const stopCompiler = stop;
