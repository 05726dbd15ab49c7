// Types of setup-owner.mjs, for the TypeScript that uses it.
export function nameProcess(pid: number): string;
export function isAlive(name: string): boolean;
