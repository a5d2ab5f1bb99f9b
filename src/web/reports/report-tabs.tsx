import { useWords } from '../i18n/use-words.js';
import { CloseIcon, PlusIcon } from '../parts/icons.js';
import type { ReportDocument } from './report.js';
import type { Dispatch } from './use-report.js';

interface ReportTabsProps {
  readonly document: ReportDocument;
  readonly page: number;
  readonly editing: boolean;
  readonly onPage: (page: number) => void;
  readonly dispatch: Dispatch;
}

/** The pages of a report; one alone needs no tab to read it. */
export function ReportTabs({ document, page, editing, onPage, dispatch }: ReportTabsProps) {
  const { t } = useWords();
  const { pages } = document;
  if (!editing && pages.length === 1) return null;
  return (
    <nav className="report-tabs" aria-label={t('reports.pages')}>
      {pages.map(({ title }, at) =>
        editing && at === page ? (
          // pages have no name but their place
          <span key={at} className="report-tab on">
            <input
              aria-label={t('reports.pageTitle')}
              value={title}
              size={Math.max(6, title.length)}
              onChange={(event) => dispatch({ type: 'renamePage', page, title: event.target.value || '–' })}
            />
            {pages.length > 1 && (
              <button
                type="button"
                className="plain"
                aria-label={t('reports.removePage', { title })}
                onClick={() => {
                  dispatch({ type: 'removePage', page });
                  onPage(Math.max(0, page - 1));
                }}
              >
                <CloseIcon />
              </button>
            )}
          </span>
        ) : (
          <button
            key={at}
            type="button"
            className={`report-tab${at === page ? ' on' : ''}`}
            aria-current={at === page ? 'page' : undefined}
            onClick={() => onPage(at)}
          >
            {title}
          </button>
        ),
      )}
      {editing && (
        <button
          type="button"
          className="report-tab"
          aria-label={t('reports.addPage')}
          onClick={() => {
            dispatch({ type: 'addPage', title: t('reports.pageNumber', { number: pages.length + 1 }) });
            onPage(pages.length);
          }}
        >
          <PlusIcon />
        </button>
      )}
    </nav>
  );
}
