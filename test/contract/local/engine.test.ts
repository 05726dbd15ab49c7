// The embedded engine itself: it takes only a free port, knows nothing of our environment and leaves nothing behind.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { isHealthy, startEngine } from '../../../scripts/local/engine.ts';
import type { EngineOptions } from '../../../scripts/local/engine.ts';
import { findFreePort, isPortFree } from '../../../scripts/local/free-port.ts';
import { engineEndpoint } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { createMark, environmentOf } from '../../support/traces.ts';
import type { Mark } from '../../support/traces.ts';

let mark: Mark;
beforeEach(() => {
  mark = createMark();
});
afterEach(() => mark.remove());

/** A process that starts an engine, tells the port and then does nothing. */
async function startElsewhere(port: number) {
  const source = `import { startEngine } from './scripts/local/engine.ts';
    await startEngine({ port: ${port} });
    console.log('up');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    env: { ...process.env, ...mark.environment, A_SECRET: 'of the user' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the engine of the tests', () => {
  it('answers health', async () => {
    expect(await isHealthy(engineEndpoint())).toBe(true);
  });
});

/** Message of the refusal; an engine that starts all the same is stopped. */
function refusal(options: EngineOptions): Promise<string> {
  return startEngine(options).then(
    async (engine) => {
      await engine.stop();
      return 'it started';
    },
    (error: Error) => error.message,
  );
}

describe('startEngine', () => {
  it('refuses a port that another program has, and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const said = await refusal({ port, name: 'engine-refused' });
    other.close();
    expect(said).toBe(
      `Port ${port} is taken by another program; stop that program or choose another port: npm start -- --port ${port + 1}`,
    );
  });

  it('ends at once when the start is aborted', async () => {
    const port = await findFreePort();
    expect(await refusal({ port, name: 'engine-aborted', signal: AbortSignal.abort() })).toMatch(/abort/);
    expect(await isPortFree(port)).toBe(true);
  });

  it('gives the engine nothing of the environment of its starter', async () => {
    const child = await startElsewhere(await findFreePort());
    const engines = mark.processes().filter((pid) => environmentOf(pid).includes('GATEWAY_PORT='));
    expect(engines.length).toBeGreaterThan(0);
    expect(engines.filter((pid) => environmentOf(pid).includes('A_SECRET'))).toEqual([]);
    child.kill('SIGKILL');
    await eventually(() => Promise.resolve(mark.processes().length === 0), { withinMs: 10_000 });
  });

  it('leaves no process, port or folder when its starter is killed', async () => {
    const port = await findFreePort();
    const child = await startElsewhere(port);
    expect(mark.files()).toHaveLength(1);
    child.kill('SIGKILL');
    await eventually(() => Promise.resolve(mark.processes().length === 0), { withinMs: 10_000 });
    expect(mark.files()).toEqual([]);
    expect(await isPortFree(port)).toBe(true);
  });
});
