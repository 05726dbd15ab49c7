// Entry point of the notify-slack function: announcements out of its queue into a channel of Slack.
import { readNotifySlackConfig } from '../notify-slack-config.ts';
import { createNotifySlackHandler } from '../notify-slack-handler.ts';
import { createNotifySlackParts } from '../notify-slack-wiring.ts';

export const handler = createNotifySlackHandler(createNotifySlackParts(readNotifySlackConfig()));
