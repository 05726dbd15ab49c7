// What the calls do to the world in memory: one function for each method of each port.
import { createHash } from 'node:crypto';
import type { Notice } from '../../lambda/core/ports.ts';
import { MESSAGE_EFFECTS } from './message-effects.ts';
import { ORDER_EFFECTS } from './order-effects.ts';
import type { Effects } from './request.ts';
import { SOURCE_EFFECTS } from './source-effects.ts';
import type { Call } from './stage.ts';
import { TABLE_EFFECTS } from './table-effects.ts';
import type { World } from './world.ts';

/** Takes effect at once; what it gives is the answer. */
export function effectOf(world: World, call: Call): unknown {
  const effect = EFFECTS[call.request.method];
  if (!effect) throw new Error(`The world knows no call ${call.request.method}.`);
  return effect(world, call, call.request.inputs);
}

const EFFECTS: Effects = {
  'reports.putIfAbsent': putIfAbsent,
  'reports.head': head,
  'reports.putIfMatch': putIfMatch,
  'notices.publish': ({ published }, _call, [notice]) => void published.push(notice as Notice),
  ...SOURCE_EFFECTS,
  ...TABLE_EFFECTS,
  ...MESSAGE_EFFECTS,
  ...ORDER_EFFECTS,
};

function putIfAbsent({ reports }: World, _call: Call, inputs: readonly unknown[]): 'written' | 'exists' {
  const [key, body] = inputs as [string, Buffer];
  if (reports.has(key)) return 'exists';
  reports.set(key, body);
  return 'written';
}

function head({ reports, memory }: World, _call: Call, inputs: readonly unknown[]): unknown {
  const [key, body] = inputs as [string, Buffer];
  const there = reports.get(key);
  if (!there) return undefined;
  const sameContent = there.equals(body);
  const eTag = eTagOf(there);
  return memory.share(`head ${eTag} ${sameContent}`, () => ({ eTag, sameContent }));
}

function putIfMatch({ reports }: World, _call: Call, inputs: readonly unknown[]): 'written' | 'changed' {
  const [key, body, eTag] = inputs as [string, Buffer, string];
  const there = reports.get(key);
  if (!there || eTagOf(there) !== eTag) return 'changed';
  reports.set(key, body);
  return 'written';
}

const eTags = new WeakMap<Buffer, string>();

/** Like S3's: of the content alone. */
function eTagOf(body: Buffer): string {
  const known = eTags.get(body);
  if (known !== undefined) return known;
  const eTag = `"${createHash('md5').update(body).digest('hex')}"`;
  eTags.set(body, eTag);
  return eTag;
}
