// Usage: npm run dashboard                 opens the deployed dashboard, drawn from what the running environment does
//        npm run dashboard -- --out FILE   writes it as one HTML file
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';
import { requirePages } from './local/ready.ts';

/** Opens an address with the browser of the person, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  // The first text in quotes would be taken for a title.
  win32: ['cmd', '/c', 'start', ''],
};

async function main(): Promise<void> {
  const command = createPlainCommand('dashboard', 'The deployed dashboard, drawn on this machine.')
    .option('--out <file>', 'write it as one HTML file instead of opening it')
    .parse();
  const { out } = command.opts<{ out?: string }>();
  const url = `${await requirePages()}/dashboard`;
  if (out !== undefined) return save(url, out);
  console.log(url);
  if (process.stdout.isTTY) await openInBrowser(url);
}

async function save(url: string, file: string): Promise<void> {
  const response = await fetch(`${url}?live=no`);
  const text = await response.text();
  if (!response.ok) {
    throw new UserError(`The dashboard cannot be drawn (${response.status}); open ${url} to see why.`);
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code}); name another.`,
      {
        cause: error,
      },
    );
  }
  console.log(`Written to ${file}.`);
}

/** Where there is no browser the address that was printed has to do. */
async function openInBrowser(url: string): Promise<void> {
  const [program, ...rest] = OPENERS[process.platform] ?? [];
  if (program === undefined) return;
  const child = spawn(program, [...rest, url], { stdio: 'ignore', detached: true });
  const hasBegun = await once(child, 'spawn').then(
    () => true,
    () => false,
  );
  if (hasBegun) child.unref();
}

await runCli(main);
