// How large the functions may become. 1 KB is 1,000 bytes of minified code; the WebAssembly of the kernels is in it.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleFunction, type Bundle } from '../../../../../scripts/lib/build/bundle.ts';
import { handlerPath } from '../../../../../scripts/lib/build/build-function.ts';
import { ROOT } from '../../../../../scripts/lib/root.ts';

const KB = 1000;
const TIMEOUT_IN_MS = 120_000;

/** Code that only a PDF loads: the library, 1.6 MB of it. */
const PDF_LIBRARY = /node_modules\/unpdf\//;
/** Code that is loaded when it is needed, if ever. */
const LAZY = [
  PDF_LIBRARY,
  /node_modules\/(file-type|saxes|csv-parse|stream-json|big\.js|currency-codes)\//,
  /node_modules\/@aws-sdk\/(client-sqs|client-eventbridge|lib-storage)\//,
];

describe('process-file', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleFunction({ root: ROOT, name: 'process-file', entry: handlerPath('process-file') });
  }, TIMEOUT_IN_MS);

  test('has an entry of at most 300 KB', () => {
    expect(bundle.files.get('process-file.mjs')?.length).toBeLessThanOrEqual(300 * KB);
  });

  test('loads at most 520 KB at cold start: the entry and all that it imports', () => {
    expect(bundle.coldStartInBytes).toBeLessThanOrEqual(520 * KB);
  });

  test('has at most 700 KB in all, without the PDF library', () => {
    expect(bundle.totalInBytes - bytesOf(bundle, PDF_LIBRARY)).toBeLessThanOrEqual(700 * KB);
  });

  test.each(LAZY)('loads nothing of %s at cold start', (packages) => {
    expect(bundle.coldStartInputs.filter((path) => packages.test(path))).toEqual([]);
  });

  test('holds no library that only the reference readers of tests use', () => {
    const libraries = Object.keys(bundle.bytesOfInputs).filter((path) =>
      /\/(csv-parse|stream-json)\//.test(path),
    );
    expect(libraries).toEqual([]);
  });
});

/** The others carry only the clients that they use. */
describe.each([
  ['notify-digest', 300],
  ['reconcile', 390],
])('%s', (name, most) => {
  test(
    `loads at most ${most} KB at cold start`,
    async () => {
      const bundle = await bundleFunction({ root: ROOT, name, entry: handlerPath(name) });
      expect(bundle.coldStartInBytes).toBeLessThanOrEqual(most * KB);
    },
    TIMEOUT_IN_MS,
  );
});

function bytesOf({ bytesOfInputs }: Bundle, packages: RegExp): number {
  return Object.entries(bytesOfInputs).reduce(
    (sum, [path, bytes]) => sum + (packages.test(path) ? bytes : 0),
    0,
  );
}
