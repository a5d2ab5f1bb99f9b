import { useEffect, useMemo, useRef, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import { linkTo, parseRoute, replaceQuery } from '../app/route.js';
import type { Mode } from '../app/theme.js';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { CloseIcon, ExportIcon, PlusIcon, WarnIcon } from '../parts/icons.js';
import { saveUrl } from '../parts/save-file.js';
import { Failure } from '../parts/states.js';
import { Canvas } from './canvas.js';
import { PageFilters } from './page-filters.js';
import { ParameterBar } from './parameter-bar.js';
import { type AskingTile, type ReportDocument, type Tile, tileKey } from './report.js';
import { ReportActions } from './report-actions.js';
import { type ReportAddress, reportAddress } from './report-address.js';
import { ReportTabs } from './report-tabs.js';
import { TileBody } from './tile-body.js';
import { TileEditor } from './tile-editor.js';
import { useAnswers, useReport } from './use-report.js';
import { useStay } from './use-stay.js';

interface ReportViewProps {
  readonly id: string;
  readonly start: ReportAddress;
  readonly catalog: readonly CatalogView[];
  readonly me: Me;
  readonly mode: Mode;
}

type Image = { current: (() => string | null) | null };

/** One report: to read, or, for its owner, to build. */
export function ReportView({ id, start, catalog, me, mode }: ReportViewProps) {
  const { t, language } = useWords();
  const kept = useReport(id);
  const { report, document, dispatch } = kept;
  const [asked, setPage] = useState(start.page);
  const [wishes, setWishes] = useState(start.parameters);
  const [wantsEdit, setEditing] = useState(start.editing);
  const [open, setOpen] = useState<number | null>(null);
  const images = useRef(new Map<number, Image>());
  const editing = wantsEdit && report?.mine === true;
  // A parameter that the report does not have would refuse the whole.
  const parameters = useMemo(
    () => (document ? Object.fromEntries(Object.entries(wishes).filter(([name]) => has(document, name))) : {}),
    [document, wishes],
  );
  const answers = useAnswers(report, document, parameters);
  const page = Math.min(Math.max(0, asked), (document?.pages.length ?? 1) - 1);
  useEffect(() => {
    const told = new URLSearchParams({ id });
    if (page > 0) told.set('page', String(page));
    if (wantsEdit) told.set('edit', '1');
    for (const [name, value] of Object.entries(wishes)) told.set(`p.${name}`, String(value));
    return replaceQuery('reports', told.toString());
  }, [id, page, wantsEdit, wishes]);
  // A link to the report that is open, or its address typed anew.
  useEffect(() => {
    const follow = () => {
      const { page: at, query } = parseRoute(window.location.hash);
      const told = reportAddress(query);
      if (at !== 'reports' || told.id !== id) return;
      setPage(told.page);
      setWishes(told.parameters);
      setEditing(told.editing);
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [id]);
  useStay(kept.dirty);

  if (kept.error !== null) return <Failure error={kept.error} onRetry={kept.load} />;
  if (!report || !document) return <main className="report" aria-busy="true" />;
  const part = document.pages[page];
  if (!part) return null;
  const viewOf = (tile: Tile) =>
    tile.kind === 'text' ? undefined : catalog.find(({ name }) => name === tile.question.view);
  const titleOf = (tile: Tile) =>
    tile.kind === 'text' ? tile.text.split('\n')[0]?.replace(/^#+\s*/, '') || t('reports.as.text') : tile.title;
  const imageAt = (at: number): Image => {
    const image = images.current.get(at) ?? { current: null };
    images.current.set(at, image);
    return image;
  };
  const answerOf = (tile: Tile) => answers.of(page, tileKey(tile));
  const receipts = part.items.flatMap((tile) => answerOf(tile)?.receipt ?? []);
  const cut = receipts.filter(({ complete }) => !complete).length;
  const add = (kind: 'text' | 'card' | 'table' | 'line') => {
    dispatch({ type: 'addTile', page, tile: newTile(kind, catalog, t) });
    setOpen(part.items.length);
  };
  const opened = open === null ? undefined : part.items[open];
  const ready = !answers.waiting && answers.error === null;
  return (
    <main className={`report${ready ? ' report-ready' : ''}`}>
      <header className="report-head">
        <a className="quiet" href={linkTo('reports')} aria-label={t('nav.reports')}>
          ‹ {t('nav.reports')}
        </a>
        {editing ? (
          <input
            className="report-title"
            aria-label={t('reports.title')}
            value={document.title}
            onChange={(event) =>
              dispatch({ type: 'title', title: event.target.value || '–', description: document.description })
            }
          />
        ) : (
          <h1>{document.title}</h1>
        )}
        <span className="end" />
        <ReportActions
          kept={kept}
          report={report}
          document={document}
          page={page}
          parameters={parameters}
          catalog={catalog}
          roles={me.roles}
          editing={editing}
          onEditing={setEditing}
          paint={async () => {
            const { paintPage } = await import('./paint-page.js');
            const canvas = window.document.querySelector<HTMLElement>('.report-canvas');
            return canvas
              ? paintPage(canvas, document.title, part.title, (at) => images.current.get(at)?.current?.() ?? null)
              : null;
          }}
        />
      </header>
      {editing ? (
        <input
          className="report-description"
          aria-label={t('reports.description')}
          placeholder={t('reports.description')}
          value={document.description}
          onChange={(event) => dispatch({ type: 'title', title: document.title, description: event.target.value })}
        />
      ) : (
        document.description && <p className="report-description">{document.description}</p>
      )}
      <ReportTabs document={document} page={page} editing={editing} onPage={setPage} dispatch={dispatch} />
      <div className="report-bar">
        <ParameterBar document={document} catalog={catalog} values={parameters} onChange={setWishes} />
        <PageFilters
          part={part}
          catalog={catalog}
          editing={editing}
          onChange={(filters) => dispatch({ type: 'filters', page, filters })}
        />
        {editing && (
          <span className="end add-tiles" role="group" aria-label={t('reports.addTile')}>
            {(['card', 'line', 'table', 'text'] as const).map((kind) => (
              <button key={kind} type="button" className="quiet" onClick={() => add(kind)}>
                <PlusIcon /> {t(`reports.add.${kind}`)}
              </button>
            ))}
          </span>
        )}
      </div>
      {answers.waiting && <div className="waiting" role="progressbar" aria-label={t('common.loading')} />}
      {answers.error !== null && <Failure error={answers.error} onRetry={answers.retry} />}
      {part.items.length === 0 && (
        <div className="state">
          <h2>{t('reports.emptyPage')}</h2>
          {editing && <p>{t('reports.emptyPageText')}</p>}
        </div>
      )}
      <Canvas
        tiles={part.items}
        editing={editing}
        titleOf={titleOf}
        onPlace={(at, place) => dispatch({ type: 'place', page, at, place })}
        actions={(tile, at) => (
          <>
            {tile.kind === 'chart' && (
              <button
                type="button"
                className="quiet"
                aria-label={t('reports.tilePng', { title: titleOf(tile) })}
                title={t('browse.exportPng')}
                onClick={() => {
                  const url = images.current.get(at)?.current?.();
                  if (url) saveUrl(url, `${tile.title}.png`);
                }}
              >
                <ExportIcon />
              </button>
            )}
            {editing && (
              <>
                <button
                  type="button"
                  className="quiet"
                  aria-label={t('reports.editTileOf', { title: titleOf(tile) })}
                  onClick={() => setOpen(at)}
                >
                  {t('reports.edit')}
                </button>
                <button
                  type="button"
                  className="quiet"
                  aria-label={t('reports.copyTile', { title: titleOf(tile) })}
                  title={t('reports.copyTile', { title: titleOf(tile) })}
                  onClick={() => dispatch({ type: 'copyTile', page, at })}
                >
                  <PlusIcon />
                </button>
                <button
                  type="button"
                  className="quiet"
                  aria-label={t('reports.removeTile', { title: titleOf(tile) })}
                  onClick={() => dispatch({ type: 'removeTile', page, at })}
                >
                  <CloseIcon />
                </button>
              </>
            )}
          </>
        )}
        body={(tile, at) => (
          <TileBody tile={tile} answer={answerOf(tile)} view={viewOf(tile)} mode={mode} image={imageAt(at)} />
        )}
      />
      <footer className="report-foot fine">
        {receipts[0] &&
          t('reports.snapshot', {
            snapshot: receipts[0].snapshot,
            time: formatInstant(receipts[0].freshness, language),
            owner: report.owner,
            version: report.version,
          })}
        {cut > 0 && (
          <strong className="cut">
            <WarnIcon /> {t('reports.cut', { count: cut })}
          </strong>
        )}
      </footer>
      {editing && opened && open !== null && (
        <TileEditor
          key={`${page}.${open}`}
          tile={opened}
          answer={answerOf(opened)}
          catalog={catalog}
          calculated={document.calculated}
          mode={mode}
          onChange={(tile) => dispatch({ type: 'changeTile', page, at: open, tile })}
          onClose={() => setOpen(null)}
        />
      )}
    </main>
  );
}

const has = (document: ReportDocument, name: string): boolean => document.parameters.some((one) => one.name === name);

/** A tile to start from: what somebody would ask first of the first subject. */
function newTile(
  kind: 'text' | 'card' | 'table' | 'line',
  catalog: readonly CatalogView[],
  t: (key: string) => string,
): Tile {
  if (kind === 'text') return { kind: 'text', text: `# ${t('reports.newText')}` };
  const view = catalog.find(({ name }) => name === 'churn') ?? catalog[0];
  const time = view?.timeDimension;
  const question: AskingTile['question'] = {
    view: view?.name ?? '',
    measures: [],
    dimensions: kind !== 'table' && time ? [{ name: time, granularity: 'month' }] : [],
    filters: time ? [{ member: time, latest: { count: kind === 'table' ? 1 : 13, unit: 'month' } }] : [],
    order: kind !== 'table' && time ? [{ by: time, direction: 'asc' }] : [],
    limit: 1000,
  };
  const title = t(`reports.newTile.${kind}`);
  if (kind === 'card') return { kind: 'card', title, question, compareWith: 'previous' };
  return kind === 'table' ? { kind: 'table', title, question } : { kind: 'chart', chart: 'line', title, question };
}
