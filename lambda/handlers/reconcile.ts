// Entry point of the reconcile function: finds what was lost on the way and puts it back into the file queue.
import { readReconcileConfig } from '../config.ts';
import { createReconcileHandler } from '../reconcile-handler.ts';
import { createReconcileParts } from '../upkeep-wiring.ts';

export const handler = createReconcileHandler(createReconcileParts(readReconcileConfig()));
