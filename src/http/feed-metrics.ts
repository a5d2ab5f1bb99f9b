import { Gauge, type Registry } from 'prom-client';
import type { FeedState, Origins } from '../operations/lineage.js';

export type FeedMetricsSource = Pick<Origins, 'feeds'>;

/** Feeds by name: when each was last loaded, whether it is late, and how much of its last load was strange. Nothing of the data. */
export function feedMetrics(registry: Registry, etl: FeedMetricsSource): void {
  const gauge = (name: string, help: string, of: (feed: FeedState) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['source'],
      registers: [registry],
      async collect() {
        this.reset();
        // Without the store the other figures are told all the same.
        for (const feed of await etl.feeds().catch(() => [])) this.set({ source: feed.source }, of(feed));
      },
    });
  gauge(
    'tenure_feed_last_load_timestamp_seconds',
    'When a source was last loaded.',
    (feed) => Date.parse(feed.lastLoadedAt) / 1000,
  );
  gauge('tenure_feed_late', '1 where a file of the source has been due for long, else 0.', (feed) =>
    feed.lateSince === null ? 0 : 1,
  );
  gauge(
    'tenure_feed_alarms',
    'In how many figures the last load was far from those before.',
    (feed) => feed.alarms.length,
  );
}
