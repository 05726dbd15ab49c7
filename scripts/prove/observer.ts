// Looks at the table from outside after every write, as a stream would show it, and says at once what must never happen.
import type { FileRow } from '../../lambda/core/file-row.ts';
import type { RowWrite, WriteResult } from '../../lambda/core/row-write.ts';
import type { Actor } from './stage.ts';

const VERDICT = [
  'status',
  'reasonCode',
  'fileType',
  'wordCount',
  'processedAt',
  'releaseHash',
  'audience',
  'stagedKey',
] as const;

const isFinished = (row: FileRow | undefined): boolean => row !== undefined && row.status !== 'PROCESSING';

export interface SeenWrite {
  write: RowWrite;
  before: FileRow | undefined;
  result: WriteResult;
  time: number;
}

export class Observer {
  readonly violations: string[] = [];
  /** Reads of each version since it was opened: `documentId revision`. */
  readonly reads = new Map<string, number>();
  /** The rows as they were committed. */
  readonly committed: FileRow[] = [];
  readonly #owners = new Map<string, Actor>();

  /** `time` is true time. */
  sawWrite(actor: Actor, { write, before, result, time }: SeenWrite): void {
    if (!result.written) return;
    const { row: after } = result;
    if (before?.leaseUntil !== undefined && write.set?.token !== undefined)
      this.#judgeTaking(actor, before, time);
    this.#judge(actor, before, after);
    if (write.set?.token !== undefined) this.#owners.set(after.documentId, actor);
    if (isFinished(after) && !isFinished(before)) this.committed.push(after);
  }

  sawRead(documentId: string, row: FileRow | undefined): void {
    const key = `${documentId} ${row?.revision ?? 1}`;
    this.reads.set(key, (this.reads.get(key) ?? 0) + 1);
  }

  /** By the clock of the one who takes it. */
  #judgeTaking(actor: Actor, before: FileRow, time: number): void {
    const owner = this.#owners.get(before.documentId);
    const isLeased = (before.leaseUntil ?? '') >= new Date(time + actor.skewInMs).toISOString();
    if (isLeased && owner !== actor)
      this.#say(`${actor.name} took the row of ${owner?.name ?? 'nobody'} during its lease`);
  }

  #judge(actor: Actor, before: FileRow | undefined, after: FileRow): void {
    if (before && isFinished(before)) return this.#judgeFinished(before, after);
    const owner = this.#owners.get(after.documentId);
    if (owner === actor) return;
    const theirs = owner?.name ?? 'nobody';
    if (isFinished(after)) this.#say(`${actor.name} committed over the live claim of ${theirs}`);
    if (before?.token !== undefined && after.token === undefined)
      this.#say(`${actor.name} released the claim of ${theirs}`);
  }

  #judgeFinished(before: FileRow, after: FileRow): void {
    if (!isFinished(after)) {
      if (before.notification !== 'SENT')
        this.#say(`revision ${before.revision} was opened again unannounced`);
      if (after.revision !== before.revision + 1)
        this.#say(`a finished row went from revision ${before.revision} to ${after.revision}`);
      return;
    }
    if (before.revision !== after.revision || VERDICT.some((name) => before[name] !== after[name]))
      this.#say(`the finished row of revision ${before.revision} was changed`);
    if (before.notification === 'SENT' && after.notification !== 'SENT')
      this.#say('an announced row became unannounced');
  }

  #say(violation: string): void {
    this.violations.push(violation);
  }
}
