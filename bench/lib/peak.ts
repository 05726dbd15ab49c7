// The most memory that this process ever had.
import { readFileSync } from 'node:fs';

const KIB = 1024;

/**
 * Linux counts the memory of the parent at the moment of the start into `maxRSS` of the child; VmHWM is of this program alone. Both are
 * peaks of the whole life, so nothing is missed between samples.
 */
export function peakInBytes(): number {
  const ofSystem = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, ownInKib] = /^VmHWM:\s+(\d+) kB$/m.exec(ofSystem) ?? [];
  return (ownInKib === undefined ? process.resourceUsage().maxRSS : Number(ownInKib)) * KIB;
}
