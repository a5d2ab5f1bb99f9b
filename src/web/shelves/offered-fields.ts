import type { CatalogHierarchy, CatalogMeasure, CatalogView } from '../api/types.js';
import type { PageWords } from '../i18n/use-words.js';
import { dimensionOf, hierarchyLevels, levelTitle, looseDimensions, timeLevels } from '../pivot/fields.js';
import { type Level, levelKey } from '../pivot/state.js';
import type { Field } from './field-item.js';

/** A folder of measures, or a hierarchy with its levels. */
export interface FieldGroup {
  readonly key: string;
  readonly title: string;
  readonly fields: readonly Field[];
  /** The hierarchy as a whole, above its levels. */
  readonly whole?: Field;
}

export interface OfferedFields {
  readonly measures: readonly FieldGroup[];
  readonly hierarchies: readonly FieldGroup[];
  readonly loose: readonly Field[];
}

/** Everything that a subject offers, called and ordered as the field list shows it. */
export function offeredFields(view: CatalogView, words: PageWords): OfferedFields {
  const { t, titleOf } = words;
  const time = dimensionOf(view, view.timeDimension ?? '');
  const byHierarchy = (one: CatalogHierarchy) =>
    hierarchyGroup(view, one.name, titleOf(one), one.description, hierarchyLevels(one), words);
  return {
    measures: measureGroups(view).map(({ folder, measures }) => ({
      key: folder,
      title: folder,
      fields: measures.map((measure) => ({
        key: measure.name,
        kind: 'measure',
        title: titleOf(measure),
        description: measure.description,
        what: { kind: 'measure', measure: measure.name },
      })),
    })),
    hierarchies: [
      ...(time ? [hierarchyGroup(view, 'time', t('browse.time'), time.description, timeLevels(time), words)] : []),
      ...view.hierarchies.filter((one) => !one.levels.includes(view.timeDimension ?? '')).map(byHierarchy),
    ],
    loose: looseDimensions(view).map((one) => ({
      key: one.name,
      kind: 'level',
      title: titleOf(one),
      description: one.masked ? t('browse.masked') : one.description,
      what: { kind: 'levels', levels: [{ name: one.name }] },
      disabled: one.masked,
    })),
  };
}

function hierarchyGroup(
  view: CatalogView,
  key: string,
  title: string,
  description: string,
  levels: readonly Level[],
  { language }: PageWords,
): FieldGroup {
  return {
    key,
    title,
    whole: { key, kind: 'hierarchy', title, description, what: { kind: 'levels', levels } },
    fields: levels.map((level) => ({
      key: levelKey(level),
      kind: 'level',
      title: levelTitle(view, level, language),
      what: { kind: 'levels', levels: [level] },
    })),
  };
}

/** What is left of the fields where somebody searches: by title or name, a level also by its hierarchy's title. */
export function foundFields({ measures, hierarchies, loose }: OfferedFields, search: string): OfferedFields {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return { measures, hierarchies, loose };
  const has = (field: Field, above = '') => `${above} ${field.title}\n${nameOf(field)}`.toLowerCase().includes(wanted);
  const within = (group: FieldGroup, above = '') => ({
    ...group,
    fields: group.fields.filter((field) => has(field, above)),
  });
  const some = ({ fields }: FieldGroup) => fields.length > 0;
  return {
    measures: measures.map((group) => within(group)).filter(some),
    hierarchies: hierarchies.map((group) => within(group, group.title)).filter(some),
    loose: loose.filter((field) => has(field)),
  };
}

const nameOf = ({ key, what }: Field): string => (what.kind === 'levels' ? (what.levels[0]?.name ?? key) : key);

/** What answers as it is. A measure that must be told something first, such as a factor, is for GraphQL and SQL. */
const hasDefaults = (measure: CatalogMeasure) => measure.arguments.every((one) => one.default !== null);

/** What says how much can be read from another measure comes with that one. */
const isFigure = (measure: CatalogMeasure) => measure.evidenceOf == null;

/** Measures by the folder that the model puts them in; those in none come first. */
function measureGroups(view: CatalogView): { folder: string; measures: CatalogMeasure[] }[] {
  const folderOf = new Map(
    view.folders.flatMap((folder) => folder.members.map((member) => [member, folder.name] as const)),
  );
  const groups = new Map<string, CatalogMeasure[]>([['', []]]);
  for (const measure of view.measures.filter((one) => hasDefaults(one) && isFigure(one))) {
    const folder = folderOf.get(measure.name) ?? '';
    groups.set(folder, [...(groups.get(folder) ?? []), measure]);
  }
  return [...groups].map(([folder, measures]) => ({ folder, measures })).filter(({ measures }) => measures.length > 0);
}
