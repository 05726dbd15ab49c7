// Names what runs: the same code, template and parameter values always have the same release hash, anything else another one.
import { createHash } from 'node:crypto';

export interface Release {
  zipSha256Hex: string;
  /** The template as it is in the file. */
  templateText: string;
  /** Without the three that are made from the release itself: CodeKey, CodeSha256, ReleaseHash. */
  parameters: Record<string, string>;
  /**
   * Raised when a published version that no stack owns already carries the hash: Lambda publishes nothing when code and
   * configuration equal those of the last version, and the stack would fail for it.
   */
  retry?: number;
}

/** SHA-256, 64 hexadecimal digits. Stands in the description of function and version, so that every release is published. */
export function releaseHash({ zipSha256Hex, templateText, parameters, retry = 0 }: Release): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  // A list and not a joined text: no value can pretend to be another one's end.
  const content = [zipSha256Hex, templateText, sorted, ...(retry > 0 ? [retry] : [])];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
