// What the calls of order files do to the world in memory.
import { TryAgain } from '../../lambda/core/errors.ts';
import type { ClaimWrite, OrderClaim, OrdersAccepted } from '../../lambda/core/order-files/order-ports.ts';
import type { Effects } from './request.ts';
import type { Call } from './stage.ts';
import type { World } from './world.ts';

// Made once: the same error is the same answer.
const NOTHING_STAGED = new TryAgain('There is no such staged object.');

export const ORDER_EFFECTS: Effects = {
  'staging.write': writeStaged,
  'staging.complete': completeStaged,
  'staging.abort': ({ staging }, _call, inputs) => void staging.delete((inputs as [string])[0]),
  'staging.read': ({ staged }, _call, inputs) => staged.get((inputs as [string])[0]),
  'orderIds.read': readClaims,
  'orderIds.write': writeClaims,
  'normalized.find': find,
  'normalized.copy': copy,
  'events.publish': publish,
};

function writeStaged({ staging }: World, _call: Call, inputs: readonly unknown[]): void {
  const [key, lines] = inputs as [string, string];
  staging.set(key, lines);
}

/** A second try finds the object complete. */
function completeStaged({ staging, staged }: World, _call: Call, inputs: readonly unknown[]): void {
  const [key] = inputs as [string];
  const lines = staging.get(key);
  if (lines !== undefined) staged.set(key, lines);
  staging.delete(key);
}

function readClaims({ claims, memory }: World, _call: Call, inputs: readonly unknown[]): unknown {
  const [ids] = inputs as [readonly string[]];
  return sharedMap(
    memory,
    ids.filter((id) => claims.has(id)).map((id) => [id, claims.get(id)]),
  );
}

function writeClaims({ claims, memory }: World, _call: Call, inputs: readonly unknown[]): unknown {
  const [writes] = inputs as [readonly ClaimWrite[]];
  const refused = writes.filter(({ claim, replaces }) => claims.get(claim.id)?.token !== replaces?.token);
  if (refused.length > 0)
    return sharedMap(
      memory,
      refused.map(({ claim }) => [claim.id, claims.get(claim.id)]),
    );
  for (const { claim } of writes)
    claims.set(
      claim.id,
      memory.share(`claim ${JSON.stringify(claim)}`, () => claim),
    );
  return 'written';
}

function sharedMap(
  memory: World['memory'],
  entries: readonly (readonly [string, OrderClaim | undefined])[],
): ReadonlyMap<string, OrderClaim | undefined> {
  return memory.share(`claims ${JSON.stringify(entries)}`, () => new Map(entries));
}

function find({ normalized, memory }: World, _call: Call, inputs: readonly unknown[]): unknown {
  const there = normalized.get((inputs as [string])[0]);
  // Like S3's, an ETag of the content alone.
  return (
    there &&
    memory.share(`normalized ${JSON.stringify(there)}`, () => ({
      stagedKey: there.stagedKey,
      eTag: there.body,
    }))
  );
}

interface Copy {
  stagedKey: string;
  key: string;
  over: { eTag: string } | undefined;
}

function copy({ normalized, staged }: World, _call: Call, inputs: readonly unknown[]): 'copied' | 'changed' {
  const [{ stagedKey, key, over }] = inputs as [Copy];
  if (normalized.get(key)?.body !== over?.eTag) return 'changed';
  const body = staged.get(stagedKey);
  if (body === undefined) throw NOTHING_STAGED;
  normalized.set(key, { stagedKey, body });
  return 'copied';
}

function publish({ events, memory }: World, _call: Call, inputs: readonly unknown[]): void {
  const [event] = inputs as [OrdersAccepted];
  events.push(memory.share(`event ${JSON.stringify(event)}`, () => JSON.stringify(event)));
}
