// Usage: npm run update-function -- NAME [--environment NAME]   builds one function and puts it live, not in production.
import { STACKS } from './stacks.ts';
import { buildFunction, describeBuild } from './lib/build/build-function.ts';
import { UserError, createCommand, resolveTarget, runCli, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { ROOT } from './lib/root.ts';
import { refuseProduction, updateFunction } from './lib/update-function.ts';
import { artifactBucketOf, describeUpload, uploadFunction } from './lib/upload.ts';

const command = createCommand(
  'update-function',
  'Developer loop: builds and uploads one function, publishes it and points the alias `live` at it.',
).argument('<name>', 'name of the function, for instance process-file');

function knownFunction(name: string): string {
  const names = STACKS.flatMap(({ functionName }) => functionName ?? []);
  if (names.includes(name)) return name;
  throw new UserError(`There is no function "${name}"; there are: ${names.join(', ')}.`);
}

await runCli(async () => {
  const options = command.parse().opts<TargetOptions>();
  const target = await resolveTarget(options);
  const name = knownFunction(command.args[0] ?? '');
  const clients = await createClients();
  try {
    await refuseProduction(clients, target);
    const built = await buildFunction(ROOT, name);
    console.log(describeBuild(built));
    const uploaded = await uploadFunction(clients, await artifactBucketOf(clients, target), built);
    console.log(describeUpload(name, uploaded));
    const functionName = `${target.projectName}-${target.environmentName}-${name}`;
    const version = await updateFunction(clients, { functionName, built, uploaded });
    // Counted from the start of the process, so that it is what the developer waits for.
    const seconds = (performance.now() / 1000).toFixed(1);
    console.log(
      `${functionName}: live is version ${version} after ${seconds} s. Settings of the stack are as they were; the next deployment takes over again.`,
    );
  } finally {
    closeClients(clients);
  }
});
