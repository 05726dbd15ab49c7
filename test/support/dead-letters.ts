// Dead letters for tests of redrive: made as they come about, and read as they leave.
import { parseMessage } from '../../lambda/core/file-event.ts';
import { processFile } from '../../lambda/core/process-file.ts';
import type { Disposal, RedriveResult } from '../../lambda/core/redrive/redrive-run.ts';
import type { FileVersion } from '../../lambda/core/work.ts';
import { envelope } from './events.ts';
import type { UpkeepWorld } from './upkeep-world.ts';
import { upload } from './world.ts';

export function disposals({ letters }: RedriveResult): Disposal[] {
  return letters.flatMap(({ files }) => files.map(({ disposal }) => disposal));
}

/** What was sent to the file queue. */
export function sentAs(world: UpkeepWorld) {
  return world.fileMessages.sent.map(({ body, delayInSeconds }) => {
    const [file] = parseMessage(body).files;
    return { key: file?.key, revision: file?.revision, round: file?.round, delayInSeconds };
  });
}

/** The event of a file as S3 sent it. */
export function eventOf({ key, versionId, eTag, sizeInBytes, sequencer, occurredAt }: FileVersion) {
  return envelope({
    key,
    versionId,
    time: occurredAt,
    ...(eTag !== undefined && { eTag }),
    ...(sizeInBytes !== undefined && { size: sizeInBytes }),
    ...(sequencer !== undefined && { sequencer }),
  });
}

/** A file whose every try ended in an error: its row was released, its message is in the dead-letter queue. */
export async function failingFile(world: UpkeepWorld, more: Partial<FileVersion> = {}): Promise<FileVersion> {
  const file = upload(world, 'one two', more);
  world.faults.set(world.calls.length + 2, 'error before');
  await processFile({ file, receives: 10 }, world.run());
  world.faults.clear();
  world.deadLetters.put(JSON.stringify(eventOf(file)));
  return file;
}
