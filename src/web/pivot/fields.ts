import type {
  Bilingual,
  CatalogDimension,
  CatalogHierarchy,
  CatalogMeasure,
  CatalogView,
  Granularity,
  Scalar,
} from '../api/types.js';
import { formatPeriod, type Language } from '../i18n/format.js';
import { codeName } from '../i18n/members.js';
import { isLocalName, localLabel } from './local-labels.js';
import { axisOf, type BrowseState, emptyState, type Level, levelKey, type Slicer, type Value } from './state.js';
import { decodeState } from './url.js';

// What the catalogue says about the members that a state names.

export const measureOf = (view: CatalogView, name: string): CatalogMeasure | undefined =>
  view.measures.find((one) => one.name === name);

export const dimensionOf = (view: CatalogView, name: string): CatalogDimension | undefined =>
  view.dimensions.find((one) => one.name === name);

export const isTime = (dimension: CatalogDimension | undefined): boolean => dimension?.grain != null;

/** The buckets of a time dimension from coarse to fine. */
export function bucketsOf(dimension: CatalogDimension): readonly Granularity[] {
  return dimension.grain === 'month' ? ['year', 'quarter', 'month'] : ['year', 'quarter', 'month', 'day'];
}

export const timeLevels = (dimension: CatalogDimension): readonly Level[] =>
  bucketsOf(dimension).map((granularity) => ({ name: dimension.name, granularity }));

export const hierarchyLevels = (hierarchy: CatalogHierarchy): readonly Level[] =>
  hierarchy.levels.map((name) => ({ name }));

const say = (titled: { readonly title: Bilingual } | undefined, name: string, language: Language): string =>
  titled ? titled.title[language] || titled.title.en || name : name;

const BUCKETS: Readonly<Record<Language, Readonly<Record<Granularity, string>>>> = {
  en: { year: 'Year', quarter: 'Quarter', month: 'Month', week: 'Week', day: 'Day' },
  zh: { year: '年', quarter: '季度', month: '月', week: '周', day: '日' },
};

/** A level's title: the dimension's, or its bucket's where the dimension is what the view is usually asked by. */
export function levelTitle(view: CatalogView, level: Level, language: Language): string {
  const dimension = dimensionOf(view, level.name);
  if (!level.granularity) return say(dimension, level.name, language);
  const bucket = BUCKETS[language][level.granularity];
  // The bucket that the dimension has by itself needs no second word: the month of joining is no "Month".
  if (dimension?.grain === level.granularity) return say(dimension, level.name, language);
  return level.name === view.timeDimension ? bucket : `${say(dimension, level.name, language)} (${bucket})`;
}

export const measureTitle = (view: CatalogView, value: Value, language: Language): string => {
  const title = say(measureOf(view, value.measure), value.measure, language);
  const given = Object.values(value.arguments);
  return given.length > 0 ? `${title} (${given.join(', ')})` : title;
};

export function memberLabel(
  level: Level | undefined,
  value: Scalar,
  label: string,
  language: Language,
  none: string,
): string {
  if (value === null || value === '') return none;
  if (level?.granularity) return formatPeriod(String(value), level.granularity, language);
  if (language === 'zh' && level) {
    const local = localLabel(level.name, value);
    if (local !== null) return local;
  }
  const named = level ? codeName(level.name, value, language) : null;
  if (named !== null) return named;
  if (typeof value === 'boolean') return value ? (language === 'zh' ? '是' : 'Yes') : language === 'zh' ? '否' : 'No';
  return label || String(value);
}

/** Dimensions that one may group and filter by, without those that a hierarchy already offers. */
export function looseDimensions(view: CatalogView): readonly CatalogDimension[] {
  const inHierarchy = new Set(view.hierarchies.flatMap((hierarchy) => hierarchy.levels));
  return view.dimensions.filter(
    (one) =>
      !inHierarchy.has(one.name) &&
      !isTime(one) &&
      !one.primaryKey &&
      one.type !== 'array' &&
      !isLocalName(view, one.name),
  );
}

const FAVOURITES = ['churn_rate', 'value_at_risk', 'arpu', 'revenue', 'customers'];

/** Where somebody starts who chose nothing yet: what the model says shows the subject best. */
export function startState(view: CatalogView): BrowseState {
  const told = view.start ? decodeState(`v=${view.name}&${view.start}`) : null;
  // A policy may have taken away what the model shows first.
  const fitting = told && fittingState(told, view);
  return fitting && fitting.values.length === told.values.length ? fitting : plainState(view);
}

/** The first hierarchy against quarters and months: a frame for any measure of the subject. */
export function plainState(view: CatalogView): BrowseState {
  const hierarchy =
    view.hierarchies.find((one) => !one.levels.includes(view.timeDimension ?? '')) ?? view.hierarchies[0];
  const time = dimensionOf(view, view.timeDimension ?? '');
  const measure = FAVOURITES.find((name) => measureOf(view, name)) ?? view.measures[0]?.name;
  const first = looseDimensions(view).find((one) => !one.masked);
  const rows = hierarchy ? hierarchyLevels(hierarchy) : first ? [{ name: first.name }] : [];
  return {
    ...emptyState(view.name),
    rows: axisOf(rows),
    columns: axisOf(time ? timeLevels(time).slice(1, 3) : []),
    values: measure ? [{ measure, arguments: {} }] : [],
  };
}

/** The same slice in another subject: shared dimensions and filters stay, the measures are the other subject's. */
export function acrossState(state: BrowseState, to: CatalogView): BrowseState {
  const has = (name: string) => {
    const dimension = dimensionOf(to, name);
    return dimension !== undefined && !dimension.masked;
  };
  const keep = (levels: readonly Level[]) => levels.filter((level) => has(level.name));
  const start = startState(to);
  const axis = (name: 'rows' | 'columns') => {
    const levels = keep(state[name].levels);
    return levels.length === state[name].levels.length ? state[name] : axisOf(levels);
  };
  const [rows, columns] = [axis('rows'), axis('columns')];
  const shared = state.values.filter((value) => measureOf(to, value.measure));
  return {
    ...state,
    view: to.name,
    rows: rows.levels.length > 0 || columns.levels.length > 0 ? rows : start.rows,
    columns,
    values: shared.length > 0 ? shared : start.values,
    slicers: state.slicers.filter((slicer) => has(slicer.member)),
    sort: null,
    top: null,
  };
}

/** A state from an address, without what this user's catalogue does not have. */
export function fittingState(state: BrowseState, view: CatalogView): BrowseState {
  const known = (level: Level) => dimensionOf(view, level.name) !== undefined;
  const fits = (levels: readonly Level[]) => levels.every(known);
  return {
    ...state,
    rows: fits(state.rows.levels) ? state.rows : axisOf(state.rows.levels.filter(known)),
    columns: fits(state.columns.levels) ? state.columns : axisOf(state.columns.levels.filter(known)),
    values: state.values.filter((value) => measureOf(view, value.measure)),
    slicers: state.slicers.filter((slicer: Slicer) => dimensionOf(view, slicer.member)),
  };
}

export const shelfKey = (levels: readonly Level[]): string => levels.map(levelKey).join(',');
