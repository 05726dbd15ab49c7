// Usage: npm run release -- [--environment NAME] [--manifest FILE]   makes sure that what was deployed runs, and works.
import { createCommand, resolveTarget, runCli, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { expectedBy, expectedByBuild, readManifest, refuseOtherTarget } from './lib/release/manifest.ts';
import { makeSureOfRelease } from './lib/release/release.ts';

interface Options extends TargetOptions {
  manifest?: string;
}

const command = createCommand(
  'release',
  'After a deployment: puts back functions that drifted, calls each once, and sends a probe file through.',
).option('--manifest <file>', 'release.json of the build (default: builds the functions of this checkout)');

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
  const expected = manifest ? expectedBy(manifest) : await expectedByBuild(target);
  const clients = await createClients();
  try {
    const session = { clients, target, onProgress: (line: string) => console.log(line) };
    await makeSureOfRelease(session, { expected });
    console.log(`${target.projectName}-${target.environmentName} runs what was built.`);
  } finally {
    closeClients(clients);
  }
});
