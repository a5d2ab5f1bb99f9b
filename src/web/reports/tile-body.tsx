import { Suspense, useMemo } from 'react';
import { RowGrid } from '../grid/row-grid.js';
import { ChangeOf } from '../home/kpi-card.js';
import { goodWay } from '../home/kpis.js';
import { Sparkline } from '../home/sparkline.js';
import {
  type Change,
  currencyOf,
  formatChange,
  formatPeriod,
  formatShort,
  formatValue,
  unitBeside,
} from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { WarnIcon } from '../parts/icons.js';
import { lazyPart } from '../parts/lazy-part.js';
import { measureOf } from '../pivot/fields.js';
import { answerMeasures, cardFigures } from './flat-model.js';
import { useLabels } from './labels.js';
import { type AskingTile, type CardTile, type TileAnswer, tileKey } from './report.js';
import { TilePivot } from './tile-pivot.js';
import type { TileProps } from './tile-props.js';

const TileChart = lazyPart(() => import('./tile-chart.js').then(({ TileChart }) => TileChart));

/** What a tile says: its figures once they are there, or why it has none. */
export function TileBody(props: TileProps) {
  const { tile, answer } = props;
  const { t } = useWords();
  if (tile.kind === 'text') return <TileText text={tile.text} />;
  if (!answer) return <span className="skeleton block" />;
  const pivoted = tile.kind === 'table' && tile.pivot !== undefined;
  if (tile.question.measures.length === 0 && (pivoted || tile.kind !== 'table'))
    return <p className="fine tile-none">{t('reports.noMeasure')}</p>;
  if (answer.error)
    return (
      <div className="tile-refused" role="note">
        <WarnIcon />
        <p>{t('reports.notForYou')}</p>
        <p className="fine">{answer.error.message}</p>
      </div>
    );
  if (tile.kind === 'table' && tile.pivot && answer.pivot && answer.receipt && props.view) {
    const { pivot, receipt } = answer;
    const asked = { ...tile, pivot: tile.pivot };
    return <TilePivot key={tileKey(tile)} tile={asked} pivot={pivot} receipt={receipt} view={props.view} />;
  }
  if (!answer.rows || answer.rows.length === 0) return <p className="fine tile-none">{t('browse.noDataTitle')}</p>;
  if (tile.kind === 'card') return <TileCard {...props} tile={tile} answer={answer} />;
  if (tile.kind === 'table') return <TileTable {...props} tile={tile} answer={answer} />;
  return (
    <Suspense fallback={<span className="skeleton block" />}>
      <TileChart {...props} tile={tile} answer={answer} />
    </Suspense>
  );
}

/** Plain text in paragraphs; a line that begins with # is a heading. */
function TileText({ text }: { readonly text: string }) {
  return (
    <div className="tile-text">
      {text.split(/\n{2,}/).map((block, i) =>
        block.startsWith('#') ? (
          // blocks have no name but their place
          <h3 key={`${i}${block}`}>{block.replace(/^#+\s*/, '')}</h3>
        ) : (
          <p key={`${i}${block}`}>{block}</p>
        ),
      )}
    </div>
  );
}

type Answered<T extends AskingTile> = TileProps<T> & { readonly answer: TileAnswer };

function TileCard({ tile, answer, view }: Answered<CardTile>) {
  const { language, units } = useWords();
  const measures = answerMeasures(answer.columns ?? [], () => false, units);
  return (
    <div className="tile-card">
      {measures.map((measure, at) => {
        const figures = cardFigures(answer, at, tile.compareWith);
        if (!figures) return null;
        const { info } = measure;
        const now = figures.now === null ? null : Number(figures.now);
        const change = formatChange(figures.now, figures.before, info, language);
        const known = view && measureOf(view, info.name);
        return (
          <div key={info.name} className={at === 0 ? 'card-main' : 'card-more'} title={known?.description}>
            {(at > 0 || measures.length > 1) && <span className="card-title">{measure.title}</span>}
            <span className="card-figure" title={formatValue(figures.now, info, language)}>
              {now === null ? '–' : formatShort(now, info, language)}{' '}
              <small>{currencyOf(info) ? '' : unitBeside(measure.title, info, units)}</small>
            </span>
            {at === 0 && figures.course.length > 1 && <Sparkline values={figures.course} />}
            <span className="card-foot">
              {tile.compareWith && <CardChange tile={tile} good={known ? goodWay(known) : null} change={change} />}
              {at === 0 && figures.period && (
                <span className="fine">{formatPeriod(figures.period, granularityOf(tile), language)}</span>
              )}
            </span>
          </div>
        );
      })}
    </div>
  );
}

function CardChange(props: {
  readonly tile: CardTile;
  readonly good: 'up' | 'down' | null;
  readonly change: Change | null;
}) {
  const { t } = useWords();
  const { tile, good, change } = props;
  const label = t(`reports.${tile.compareWith}Short`);
  return <ChangeOf label={label} change={change} good={good} />;
}

const granularityOf = ({ question }: CardTile) =>
  question.dimensions.find(({ granularity }) => granularity)?.granularity ?? 'month';

function TileTable({ tile, answer, view }: Answered<AskingTile>) {
  const { units } = useWords();
  const labelOf = useLabels(view, tile.question);
  const columns = useMemo(
    () =>
      (answer.columns ?? []).map((column) => ({
        key: column.name,
        title: column.title,
        ...(column.role === 'measure' ? { note: unitBeside(column.title, column, units) } : {}),
        figure: column.role === 'measure',
      })),
    [answer, units],
  );
  const rows = useMemo(
    () =>
      (answer.rows ?? []).map((row) =>
        row.map((cell, i) => {
          const column = answer.columns?.[i];
          return column ? labelOf(column, cell) : '';
        }),
      ),
    [answer, labelOf],
  );
  const dimensions = (answer.columns ?? []).filter(({ role }) => role === 'dimension').length;
  return <RowGrid stretched label={tile.title} columns={columns} rows={rows} grouped={Math.max(0, dimensions - 1)} />;
}
