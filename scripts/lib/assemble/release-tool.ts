// The release step as a program that needs nothing but Node: the role that may change functions installs no packages.
import { bundleFunction } from '../build/bundle.ts';
import { ROOT } from '../root.ts';

const NAME = 'release';

/** What `npm run release` means in the folder of the artifact. */
const PACKAGE = {
  private: true,
  type: 'module',
  scripts: { [NAME]: `node ${NAME}.mjs --manifest release.json` },
};

/** `scripts/release.ts` with everything it needs, and the package.json to start it by: name -> content. */
export async function bundleReleaseTool(): Promise<Map<string, string>> {
  const { files } = await bundleFunction({
    root: ROOT,
    name: NAME,
    entry: `scripts/${NAME}.ts`,
    runtime: 'node20',
    // The compiler is for a release without a manifest, in a checkout.
    external: ['esbuild'],
  });
  const tool = [...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')] as const);
  return new Map([...tool, ['package.json', `${JSON.stringify(PACKAGE, null, 2)}\n`]]);
}
