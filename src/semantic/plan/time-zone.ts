import { TenureError } from '../../errors/errors.js';
import type { SemanticQuery } from '../contract/query.js';

const zones = new Map<string, boolean>();

/** The IANA zone in which a question's timestamps are meant. Throws BAD_REQUEST for what is none. */
export function timeZoneOf(query: SemanticQuery, fallback: string): string {
  const zone = query.timeZone ?? fallback;
  let known = zones.get(zone);
  if (known === undefined) {
    known = isTimeZone(zone);
    if (zones.size < 1000) zones.set(zone, known);
  }
  if (!known) throw new TenureError('BAD_REQUEST', `${zone} is not an IANA time zone such as Asia/Shanghai.`);
  return zone;
}

function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
