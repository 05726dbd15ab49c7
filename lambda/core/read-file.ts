// Step 4 of the protocol: reads exactly the claimed version, once, as a stream.
import { ObjectNotReadable, VersionGone } from './errors.ts';
import type { FileRow } from './file-row.ts';
import { typeOfName } from './formats/type-of-name.ts';
import { MAX_CRASHES } from './limits.ts';
import { isOrderFile } from './order-files/order-file.ts';
import { readOrderFile } from './order-files/read-order-file.ts';
import type { Verdict } from './outcome.ts';
import type { ContentObserver } from './ports.ts';
import type { Work } from './work.ts';

/** The verdict, what the store told of the object, and where accepted orders are staged. */
export interface Finding {
  verdict: Verdict;
  facts: Partial<Pick<FileRow, 'eTag' | 'checksum' | 'fileSize' | 'stagedKey'>>;
}

/**
 * Opens and measures the file. A claim whose count is above the allowed crashes does not read: every claim before it ended without release, so this one decides.
 * Throws what the store throws, except that a purged version is DELETED and an unreadable one FAILED.
 */
export async function readFile(work: Work, claimed: FileRow): Promise<Finding> {
  const fileType = typeOfName(claimed.fileName);
  if (claimed.attempt > MAX_CRASHES) {
    const reason = `Reading this file ended the process ${MAX_CRASHES} times.`;
    return { verdict: { status: 'REJECTED', fileType, reasonCode: 'CRASHES_PARSER', reason }, facts: {} };
  }
  try {
    return await measure(work, claimed);
  } catch (error) {
    if (error instanceof VersionGone) return { verdict: { status: 'DELETED', fileType }, facts: {} };
    if (!(error instanceof ObjectNotReadable)) throw error;
    return {
      verdict: { status: 'FAILED', fileType, reasonCode: 'NOT_READABLE', reason: error.message },
      facts: {},
    };
  }
}

async function measure(work: Work, claimed: FileRow): Promise<Finding> {
  const { run } = work;
  const { bucketName, fileName, versionId } = claimed;
  const facts: Finding['facts'] = {};
  const read = async (content?: ContentObserver) => {
    const { body, sizeInBytes, eTag, checksum } = await run.objects.open(
      { bucketName, key: fileName, versionId },
      run.deadlines.signal,
    );
    Object.assign(facts, { eTag, fileSize: sizeInBytes, ...(checksum !== undefined && { checksum }) });
    const { limits } = run.settings;
    return run.measure({ fileName, sizeInBytes, body, limits, ...(content && { content }) });
  };
  if (!isOrderFile(fileName, run.settings.orders)) return { verdict: await read(), facts };
  const { verdict, stagedKey } = await readOrderFile(work, claimed, read);
  return { verdict, facts: { ...facts, ...(stagedKey !== undefined && { stagedKey }) } };
}
