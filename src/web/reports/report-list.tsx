import { App, Dropdown, Input } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { Me } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { MoreIcon, PlusIcon } from '../parts/icons.js';
import { Empty, Failure } from '../parts/states.js';
import { useAsked } from '../parts/use-asked.js';
import { emptyReport, type ReportSummary } from './report.js';
import { copyReport, createReport, fetchReports, removeReport } from './report-api.js';

export const openReport = (id: string, more = ''): void => {
  window.location.hash = linkTo('reports', `id=${id}${more}`);
};

/** Reports by folder: one's own and those shared with one's role. */
export function ReportList({ me }: { readonly me: Me }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const { value: reports, error, again: load } = useAsked(['reports'], fetchReports);
  const [search, setSearch] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const failed = (problem: unknown) => void message.error(problem instanceof Error ? problem.message : String(problem));
  const make = (document: unknown) => createReport(document, '').then(({ id }) => openReport(id, '&edit=1'), failed);
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      await make(JSON.parse(await chosen.text()));
    } catch {
      void message.error(t('reports.notJson'));
    }
  };
  const folders = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const found = (reports ?? []).filter(
      ({ title, folder, owner, description }) =>
        wanted === '' || `${title} ${folder} ${owner} ${description}`.toLowerCase().includes(wanted),
    );
    const byFolder = new Map<string, ReportSummary[]>();
    for (const one of found) byFolder.set(one.folder, [...(byFolder.get(one.folder) ?? []), one]);
    return [...byFolder].sort(([a], [b]) => a.localeCompare(b));
  }, [reports, search]);
  return (
    <main className="reports">
      <div className="reports-head">
        <h1>{t('nav.reports')}</h1>
        <Input
          allowClear
          className="reports-search"
          placeholder={t('reports.search')}
          aria-label={t('reports.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="end" />
        <button type="button" className="quiet" onClick={() => file.current?.click()}>
          {t('reports.import')}
        </button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          className="sr"
          tabIndex={-1}
          aria-label={t('reports.import')}
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <button
          type="button"
          className="quiet on"
          onClick={() => void make(emptyReport(t('reports.untitled'), t('reports.firstPage')))}
        >
          <PlusIcon /> {t('reports.new')}
        </button>
      </div>
      {error !== null && <Failure error={error} onRetry={load} />}
      {!reports && error === null && <span className="skeleton report-skeleton" />}
      {reports && folders.length === 0 && (
        <Empty title={t(reports.length === 0 ? 'reports.none' : 'reports.noneFound')}>
          {reports.length === 0 && <p>{t('reports.noneText')}</p>}
        </Empty>
      )}
      {folders.map(([folder, own]) => (
        <section key={folder} className="report-folder" aria-label={folder || t('reports.noFolder')}>
          <h2>{folder || t('reports.noFolder')}</h2>
          <ul>
            {own.map((one) => (
              <ReportRow
                key={one.id}
                report={one}
                me={me}
                onCopy={() => copyReport(one.id, '').then(({ id }) => openReport(id, '&edit=1'), failed)}
                onRemove={() => removeReport(one.id).then(load, failed)}
              />
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}

interface ReportRowProps {
  readonly report: ReportSummary;
  readonly me: Me;
  readonly onCopy: () => void;
  readonly onRemove: () => void;
}

function ReportRow({ report, me, onCopy, onRemove }: ReportRowProps) {
  const { t, language } = useWords();
  const { modal } = App.useApp();
  const { id, title, description, owner, sharedWith, savedAt, mine } = report;
  const choose = (key: string) => {
    if (key === 'edit') openReport(id, '&edit=1');
    else if (key === 'copy') onCopy();
    else
      void modal.confirm({
        title: t('reports.removeSure', { title }),
        okText: t('reports.remove'),
        cancelText: t('common.cancel'),
        onOk: onRemove,
      });
  };
  return (
    <li>
      <a href={linkTo('reports', `id=${id}`)}>
        <strong>{title}</strong>
        {description && <span className="fine">{description}</span>}
      </a>
      <span className="fine">{owner === me.user ? t('reports.mine') : owner}</span>
      <span className="fine">
        {sharedWith.length > 0 ? t('reports.sharedWith', { roles: sharedWith.join(', ') }) : ''}
      </span>
      <span className="fine">{formatInstant(savedAt, language)}</span>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(mine ? [{ key: 'edit', label: t('reports.edit') }] : []),
            { key: 'copy', label: t('reports.copy') },
            ...(mine ? [{ key: 'remove', label: t('reports.remove') }] : []),
          ],
          onClick: ({ key }) => choose(key),
        }}
      >
        <button type="button" className="quiet" aria-label={t('browse.options', { name: title })}>
          <MoreIcon />
        </button>
      </Dropdown>
    </li>
  );
}
