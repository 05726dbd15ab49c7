// Ends the engine that the global set-up started.
export { tearDown as default } from './global-setup-engine.ts';
