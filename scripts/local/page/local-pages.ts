// The local pages as `npm start` serves them.
import { dashboardPage } from './dashboard-page.ts';
import { engineFacts, type FactsOptions } from './engine-facts.ts';
import { homePage } from './home-page.ts';
import { inboxPage } from './inbox-page.ts';
import { servePages, type PageServer } from './server.ts';

/** Serves them on a free port of 127.0.0.1 until `stop`. */
export async function startPages(options: FactsOptions): Promise<PageServer> {
  const facts = engineFacts(options);
  const server = await servePages({
    '/': (isLive) => homePage(facts, isLive),
    '/dashboard': (isLive) => dashboardPage(facts, isLive),
    '/inbox': (isLive) => inboxPage(facts, isLive),
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      facts.end();
    },
  };
}
