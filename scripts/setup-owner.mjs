// Names processes so that a file can say who owns something, and tells later whether that process still runs.
import { readFileSync } from 'node:fs';

/** A process by its id and, where /proc tells it, its start time: ids are used again. */
export function nameProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return `${pid} -`;
  }
}

/** Whether the process of this name still runs. */
export function isAlive(name) {
  const pid = Number(name.split(' ')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return nameProcess(pid) === name;
}
