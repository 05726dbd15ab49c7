// Processor time of one chain, by who took it: the engine's one process, the workers of the functions, and the clients, which are this process.
import { cpuTimesOfEngine } from '../drill/processes.ts';

/** In ms for one file. */
export interface CpuAFile {
  engine: number;
  functions: number;
  clients: number;
}

/** Begins to count; the answer tells what was taken since, or undefined where the kernel does not tell it (no Linux). */
export function countCpu(): (files: number) => CpuAFile | undefined {
  const [before, own] = [cpuTimesOfEngine(), process.cpuUsage()];
  return (files) => {
    const after = cpuTimesOfEngine();
    const { user, system } = process.cpuUsage(own);
    if (!before || !after) return undefined;
    return {
      engine: (after.engine - before.engine) / files,
      functions: (after.functions - before.functions) / files,
      clients: (user + system) / 1_000 / files,
    };
  };
}
