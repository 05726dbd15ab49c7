// Usage: npm run upload -- [--environment NAME] [FUNCTION …]   builds functions and puts them into the artifact bucket.
import { STACKS } from './stacks.ts';
import { buildFunction, describeBuild, writeZip } from './lib/build/build-function.ts';
import { createCommand, resolveTarget, runCli, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { ROOT } from './lib/root.ts';
import { artifactBucketOf, describeUpload, uploadFunction } from './lib/upload.ts';

const command = createCommand(
  'upload',
  'Puts built functions to lambda/<sha256>.zip in the artifact bucket.',
).argument('[names...]', 'functions to upload (default: all)');

await runCli(async () => {
  const options = command.parse().opts<TargetOptions>();
  const target = await resolveTarget(options);
  const clients = await createClients();
  try {
    const bucket = await artifactBucketOf(clients, target);
    const all = STACKS.flatMap(({ functionName }) => functionName ?? []);
    for (const name of command.args.length > 0 ? command.args : all) {
      const built = await buildFunction(ROOT, name);
      await writeZip(ROOT, built);
      console.log(describeBuild(built));
      console.log(describeUpload(name, await uploadFunction(clients, bucket, built)));
    }
  } finally {
    closeClients(clients);
  }
});
