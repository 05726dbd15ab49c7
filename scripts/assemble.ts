// Usage: npm run assemble -- [--environment NAME] [--commit SHA]   builds what the pipeline deploys, into dist/release.
import { RELEASE_FOLDER, assemble } from './lib/assemble/assemble.ts';
import { resolveCommit } from './lib/assemble/commit.ts';
import { createCommand, resolveTarget, runCli, type TargetOptions } from './lib/cli.ts';
import { ROOT } from './lib/root.ts';

interface Options extends TargetOptions {
  commit?: string;
}

const command = createCommand(
  'assemble',
  'Builds and uploads the functions and writes templates, parameter values and manifest to dist/release.',
).option('--commit <sha>', 'full hash of the commit (default: what CodeBuild or git says)');

await runCli(async () => {
  const options = command.parse().opts<Options>();
  const target = await resolveTarget(options);
  const commit = await resolveCommit({ given: options.commit, environment: process.env, root: ROOT });
  const { files } = await assemble({ ...target, commit, onProgress: (line) => console.log(line) });
  console.log(`${RELEASE_FOLDER}: ${files.size} files for ${target.environmentName}, commit ${commit}.`);
});
