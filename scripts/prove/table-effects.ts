// What the calls about the table do. Each write is interpreted by the fake of the tests, on which the contract suite of the real table runs, too.
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { RowWrite, WriteResult } from '../../lambda/core/row-write.ts';
import { createMemoryFilesTable } from '../../test/support/fakes/memory-files-table.ts';
import type { Memory } from './memory.ts';
import type { Effects } from './request.ts';
import type { Call } from './stage.ts';
import type { World } from './world.ts';

export const TABLE_EFFECTS: Effects = {
  'table.get': ({ rows }, _call, inputs) => rows.get((inputs as [string])[0]),
  'table.write': write,
  'table.count': count,
  'knownRows.existing': existing,
  'index.open': openRows,
};

function write(world: World, call: Call, inputs: readonly unknown[]): WriteResult | Promise<WriteResult> {
  const [given] = inputs as [RowWrite];
  const before = world.rows.get(given.documentId);
  const apply = (result: WriteResult) => {
    if (result.written) world.rows.set(given.documentId, result.row);
    world.observer.sawWrite(call.actor, { write: given, before, result, time: world.time });
    return result;
  };
  const results = (call.request.results ??= new Map());
  const known = results.get(before);
  if (known) return apply(known);
  return writeOnFake(world.memory, before, given).then((result) => {
    results.set(before, result);
    return apply(result);
  });
}

async function writeOnFake(
  memory: Memory,
  before: FileRow | undefined,
  given: RowWrite,
): Promise<WriteResult> {
  const result = await createMemoryFilesTable(before ? [before] : []).write(given);
  const { row } = result;
  if (!row) return result;
  const text = JSON.stringify(row);
  // Nobody may change a row that was handed out.
  const shared = memory.share(`row ${text}`, () => Object.freeze(row));
  return memory.share(`${result.written} ${text}`, () => ({ ...result, row: shared }));
}

function count({ counters }: World, _call: Call, inputs: readonly unknown[]): number {
  const [{ name, amount = 1 }] = inputs as [{ name: string; amount?: number }];
  const value = (counters.get(name) ?? 0) + amount;
  counters.set(name, value);
  return value;
}

function existing({ rows, memory }: World, _call: Call, inputs: readonly unknown[]): ReadonlySet<string> {
  const [ids] = inputs as [readonly string[]];
  const there = ids.filter((id) => rows.has(id));
  return memory.share(`existing ${there.join()}`, () => new Set(there));
}

function openRows({ rows, memory }: World, _call: Call, inputs: readonly unknown[]): readonly string[] {
  const [dueBefore] = inputs as [string?];
  const due = [...rows.values()]
    .filter((row) => row.openShard !== undefined && row.nextTryAt !== undefined)
    .filter(({ nextTryAt = '' }) => dueBefore === undefined || nextTryAt < dueBefore)
    .sort((a, b) => ((a.nextTryAt ?? '') < (b.nextTryAt ?? '') ? -1 : 1))
    .map(({ documentId }) => documentId);
  return memory.share(`open ${due.join()}`, () => due);
}
