import type { ParameterValues } from './report.js';

/** What an address says of reports: which one, how it is opened. No id means the list of all. */
export interface ReportAddress {
  readonly id: string | null;
  readonly page: number;
  readonly editing: boolean;
  readonly parameters: ParameterValues;
}

export function reportAddress(query: string): ReportAddress {
  const asked = new URLSearchParams(query);
  return {
    id: asked.get('id'),
    page: Number(asked.get('page') ?? 0),
    editing: asked.get('edit') === '1',
    parameters: Object.fromEntries(
      [...asked].filter(([key]) => key.startsWith('p.')).map(([key, value]) => [key.slice(2), value]),
    ),
  };
}
