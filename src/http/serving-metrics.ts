import { Gauge, type Registry } from 'prom-client';

export interface ServingFigures {
  /** Connections at the SQL door that have signed in. */
  readonly sqlSessions: () => number;
  /** ISO 8601; null before the first load. */
  readonly publishedAt: () => Promise<string | null>;
}

/** What is served, to whom. A figure that cannot be had is left out, so that the others are still told. */
export function servingMetrics(registry: Registry, { sqlSessions, publishedAt }: ServingFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'tenure_sql_sessions',
    help: 'Connections at the SQL door that have signed in.',
    registers,
    collect() {
      this.set(sqlSessions());
    },
  });
  new Gauge({
    name: 'tenure_snapshot_published_timestamp_seconds',
    help: 'When the data that are served were published, as Unix time.',
    registers,
    async collect() {
      this.reset();
      const at = await publishedAt().catch(() => null);
      if (at === null) this.remove();
      else this.set(Date.parse(at) / 1000);
    },
  });
}
