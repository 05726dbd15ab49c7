// First half of a compilation: our own code as one piece that keeps its names. The packages, which need none, are added in the second half.
import { build, type BuildOptions, type Plugin } from 'esbuild';

const ENTRY = 'own:';

/**
 * Compiles our code alone. The names of our error classes are read at run time and stand in the logs, and a stack trace should be legible;
 * the names of all packages would make what is loaded at cold start larger by a fifteenth. The compiler keeps all names or none, hence the
 * two halves: names added later would look like uses, and nothing that is unused could be left out.
 */
export async function compileOwnCode(root: string, options: BuildOptions): Promise<Map<string, string>> {
  const { outputFiles = [] } = await build({
    ...options,
    absWorkingDir: root,
    packages: 'external',
    keepNames: true,
    write: false,
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]));
}

/** What the second half names as its entry. */
export const ownEntry = (file: string): string => `${ENTRY}${file}`;

/** Gives the second half what the first has made, as if it lay in the root. */
export function ownCode(root: string, files: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'own-code',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${ENTRY}`) }, ({ path }) => ({
        path: path.slice(ENTRY.length),
        namespace: 'own',
      }));
      onResolve({ filter: /^\.\//, namespace: 'own' }, ({ path }) => ({
        path: path.slice('./'.length),
        namespace: 'own',
      }));
      onLoad({ filter: /.*/, namespace: 'own' }, ({ path }) => ({
        contents: files.get(path) ?? '',
        resolveDir: root,
      }));
    },
  };
}
