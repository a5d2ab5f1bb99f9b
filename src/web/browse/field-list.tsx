import { Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { CatalogMeasure, CatalogView } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { FieldItem } from './field-item.js';
import {
  acrossState,
  dimensionOf,
  hierarchyLevels,
  levelTitle,
  looseDimensions,
  startState,
  timeLevels,
} from './fields.js';
import { type BrowseState, type Level, levelKey } from './state.js';
import { encodeState } from './url.js';
import type { Gesture } from './use-browse.js';

interface FieldListProps {
  readonly catalog: readonly CatalogView[];
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
}

/** Everything that the subject offers, to drag onto a shelf or add by menu. */
export function FieldList({ catalog, view, state, dispatch }: FieldListProps) {
  const words = useWords();
  const { t, language, titleOf } = words;
  const [search, setSearch] = useState('');
  const found = (title: string, name: string) => {
    const wanted = search.trim().toLowerCase();
    return !wanted || title.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted);
  };
  const used = new Set([...state.rows.levels, ...state.columns.levels].map(levelKey));
  const measured = new Set(state.values.map((value) => value.measure));
  const time = dimensionOf(view, view.timeDimension ?? '');
  const groups = useMemo(() => measureGroups(view), [view]);
  const hierarchy = (key: string, title: string, description: string, levels: readonly Level[]) => {
    const shown = levels.filter((level) => found(`${title} ${levelTitle(view, level, language)}`, level.name));
    if (shown.length === 0) return null;
    return (
      <div key={key} className="field-group">
        <FieldItem
          kind="hierarchy"
          title={title}
          description={description}
          levels={levels}
          view={view}
          state={state}
          dispatch={dispatch}
          used={levels.every((level) => used.has(levelKey(level)))}
        />
        <div className="levels">
          {shown.map((level) => (
            <FieldItem
              key={levelKey(level)}
              kind="level"
              title={levelTitle(view, level, language)}
              levels={[level]}
              view={view}
              state={state}
              dispatch={dispatch}
              used={used.has(levelKey(level))}
            />
          ))}
        </div>
      </div>
    );
  };
  const loose = looseDimensions(view).filter((one) => found(titleOf(one), one.name));
  return (
    <aside className="fields" aria-label={t('browse.fields')}>
      <div className="fields-head">
        <Select
          aria-label={t('browse.subject')}
          value={view.name}
          options={catalog.map((one) => ({ value: one.name, label: titleOf(one) }))}
          onChange={(name) => {
            const to = catalog.find((one) => one.name === name);
            // Who has arranged nothing sees the other subject as it shows itself best.
            const untouched = encodeState(state) === encodeState(startState(view));
            if (to) dispatch({ type: 'show', state: untouched ? startState(to) : acrossState(state, to) });
          }}
        />
        <Input
          allowClear
          placeholder={t('browse.searchFields')}
          aria-label={t('browse.searchFields')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {/* a region that scrolls must be reachable by keyboard */}
      <div className="fields-body" tabIndex={-1}>
        <h2>{t('browse.measures')}</h2>
        {groups.map(({ folder, measures }) => {
          const shown = measures.filter((measure) => found(titleOf(measure), measure.name));
          if (shown.length === 0) return null;
          return (
            <div key={folder} className="field-group measures">
              {groups.length > 1 && folder && <h3>{folder}</h3>}
              {shown.map((measure) => (
                <FieldItem
                  key={measure.name}
                  kind="measure"
                  title={titleOf(measure)}
                  description={measure.description}
                  measure={measure.name}
                  view={view}
                  state={state}
                  dispatch={dispatch}
                  used={measured.has(measure.name)}
                />
              ))}
            </div>
          );
        })}
        <h2>{t('browse.hierarchies')}</h2>
        {time && hierarchy('time', t('browse.time'), time.description, timeLevels(time))}
        {view.hierarchies
          .filter((one) => !one.levels.includes(view.timeDimension ?? ''))
          .map((one) => hierarchy(one.name, titleOf(one), one.description, hierarchyLevels(one)))}
        {loose.length > 0 && <h2>{t('browse.dimensions')}</h2>}
        {loose.map((one) => (
          <FieldItem
            key={one.name}
            kind="level"
            title={titleOf(one)}
            description={one.masked ? t('browse.masked') : one.description}
            levels={[{ name: one.name }]}
            view={view}
            state={state}
            dispatch={dispatch}
            used={used.has(one.name)}
            disabled={one.masked}
          />
        ))}
      </div>
    </aside>
  );
}

/** What answers as it is. A measure that must be told something first, such as a factor, is for GraphQL and SQL. */
const hasDefaults = (measure: CatalogMeasure) => measure.arguments.every((one) => one.default !== null);

/** Measures by the folder that the model puts them in; those in none come first. */
function measureGroups(view: CatalogView): { folder: string; measures: CatalogMeasure[] }[] {
  const folderOf = new Map(
    view.folders.flatMap((folder) => folder.members.map((member) => [member, folder.name] as const)),
  );
  const groups = new Map<string, CatalogMeasure[]>([['', []]]);
  for (const measure of view.measures.filter(hasDefaults)) {
    const folder = folderOf.get(measure.name) ?? '';
    groups.set(folder, [...(groups.get(folder) ?? []), measure]);
  }
  return [...groups].map(([folder, measures]) => ({ folder, measures }));
}
