// First step of every npm script: installs what the command needs, then runs scripts/<command>.ts with Node 24.
// usage: node scripts/run.mjs COMMAND [ARGUMENT ...]
// This file and setup*.mjs run on the Node of the machine before anything is installed: plain JavaScript, no dependencies.
const OLDEST_NODE = 20;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(
    'Node.js ' +
      OLDEST_NODE +
      ' or newer is needed, this is ' +
      process.versions.node +
      '; install it (https://nodejs.org) and run again.',
  );
  process.exitCode = 1;
} else {
  import('./setup-command.mjs').then(({ runCommand }) => runCommand(process.argv.slice(2)));
}
