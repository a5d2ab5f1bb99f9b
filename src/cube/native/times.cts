/** Result times leave Cube as `YYYY-MM-DDTHH:mm:ss.SSS`, without a zone, whatever the driver wrote. */

const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/;
const WITHOUT_OFFSET = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?$/;

/** A value of type `time` as the wire wants it; what is not a time comes back as it was. */
export function wireTime(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString().slice(0, 23);
  if (typeof value !== 'string') return value;
  // An offset is dropped, not applied: the engine was already asked in the query's zone.
  const match = WITHOUT_OFFSET.exec(value) ?? WITH_OFFSET.exec(value);
  if (!match) return value;
  const [, date, clock, fraction = ''] = match;
  const milliseconds = fraction.slice(1, 4).padEnd(3, '0');
  return `${date}T${clock}.${milliseconds}`;
}
