import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import { textContentType } from '../../io/exposition/text-format.ts';
import type { PageReading } from '../sinks/page-reading.ts';
import { refusal, type Refuse } from './refusal.ts';

/** A page that is rendered elsewhere, piece by piece as it is read. */
export interface ReadablePage {
  page(gzip: boolean, signal: AbortSignal): Promise<PageReading>;
}

const off = 'Predictions are not offered for scraping: set predictionsPage.enabled to true in the configuration.';

/** `GET /metrics/predictions`: everything that is predicted, in Prometheus' text format and without stamps, so that whoever scrapes gives its own. */
export function predictionsRoute(page: ReadablePage | null, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    if (page === null) return refuse(response, refusal('not_found', off));
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const gzip = request.acceptsEncodings('gzip', 'identity') === 'gzip';
    const reading = await page.page(gzip, gone.signal);
    if (reading.kind === 'unavailable') return refuse(response, refusal('not_ready', reading.message));
    response.set({ 'Content-Type': textContentType, 'Cache-Control': 'no-store', Vary: 'Accept-Encoding', ...(gzip ? { 'Content-Encoding': 'gzip' } : {}) });
    try {
      await pipeline(reading.pieces, response);
    } catch (error) {
      // A reader that went away has nothing to be told, and one whose page broke off must not take it for whole.
      if (!gone.signal.aborted) response.destroy(error instanceof Error ? error : undefined);
    }
  };
}
