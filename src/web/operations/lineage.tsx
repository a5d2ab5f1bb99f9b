import { useMemo, useState } from 'react';
import { type FlowStep, fetchFlow } from '../api/administration.js';
import type { CatalogView } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { formatCount, formatInstant, formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { useFetched } from '../parts/use-fetched.js';
import { CustomerMonth } from './customer-month.js';
import { pathThrough } from './flow-path.js';
import { FlowPicture } from './flow-picture.js';
import { Panel, Table } from './panel.js';

/** The way of the data: sources, base facts, what is made of them, views; and the files behind one customer's month. */
export function Lineage({ catalog }: { readonly catalog: readonly CatalogView[] }) {
  const { t, language, titleOf } = useWords();
  const fetched = useFetched(fetchFlow);
  const [chosen, setChosen] = useState<string | null>(null);
  const titles = useMemo(() => new Map(catalog.map((view) => [view.name, titleOf(view)])), [catalog, titleOf]);
  const nameOf = (step: FlowStep) => (step.stage === 'view' ? (titles.get(step.name) ?? step.name) : step.name);
  const count = (value: number | null) => (value === null ? '–' : formatCount(value, language));
  return (
    <>
      <Panel
        title={t('operations.lineage')}
        text={t('operations.lineageText')}
        fetched={fetched}
        isEmpty={(steps) => !steps.some(({ stage }) => stage === 'source')}
        controls={
          chosen !== null && (
            <button type="button" className="quiet on" onClick={() => setChosen(null)}>
              {t('operations.showAll')}
            </button>
          )
        }
      >
        {(steps) => {
          const path = chosen === null ? null : pathThrough(steps, chosen);
          const shown = steps.filter(({ id }) => path === null || path.has(id));
          return (
            <>
              <FlowPicture steps={steps} path={path} chosen={chosen} nameOf={nameOf} onChoose={setChosen} />
              <Table
                label={t('operations.steps', { count: shown.length })}
                rows={shown}
                keyOf={(step) => step.id}
                columns={[
                  { key: 'stage', title: t('operations.stage'), cell: (step) => t(`operations.stages.${step.stage}`) },
                  { key: 'name', title: t('operations.step'), cell: (step) => nameOf(step) },
                  {
                    key: 'from',
                    title: t('operations.comesFrom'),
                    cell: (step) => namesOf(step.from, steps, nameOf) || '–',
                  },
                  { key: 'rows', title: t('operations.rows'), figure: true, cell: (step) => count(step.rows) },
                  {
                    key: 'quarantined',
                    title: t('operations.quarantined'),
                    figure: true,
                    cell: (step) =>
                      step.quarantined ? (
                        <a href={linkTo('operations', 'quarantine')}>{count(step.quarantined)}</a>
                      ) : (
                        count(step.quarantined)
                      ),
                  },
                  {
                    key: 'through',
                    title: t('operations.through'),
                    cell: (step) => (step.through ? formatPeriod(step.through, 'month', language) : '–'),
                  },
                  {
                    key: 'loaded',
                    title: t('operations.loadedAt'),
                    cell: (step) => formatInstant(step.loadedAt, language),
                  },
                ]}
              />
            </>
          );
        }}
      </Panel>
      <CustomerMonth />
    </>
  );
}

const namesOf = (ids: readonly string[], steps: readonly FlowStep[], nameOf: (step: FlowStep) => string): string =>
  steps
    .filter(({ id }) => ids.includes(id))
    .map(nameOf)
    .join(', ');
