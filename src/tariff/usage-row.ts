/** What a customer used on a day: a row of fact_usage. Quantities are decimals as text. */
export interface UsageRow {
  readonly date: string;
  readonly service: string;
  readonly band: string;
  readonly destination: string;
  readonly direction: string;
  readonly zone: string;
  readonly calls: number;
  readonly minutes: string;
  readonly megabytes: string;
  readonly units: string;
}
