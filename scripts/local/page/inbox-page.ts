// The page /inbox: every message as the reader of its mail sees it.
import type { Facts } from './facts.ts';
import { html, page, type Markup } from './html.ts';
import type { InboxMessage } from '../inbox/message.ts';

/** More would make a page of megabytes; `npm run inbox` shows all that are kept. */
const MOST_SHOWN = 200;
/** Shown in full without a click. */
const OPEN = 5;

/** The document. */
export function inboxPage(facts: Facts, isLive: boolean): Promise<string> {
  const messages = facts.inbox();
  const shown = messages.slice(0, MOST_SHOWN);
  const note = `${messages.length} messages${messages.length > MOST_SHOWN ? `, the newest ${MOST_SHOWN} here` : ''}`;
  const content =
    messages.length === 0
      ? html`<p>
          No message yet. Upload a file, or look at the filter of the subscription (ResultsEmailFilter).
        </p>`
      : html`${shown.map((message, at) => card(message, at < OPEN))}`;
  return Promise.resolve(page({ title: `Inbox ${facts.name}`, note, isLive, content }));
}

function card({ at, topic, subject, text }: InboxMessage, isOpen: boolean): Markup {
  return html`<details${isOpen ? html` open` : ''}><summary><small>${at.slice(0, 19).replace('T', ' ')} ${topic}</small>${subject} <small>${text.split('\n')[0]}</small></summary><pre>${text}</pre></details>`;
}
