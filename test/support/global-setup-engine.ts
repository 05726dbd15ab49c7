// Starts one engine for a run of tests; layers that run in the same jest process share it.
import { startEngine } from '../../scripts/local/engine.ts';
import type { Engine } from '../../scripts/local/engine.ts';
import { ENDPOINT_VARIABLE } from './engine.ts';

let engine: Promise<Engine> | undefined;

/** Called by jest before the tests of a layer, with that layer as the second argument. */
export default async function setUp(_all: unknown, layer: { displayName: { name: string } }): Promise<void> {
  engine ??= startEngine({ name: `engine-${layer.displayName.name}` });
  process.env[ENDPOINT_VARIABLE] = (await engine).endpoint;
}

/** Ends the engine; harmless when there is none. */
export async function tearDown(): Promise<void> {
  await (await engine)?.stop();
  engine = undefined;
}
