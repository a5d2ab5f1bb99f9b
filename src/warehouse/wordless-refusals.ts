import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';

const CHANNEL = 'http.client.response.finish';

/** An answer that refuses without a word, as proxies give them. */
export class HttpRefusal extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status} without a text, which is not how ClickHouse refuses: look at what stands between`);
  }
}

/**
 * Knows the status of refused requests by their query id: @clickhouse/client makes an error of the answer's text alone, and
 * where that is empty nothing at all would be told.
 */
export class WordlessRefusals {
  readonly #statuses = new LRUCache<string, number>({ max: 1000 });
  readonly #note = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if ((response.statusCode ?? 0) < 400) return;
    const queryId = /[?&]query_id=([^&]+)/.exec(request.path)?.[1];
    if (queryId) this.#statuses.set(queryId, response.statusCode ?? 0);
  };

  constructor() {
    subscribe(CHANNEL, this.#note);
  }

  /** The error, or one that names the HTTP status where it has no text. */
  told(error: unknown, queryId: string): unknown {
    const status = this.#statuses.get(queryId);
    return error instanceof Error && error.message === '' && status !== undefined ? new HttpRefusal(status) : error;
  }

  close(): void {
    unsubscribe(CHANNEL, this.#note);
  }
}
