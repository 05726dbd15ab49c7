// Usage: npm run release -- [--environment NAME] [--manifest FILE]   makes sure that what was deployed runs, and works.
import { createCommand, resolveTarget, runCli, type Target, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { expectedBy, readManifest, refuseOtherTarget } from './lib/release/manifest.ts';
import { makeSureOfRelease } from './lib/release/release.ts';

interface Options extends TargetOptions {
  manifest?: string;
}

const command = createCommand(
  'release',
  'After a deployment: puts back functions that drifted, calls each once, and sends a probe file through.',
).option('--manifest <file>', 'release.json of the build (default: builds the functions of this checkout)');

/** Loaded only then: the release step of the pipeline has no compiler. */
async function expectedFromCheckout(target: Target) {
  const { expectedByBuild } = await import('./lib/release/expected-by-build.ts');
  return expectedByBuild(target);
}

await runCli(async () => {
  const options = command.parse().opts<Options>();
  const manifest = options.manifest === undefined ? undefined : await readManifest(options.manifest);
  const { projectName: project, environmentName: environment } = manifest ?? {};
  const target = await resolveTarget({
    ...(project !== undefined && { project }),
    ...(environment !== undefined && { environment }),
    ...options,
  });
  if (manifest) refuseOtherTarget(manifest, target);
  const expected = manifest ? expectedBy(manifest) : await expectedFromCheckout(target);
  const clients = await createClients();
  try {
    const session = { clients, target, onProgress: (line: string) => console.log(line) };
    await makeSureOfRelease(session, { expected });
    console.log(`${target.projectName}-${target.environmentName} runs what was built.`);
  } finally {
    closeClients(clients);
  }
});
