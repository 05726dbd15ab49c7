// Entry point of the process-file function: queue messages about files in, partial batch response out.
import { readConfig } from '../config.ts';
import { createFileBatchHandler } from '../file-batch-handler.ts';
import { createFileSystemParts } from '../wiring.ts';

export const handler = createFileBatchHandler(createFileSystemParts(readConfig()));
