// Entry point of the notify-digest function: tells people of many files at once.
import { readNotifyDigestConfig } from '../notify-digest-config.ts';
import { createNotifyDigestHandler } from '../notify-digest-handler.ts';
import { createNotifyDigestParts } from '../notify-digest-wiring.ts';

export const handler = createNotifyDigestHandler(createNotifyDigestParts(readNotifyDigestConfig()));
