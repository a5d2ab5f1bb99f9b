import { Popover, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { CatalogView } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { CloseIcon, FilterIcon } from '../parts/icons.js';
import { dimensionOf, isTime, looseDimensions } from '../pivot/fields.js';
import { isLocalName } from '../pivot/local-labels.js';
import { emptyState, type Slicer } from '../pivot/state.js';
import { MemberSlicer } from '../shelves/member-slicer.js';
import { PeriodSlicer } from '../shelves/period-slicer.js';
import { slicerTitle } from '../shelves/slicer-chip.js';
import { PeriodChoice } from './period-choice.js';
import type { Condition, ReportPart } from './report.js';
import { conditionsOf, onShelves } from './tile-state.js';

interface PageFiltersProps {
  readonly part: ReportPart;
  readonly catalog: readonly CatalogView[];
  readonly editing: boolean;
  readonly onChange: (filters: readonly Condition[]) => void;
}

/** Filters that every tile of the page shares whose subject has the member. */
export function PageFilters({ part, catalog, editing, onChange }: PageFiltersProps) {
  const words = useWords();
  const { t, titleOf } = words;
  const views = useMemo(() => {
    const named = new Set(part.items.flatMap((item) => (item.kind === 'text' ? [] : [item.question.view])));
    return catalog.filter(({ name }) => named.has(name));
  }, [part.items, catalog]);
  const [added, setAdded] = useState<Slicer | null>(null);
  const home = (member: string) =>
    views.find((view) => dimensionOf(view, member)) ?? catalog.find((view) => dimensionOf(view, member));
  const split = part.filters.map((condition) => {
    const member = 'or' in condition ? condition.or[0]?.member : condition.member;
    const view = member ? home(member) : undefined;
    const slicer =
      view &&
      onShelves({ view: view.name, measures: [], dimensions: [], filters: [condition], order: [], limit: 1 }, view)
        .state.slicers[0];
    return { condition, view, slicer };
  });
  const slicers = split.flatMap(({ slicer }) => slicer ?? []);
  const others = split.filter(({ slicer }) => !slicer).map(({ condition }) => condition);
  const put = (next: readonly Slicer[]) => onChange([...others, ...conditionsOf(next)]);
  const shown = added && !slicers.some(({ member }) => member === added.member) ? [...slicers, added] : slicers;
  const change = (slicer: Slicer) => {
    setAdded(slicer.values.length === 0 ? slicer : null);
    put([...shown.filter(({ member }) => member !== slicer.member), slicer]);
  };
  const time = views[0]?.timeDimension;
  const offered = [
    ...new Map(views.flatMap((view) => view.dimensions.map((one) => [one.name, { one, view }] as const))),
  ]
    .map(([, found]) => found)
    .filter(({ one, view }) => !one.masked && !one.primaryKey && one.type !== 'array' && !isLocalName(view, one.name))
    .filter(
      ({ one, view }) =>
        looseDimensions(view).includes(one) ||
        isTime(one) ||
        view.hierarchies.some(({ levels }) => levels.includes(one.name)),
    );
  return (
    <>
      {shown.map((slicer) => {
        const view = home(slicer.member);
        if (!view) return null;
        const title = slicerTitle(slicer, view, words);
        if (!editing)
          return (
            <span key={slicer.member} className="page-filter">
              <FilterIcon /> {title}
            </span>
          );
        const Panel = slicer.mode === 'range' ? PeriodSlicer : MemberSlicer;
        return (
          <span key={slicer.member} className="page-filter">
            <Popover
              trigger="click"
              placement="bottomLeft"
              arrow={false}
              defaultOpen={slicer.values.length === 0}
              destroyOnHidden
              content={<Panel slicer={slicer} view={view} state={emptyState(view.name)} onChange={change} />}
            >
              <button type="button" className="plain">
                <FilterIcon /> {title}
              </button>
            </Popover>
            <button
              type="button"
              className="plain"
              aria-label={`${t('browse.remove')} ${title}`}
              onClick={() => {
                setAdded(null);
                put(shown.filter(({ member }) => member !== slicer.member));
              }}
            >
              <CloseIcon />
            </button>
          </span>
        );
      })}
      {!editing &&
        others.flatMap((condition) =>
          'latest' in condition
            ? [
                <span key={condition.member} className="page-filter">
                  <FilterIcon /> {t(`reports.latest.${condition.latest.unit}`, { count: condition.latest.count })}
                </span>,
              ]
            : [],
        )}
      {editing && time && (
        <PeriodChoice
          member={time}
          conditions={others}
          onChange={(next) => onChange([...next, ...conditionsOf(slicers)])}
        />
      )}
      {editing && views.length > 0 && (
        <Select
          showSearch
          size="small"
          className="add-filter"
          aria-label={t('reports.addFilter')}
          placeholder={t('reports.addFilter')}
          value={null}
          optionFilterProp="label"
          options={offered.map(({ one }) => ({ value: one.name, label: titleOf(one) }))}
          onChange={(member: string | null) => {
            const dimension = member ? dimensionOf(home(member) as CatalogView, member) : undefined;
            if (!member || !dimension) return;
            setAdded(
              isTime(dimension)
                ? { member, granularity: dimension.grain === 'month' ? 'month' : 'day', mode: 'range', values: [] }
                : { member, mode: 'in', values: [] },
            );
          }}
        />
      )}
    </>
  );
}
