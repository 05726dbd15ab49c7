// Answers of AWS as SDK errors, and a table of those that every adapter must call "try again".
import { S3ServiceException } from '@aws-sdk/client-s3';

/** An SDK error as the real deserializer makes it: name from the code, status in the metadata. */
export function sdkError(name: string, httpStatusCode: number, message = 'as AWS says'): S3ServiceException {
  return new S3ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } });
}

/** Faults that say nothing about the file or the write; the last three leave open whether the call took effect. */
export const PASSING_FAULTS: readonly [string, Error][] = [
  ['throttling', sdkError('ThrottlingException', 400)],
  ['slow down', sdkError('SlowDown', 503)],
  ['an internal error', sdkError('InternalError', 500)],
  ['access denied', sdkError('AccessDenied', 403)],
  ['expired credentials', sdkError('ExpiredToken', 400)],
  ['a refused connection', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
  ['a connection that broke', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ['a time-out', Object.assign(new Error('no answer in 3000 ms'), { name: 'TimeoutError' })],
  ['an abort', Object.assign(new Error('Request aborted'), { name: 'AbortError' })],
];
