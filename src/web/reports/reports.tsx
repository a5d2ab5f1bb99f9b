import '../styles/browse.css';
import '../styles/home.css';
import '../styles/reports.css';
import type { CatalogView, Me } from '../api/types.js';
import { useRoute } from '../app/route.js';
import type { Mode } from '../app/theme.js';
import { reportAddress } from './report-address.js';
import { ReportList } from './report-list.js';
import { ReportView } from './report-view.js';

interface ReportsProps {
  readonly catalog: readonly CatalogView[];
  readonly me: Me;
  readonly mode: Mode;
}

/** All reports that one may open, or the one that the address names. */
export function Reports({ catalog, me, mode }: ReportsProps) {
  const start = reportAddress(useRoute().query);
  if (!start.id) return <ReportList me={me} />;
  return <ReportView key={start.id} id={start.id} start={start} catalog={catalog} me={me} mode={mode} />;
}
