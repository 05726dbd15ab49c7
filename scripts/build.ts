// Usage: npm run build [-- NAME …]   builds dist/<name>.zip for the named functions, or for all of them.
import { STACKS } from './stacks.ts';
import { buildFunction, describeBuild, writeZip } from './lib/build/build-function.ts';
import { createPlainCommand, runCli } from './lib/cli.ts';
import { ROOT } from './lib/root.ts';

const command = createPlainCommand(
  'build',
  'Builds the zip of every function into dist/, reproducibly.',
).argument('[names...]', 'functions to build (default: all)');

await runCli(async () => {
  const { args } = command.parse();
  const all = STACKS.flatMap(({ functionName }) => functionName ?? []);
  for (const name of args.length > 0 ? args : all) {
    const built = await buildFunction(ROOT, name);
    await writeZip(ROOT, built);
    console.log(describeBuild(built));
  }
});
