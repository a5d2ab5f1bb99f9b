import { Drawer, Input, InputNumber, Select } from 'antd';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { CatalogView } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { useWords } from '../i18n/use-words.js';
import { REPORT_CHARTS } from '../pivot/chart-kinds.js';
import { levelTitle } from '../pivot/fields.js';
import { startHistory } from '../pivot/history.js';
import { type Gesture, gesture } from '../pivot/use-browse.js';
import { FieldList } from '../shelves/field-list.js';
import { Shelves } from '../shelves/shelves.js';
import { PeriodChoice } from './period-choice.js';
import type { AskingTile, CalculatedMember, Condition, Question, TextTile, Tile, TileAnswer } from './report.js';
import { TileBody } from './tile-body.js';
import { offShelves, onShelves, usualOrder, withCalculated } from './tile-state.js';

interface TileEditorProps {
  readonly tile: Tile;
  readonly answer: TileAnswer | undefined;
  readonly catalog: readonly CatalogView[];
  readonly calculated: readonly CalculatedMember[];
  readonly mode: Mode;
  readonly onChange: (tile: Tile) => void;
  readonly onClose: () => void;
}

/** What a tile asks and how it shows it, on the browser's own shelves, with the tile itself below. */
export function TileEditor(props: TileEditorProps) {
  const { t } = useWords();
  const { tile, onClose } = props;
  return (
    <Drawer open onClose={onClose} title={t('reports.editTile')} size="min(1120px, 96vw)" destroyOnHidden>
      {tile.kind === 'text' ? <TextEditor {...props} tile={tile} /> : <AskingEditor {...props} tile={tile} />}
    </Drawer>
  );
}

function TextEditor({ tile, onChange }: TileEditorProps & { readonly tile: TextTile }) {
  const { t } = useWords();
  return (
    <label className="tile-field">
      <span>{t('reports.textHint')}</span>
      <Input.TextArea
        autoFocus
        rows={10}
        value={tile.text}
        onChange={(event) => onChange({ ...tile, text: event.target.value })}
      />
    </label>
  );
}

