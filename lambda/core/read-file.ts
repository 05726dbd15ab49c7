// Step 4 of the protocol: reads exactly the claimed version, once, as a stream.
import { ObjectNotReadable, VersionGone } from './errors.ts';
import type { FileRow } from './file-row.ts';
import { typeOfName } from './formats/type-of-name.ts';
import { MAX_CRASHES } from './limits.ts';
import type { Verdict } from './outcome.ts';
import type { Work } from './work.ts';

/** The verdict, and what the store told of the object. */
export interface Finding {
  verdict: Verdict;
  facts: Partial<Pick<FileRow, 'eTag' | 'checksum' | 'fileSize'>>;
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

async function measure({ run }: Work, { bucketName, fileName, versionId }: FileRow): Promise<Finding> {
  const { body, sizeInBytes, eTag, checksum } = await run.objects.open(
    { bucketName, key: fileName, versionId },
    run.deadlines.signal,
  );
  const verdict = await run.measure({ fileName, sizeInBytes, body, limits: run.settings.limits });
  return { verdict, facts: { eTag, fileSize: sizeInBytes, ...(checksum !== undefined && { checksum }) } };
}
