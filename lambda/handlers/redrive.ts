// Entry point of the redrive function: takes dead letters back into the file queue, or to their end.
import { readRedriveConfig } from '../config.ts';
import { createRedriveHandler } from '../redrive-handler.ts';
import { createRedriveParts } from '../upkeep-wiring.ts';

export const handler = createRedriveHandler(createRedriveParts(readRedriveConfig()));
