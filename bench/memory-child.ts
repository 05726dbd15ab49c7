// One measurement of the memory check, in a process of its own: `idle`, or the name of a shape and a size in MiB. Prints one JSON line.
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentObserver } from '../lambda/core/ports.ts';
import { peakInBytes } from './lib/peak.ts';

const MIB = 1024 * 1024;
/** For an idle process to settle. */
const IDLE_IN_MS = 1_000;
/** As many as the function claims at once. */
const IDS_AT_ONCE = 100;

interface Content {
  fileName: string;
  sizeInBytes: number;
  body: Readable;
  content?: ContentObserver;
}

// Everything is loaded only when it is needed, so that the idle process is a bare one and the readers' own code counts as theirs.

/** Reads it as the function does, and returns how many records it has. */
async function recordsOf(content: Content): Promise<number> {
  const { measureFile } = await import('../lambda/core/formats/index.ts');
  const { DEFAULT_LIMITS } = await import('../lambda/core/limits.ts');
  const limits = {
    ...DEFAULT_LIMITS,
    maxFileSizeInBytes: Math.max(DEFAULT_LIMITS.maxFileSizeInBytes, content.sizeInBytes),
  };
  const verdict = await measureFile({ ...content, limits });
  if (verdict.status === 'PROCESSED') return verdict.recordCount ?? verdict.lineCount;
  throw new Error(`${content.fileName} was rejected: ${JSON.stringify(verdict)}.`);
}

/** With everything that the function does with orders but the calls of the table: rules, staged lines, ids in their order. */
async function ordersOf(content: Content): Promise<number> {
  const { readOrders } = await import('../lambda/core/orders/read-orders.ts');
  const { StagedOrders } = await import('../lambda/core/order-files/staged-orders.ts');
  const { inAscendingOrder } = await import('../lambda/core/order-files/ascending-ids.ts');
  const { typeOfName } = await import('../lambda/core/formats/type-of-name.ts');
  const { createForgetfulStaging } = await import('./memory-staging.ts');
  const { DEFAULT_LIMITS: limits } = await import('../lambda/core/limits.ts');
  const staged = StagedOrders.open(createForgetfulStaging(), 'staging/orders.ndjson');
  const fileType = typeOfName(content.fileName);
  const reading = readOrders({ fileType, now: Date.now(), policy: 'reject', sink: staged, limits });
  await recordsOf({ ...content, content: reading });
  const { orderCount, violationCount, errors, orderIds } = await reading.end();
  if (violationCount > 0) throw new Error(`${content.fileName}: ${JSON.stringify(errors[0])}.`);
  let ids = 0;
  for (const list of inAscendingOrder(orderIds, IDS_AT_ONCE)) ids += list.length;
  if (ids !== orderCount) throw new Error(`${orderCount} orders have ${ids} ids.`);
  await staged.complete();
  return orderCount;
}

async function measureShape(name: string, mib: number) {
  const { makeFile, SHAPES } = await import('./memory-data.ts');
  const { makeOrders, ORDER_SHAPES } = await import('./memory-orders.ts');
  const [shape, orders] = [SHAPES[name], ORDER_SHAPES[name]];
  const made = shape ? makeFile(shape, mib * MIB) : orders && makeOrders(orders, mib * MIB);
  if (!made) throw new Error(`There is no shape ${name}.`);
  const { sizeInBytes, body, rows } = made;
  const content = { fileName: `file.${(shape ?? orders)?.extension}`, sizeInBytes, body };
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const counted = orders ? await ordersOf(content) : await recordsOf(content);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const expected = name === 'json object' ? 1 : rows;
  if (counted !== expected) throw new Error(`${name}: expected ${expected} records, got ${counted}.`);
  return { sizeInBytes, seconds, cpuSeconds: (user + system) / 1e6 };
}

const [name = 'idle', mib = '1024'] = process.argv.slice(2);
const result = name === 'idle' ? await sleep(IDLE_IN_MS, {}) : await measureShape(name, Number(mib));
console.log(JSON.stringify({ ...result, peakInBytes: peakInBytes() }));
// A client that keeps its connections would keep the process.
process.exit();
