// Types of setup-hidden-lock.mjs, for its test.
export function npmHasInstalled(root: string, profile: 'run' | 'full'): boolean;