function AskingEditor(props: TileEditorProps & { readonly tile: AskingTile }) {
  const { tile, answer, catalog, calculated, mode, onChange } = props;
  const { t, language, titleOf } = useWords();
  const views = useMemo(() => catalog.map((view) => withCalculated(view, calculated)), [catalog, calculated]);
  const first = useRef(
    (() => {
      const view = views.find(({ name }) => name === tile.question.view);
      return view ? onShelves(tile.question, view, acrossOf(tile) ?? 0) : null;
    })(),
  );
  const [rest, setRest] = useState<readonly Condition[]>(first.current?.rest ?? []);
  const [history, dispatch] = useReducer(gesture, undefined, () =>
    startHistory(first.current?.state ?? onShelves(tile.question, views[0] as CatalogView).state),
  );
  const state = history.present;
  const nested = acrossOf(tile) !== null;
  // Any other answer is a flat list: there are no columns to put anything on.
  const act = useCallback(
    (action: Gesture) =>
      dispatch(!nested && action.type === 'place' && action.axis === 'columns' ? { ...action, axis: 'rows' } : action),
    [nested],
  );
  const view = views.find(({ name }) => name === state.view);
  const latest = useRef({ tile, onChange });
  latest.current = { tile, onChange };
  const untouched = useRef(true);
  const ownTitle = useRef<string | null>(tile.question.measures.length === 0 ? tile.title : null);
  const nameOf = useRef((_view: string, measure: string) => measure);
  nameOf.current = (name, measure) => {
    const known = views.find((one) => one.name === name)?.measures.find((one) => one.name === measure);
    return known ? titleOf(known) : measure;
  };
  useEffect(() => {
    // The first run is the tile as it was.
    if (untouched.current) {
      untouched.current = false;
      return;
    }
    const { tile: now, onChange: tell } = latest.current;
    const sameView = state.view === now.question.view;
    const asked = offShelves(
      { state, rest: sameView ? rest : [] },
      { ...now.question, order: sameView ? now.question.order : [] },
    );
    const question = asked.order.length > 0 ? asked : { ...asked, order: usualOrder(asked) };
    // Until somebody names the tile it is called what it measures.
    const named = state.values.map(({ measure }) => nameOf.current(state.view, measure)).join(', ') || now.title;
    const title = now.title === ownTitle.current ? named : now.title;
    ownTitle.current = now.title === ownTitle.current ? named : null;
    const across = acrossOf(now) === null ? {} : { pivot: { across: state.columns.levels.length } };
    tell({ ...now, title, question, ...across });
  }, [state, rest]);
  if (!view) return null;
  const { question } = tile;
  const put = (change: Partial<Question>) => onChange({ ...tile, question: { ...question, ...change } });
  const kind = tile.kind === 'chart' ? tile.chart : nested ? 'pivot' : tile.kind;
  const titles = new Map<string, string>([
    ...question.dimensions.map((level) => [level.name, levelTitle(view, level, language)] as const),
    ...question.measures.map(({ name }) => {
      const known = view.measures.find((one) => one.name === name);
      return [name, known ? titleOf(known) : name] as const;
    }),
  ]);
  const [order] = question.order;
  return (
    <div className="tile-editor">
      <FieldList catalog={views} view={view} state={state} dispatch={act} />
      <div className="tile-editor-work">
        <div className="tile-settings">
          <label className="tile-field wide">
            <span>{t('reports.tileTitle')}</span>
            <Input value={tile.title} onChange={(event) => onChange({ ...tile, title: event.target.value || '–' })} />
          </label>
          <label className="tile-field">
            <span>{t('reports.shownAs')}</span>
            <Select
              aria-label={t('reports.shownAs')}
              value={kind}
              options={['card', 'table', 'pivot', ...REPORT_CHARTS].map((value) => ({
                value,
                label: t(`reports.as.${value}`),
              }))}
              onChange={(value) => {
                onChange(shownAs(tile, value));
                const { levels } = state.columns;
                if (value !== 'pivot' && levels.length > 0) dispatch({ type: 'place', axis: 'rows', levels, at: 0 });
              }}
            />
          </label>
          {view.timeDimension && <PeriodChoice member={view.timeDimension} conditions={rest} onChange={setRest} />}
          {titles.size > 0 && tile.kind !== 'card' && (
            <label className="tile-field">
              <span>{t('reports.order')}</span>
              <Select
                aria-label={t('reports.order')}
                value={order ? `${order.by} ${order.direction}` : 'none'}
                options={[
                  { value: 'none', label: t('common.none') },
                  ...[...titles].flatMap(([name, title]) => [
                    { value: `${name} asc`, label: `${title} ↑` },
                    { value: `${name} desc`, label: `${title} ↓` },
                  ]),
                ]}
                onChange={(value) => {
                  const [by = '', direction] = value.split(' ');
                  put({ order: direction ? [{ by, direction: direction === 'asc' ? 'asc' : 'desc' }] : [] });
                }}
              />
            </label>
          )}
          {tile.kind !== 'card' && !nested && (
            <label className="tile-field narrow">
              <span>{t('reports.limit')}</span>
              <InputNumber
                aria-label={t('reports.limit')}
                min={1}
                max={100_000}
                value={question.limit}
                onChange={(limit) => limit !== null && put({ limit: Math.round(limit) })}
              />
            </label>
          )}
          {tile.kind === 'card' && (
            <label className="tile-field">
              <span>{t('browse.compare')}</span>
              <Select
                aria-label={t('browse.compare')}
                value={tile.compareWith ?? 'none'}
                options={(['none', 'previous', 'lastYear'] as const).map((value) => ({
                  value,
                  label: t(`reports.compare.${value}`),
                }))}
                onChange={(value) => {
                  const { compareWith: _before, ...plain } = tile;
                  if (value === 'previous' || value === 'lastYear') onChange({ ...plain, compareWith: value });
                  else onChange(plain);
                }}
              />
            </label>
          )}
        </div>
        <Shelves flat={!nested} view={view} state={state} dispatch={act} />
        <article className={`tile ${tile.kind} tile-preview`}>
          <header>
            <h2>{tile.title}</h2>
          </header>
          <div className="tile-body">
            {question.measures.length + question.dimensions.length === 0 ? (
              <p className="fine tile-none">{t('browse.emptyText')}</p>
            ) : (
              <TileBody tile={tile} answer={answer} view={view} mode={mode} />
            )}
          </div>
        </article>
      </div>
    </div>
  );
}

/** How many dimensions of a pivot stand over the columns; null for what is no pivot. */
const acrossOf = (tile: Tile): number | null => (tile.kind === 'table' && tile.pivot ? tile.pivot.across : null);

/** The same question shown in another way. */
function shownAs(tile: AskingTile, kind: string): Tile {
  const { title, question, place } = tile;
  const base = { title, question, ...(place ? { place } : {}) };
  if (kind === 'card') return { kind: 'card', ...base };
  if (kind === 'table') return { kind: 'table', ...base };
  if (kind === 'pivot') return { kind: 'table', ...base, pivot: { across: 0 } };
  const chart = REPORT_CHARTS.find((one) => one === kind) ?? 'line';
  return { kind: 'chart', chart, ...base };
}
