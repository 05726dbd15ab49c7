// The part that measures the size of what Lambda loads.
import { bundleFunction } from '../../scripts/lib/build/bundle.ts';
import { ROOT } from '../../scripts/lib/root.ts';
import type { Bench } from './bench.ts';
import type { Outcome } from './goals.ts';

/** The library in a chunk of its own, loaded when a PDF comes. */
const PDF_CHUNK = /^pdfjs-.*\.mjs$/;

export async function measureBundle({ say, print }: Bench): Promise<Outcome[]> {
  say('Compiling process-file …');
  const bundle = await bundleFunction({
    root: ROOT,
    name: 'process-file',
    entry: 'lambda/handlers/process-file.ts',
  });
  const entry = bundle.files.get('process-file.mjs')?.length ?? NaN;
  const pdf = [...bundle.files].find(([name]) => PDF_CHUNK.test(name))?.[1].length ?? 0;
  print(
    `Loaded at cold start, the entry and all that it imports: ${Math.round(bundle.coldStartInBytes / 1000)} KB.`,
  );
  return [
    { name: 'bundle-entry-in-kb', value: entry / 1000 },
    { name: 'bundle-total-in-kb', value: (bundle.totalInBytes - pdf) / 1000 },
  ];
}
