import '../styles/browse.css';
import '../styles/home.css';
import '../styles/reports.css';
import type { CatalogView, Me } from '../api/types.js';
import { useRoute } from '../app/route.js';
import type { Mode } from '../app/theme.js';
import { ReportList } from './report-list.js';
import { ReportView } from './report-view.js';

interface ReportsProps {
  readonly catalog: readonly CatalogView[];
  readonly me: Me;
  readonly mode: Mode;
}

/** All reports that one may open, or the one that the address names. */
export function Reports({ catalog, me, mode }: ReportsProps) {
  const asked = new URLSearchParams(useRoute().query);
  const id = asked.get('id');
  if (!id) return <ReportList me={me} />;
  const parameters = Object.fromEntries(
    [...asked].filter(([key]) => key.startsWith('p.')).map(([key, value]) => [key.slice(2), value]),
  );
  return (
    <ReportView
      key={id}
      id={id}
      start={{ page: Number(asked.get('page') ?? 0), editing: asked.get('edit') === '1', parameters }}
      catalog={catalog}
      mode={mode}
    />
  );
}
