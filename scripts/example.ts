// Usage: npm run example -- NAME [--environment NAME] [--local] [--delete]   deploys an example of samples/ beside the stacks of an environment.
import { createCommand, resolveTarget, runCli, type TargetOptions } from './lib/cli.ts';
import { closeClients, createClients } from './lib/clients.ts';
import { deleteExample, deployExample, EXAMPLES, exampleNamed } from './lib/example.ts';

const command = createCommand('example', 'Deploys an example of what can follow a result.')
  .argument('<name>', `the example: ${EXAMPLES.map(({ short }) => short).join(', ')}`)
  .option('--delete', 'delete the stack of the example, with what it has counted');

await runCli(async () => {
  const [name = ''] = command.parse().args;
  const { delete: isDeleted, ...options } = command.opts<TargetOptions & { delete?: boolean }>();
  const definition = exampleNamed(name);
  const target = await resolveTarget(options);
  const clients = await createClients();
  const session = { clients, target, onProgress: (line: string) => console.log(line) };
  try {
    if (isDeleted) return await deleteExample(session, definition);
    const { outputs } = await deployExample(session, definition);
    for (const [output, value] of Object.entries(outputs)) console.log(`${output}  ${value}`);
  } finally {
    closeClients(clients);
  }
});
