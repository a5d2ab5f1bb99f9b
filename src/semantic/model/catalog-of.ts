import type { CubeMeta, CubeMetaDimension, CubeMetaMeasure, CubeMetaMember } from '../../cube/meta.js';
import type { ModelNames } from '../../cube/model/names.js';
import type { ValueType } from '../contract/answer.js';
import type {
  Catalog,
  CatalogDimension,
  CatalogMeasure,
  CatalogObject,
  CatalogView,
  Titled,
} from '../contract/catalog.js';
import { additivityOf, addsUp, argumentsOf, notesOf } from './member-notes.js';
import { shortName, type View, visibleViews } from './view.js';

export interface MemberType {
  readonly type: ValueType;
  /** The warehouse's own; absent for members of the application store. */
  readonly engineType?: string;
}

/** Types of a view's members as the engine gives them, by short name; empty where it could not tell. */
export type MemberTypes = ReadonlyMap<string, MemberType>;

/** The catalogue of what a caller may see. */
export function catalogOf(
  meta: CubeMeta,
  typesOf: (view: string) => MemberTypes,
  isMasked: (view: string, member: string) => boolean,
  { members, factors }: ModelNames,
): Catalog {
  const views = [...visibleViews(meta).values()].map((view) => viewEntry(view, typesOf(view.name), isMasked));
  // Names of what a policy hides would tell that it is there.
  const shown = new Set(views.flatMap(({ dimensions }) => dimensions.map(({ name }) => name)));
  const names = members.flatMap((list) =>
    (list.dimensions ?? [null]).map((dimension) => ({ dimension, members: list.members })),
  );
  return {
    views,
    names: names.filter(({ dimension }) => (dimension === null ? shown.size > 0 : shown.has(dimension))),
    factors: views.length > 0 ? factors : [],
  };
}

function viewEntry(view: View, types: MemberTypes, isMasked: (view: string, member: string) => boolean): CatalogView {
  const { item } = view;
  const known = (member: string) => view.dimensions.has(member) || view.measures.has(member);
  const { row_key: key = [], similar, start, panel } = notesOf(item.meta);
  const shown = panel?.filter((name) => view.measures.has(name));
  const time = notesOf(item.meta).time ?? [...view.dimensions].find(([, member]) => member.type === 'time')?.[0];
  return {
    ...titled(item.name, item),
    dimensions: [...view.dimensions].map(([name, member]) =>
      dimensionEntry(name, member, types.get(name), isMasked(view.name, name)),
    ),
    measures: [...view.measures].map(([name, member]) => measureEntry(name, member, types.get(name), view)),
    objects: objectsOf(view),
    ...(start === undefined ? {} : { start }),
    ...(shown && shown.length > 0 ? { panel: shown } : {}),
    ...(similar && Object.values(similar).every(known) ? { similar } : {}),
    segments: [...view.segments].map(([name, member]) => titled(name, member)),
    hierarchies: (item.hierarchies ?? [])
      // Access policies mark every hierarchy as not public, whatever they say of its levels: the levels decide.
      .filter((hierarchy) => hierarchy.isVisible !== false)
      .map((hierarchy) => ({
        ...titled(shortName(hierarchy.name), hierarchy),
        levels: hierarchy.levels.map(shortName).filter(known),
      }))
      .filter(({ levels }) => levels.length > 0),
    folders: (item.folders ?? []).map(({ name, members }) => ({ name, members: members.map(shortName).filter(known) })),
    timeDimension: time !== undefined && view.dimensions.has(time) ? time : null,
    key: key.every((name) => view.dimensions.has(name) && !isMasked(view.name, name)) ? key : [],
  };
}

function dimensionEntry(
  name: string,
  member: CubeMetaDimension,
  found: MemberType | undefined,
  masked: boolean,
): CatalogDimension {
  const { entity, order, sorts } = notesOf(member.meta);
  const { type, engineType } = found ?? {};
  const grain = notesOf(member.meta).grain ?? (member.type === 'time' ? (type === 'date' ? 'day' : 'second') : null);
  return {
    ...titled(name, member),
    // The engine may hold a boolean as a number.
    type:
      member.type === 'boolean'
        ? 'boolean'
        : (type ?? (grain === 'second' ? 'timestamp' : member.type === 'time' ? 'date' : plainType(member.type))),
    primaryKey: member.primaryKey === true,
    masked,
    grain,
    ...(engineType === undefined ? {} : { engineType }),
    ...(entity === undefined ? {} : { entity }),
    ...(order === undefined ? {} : { order: order.map(String) }),
    ...(sorts === undefined ? {} : { sorts }),
  };
}

function measureEntry(
  name: string,
  member: CubeMetaMeasure,
  found: MemberType | undefined,
  view: View,
): CatalogMeasure {
  const notes = notesOf(member.meta);
  const { type, engineType } = found ?? {};
  const { ratio } = notes;
  const target = [...view.measures].find(([, other]) => {
    const { kind, of } = notesOf(other.meta).target ?? {};
    return kind === 'target' && of === name;
  })?.[0];
  const evidence = Object.fromEntries(
    [...view.measures].flatMap(([other, { meta }]) => {
      const { of, says } = notesOf(meta).evidence ?? {};
      return of === name && says !== undefined ? [[says, other] as const] : [];
    }),
  );
  const known = (other: string) => view.dimensions.has(other) || view.measures.has(other);
  return {
    ...titled(name, member),
    ...(engineType === undefined ? {} : { engineType }),
    type: type ?? plainType(member.type),
    aggregation: member.aggType ?? member.type,
    additivity: additivityOf(notes) ?? (member.cumulative ? 'non-additive' : null),
    unit: notes.unit ?? null,
    format: notes.format ?? (typeof member.format === 'string' ? member.format : null),
    ...(notes.good === undefined ? {} : { good: notes.good }),
    ...(target === undefined ? {} : { target }),
    arguments: argumentsOf(notes),
    drillMembers: (member.drillMembers ?? []).map(shortName).filter(known),
    ...(hasRowValue(name, member, view) ? { perRow: true } : {}),
    ...(notes.items === undefined ? {} : { items: notes.items }),
    ...(notes.period?.kind === 'closing' && notes.additivity === 'semi-additive' ? { closing: true } : {}),
    ...(ratio && [ratio.numerator, ratio.denominator].every((part) => addsUp(view.measures.get(part)))
      ? { ratio }
      : {}),
    ...(Object.keys(evidence).length > 0 ? { evidence } : {}),
    ...(notes.evidence === undefined ? {} : { evidenceOf: notes.evidence.of }),
  };
}

/** A row holds parts of sums, and of ratios of them where the view's key tells its rows apart. */
function hasRowValue(name: string, member: CubeMetaMeasure, view: View): boolean {
  const { template, base_template, period, ratio } = notesOf(member.meta);
  const computed = template !== undefined || base_template !== undefined || period !== undefined;
  if (computed || argumentsOf(notesOf(member.meta)).length > 0 || view.beside?.measures.has(name)) return false;
  const own = ['sum', 'min', 'max', 'avg', 'count'].includes(member.aggType ?? member.type);
  const keyed = (notesOf(view.item.meta).row_key ?? []).length > 0;
  return own || (ratio !== undefined && keyed);
}

/** Objects of the visible measures that say they are fields of one; a hidden measure is no field. */
function objectsOf(view: View): CatalogObject[] {
  const objects = new Map<string, { fields: { name: string; measure: string }[]; head?: Titled }>();
  for (const [measure, member] of view.measures) {
    const { object } = notesOf(member.meta);
    if (!object) continue;
    const known = objects.get(object.name) ?? { fields: [] };
    known.fields.push({ name: object.field, measure });
    if (object.title) {
      const { title, description = { en: '', zh: '' } } = object;
      known.head = { name: object.name, title, description };
    }
    objects.set(object.name, known);
  }
  return [...objects].map(([name, { head, fields }]) => {
    const first = fields[0] && view.measures.get(fields[0].measure);
    return { ...(head ?? { ...titled(name, first ?? { name }), name }), fields };
  });
}

function plainType(cubeType: string): ValueType {
  switch (cubeType) {
    case 'number':
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
      return 'float';
    case 'count':
    case 'countDistinct':
    case 'countDistinctApprox':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'time':
      return 'timestamp';
    default:
      return 'string';
  }
}

function titled(name: string, member: CubeMetaMember): Titled {
  const zh = notesOf(member.meta).zh;
  const title = member.shortTitle ?? member.title ?? name;
  const description = member.description ?? '';
  return {
    name,
    title: { en: title, zh: zh?.title || title },
    description: { en: description, zh: zh?.description || description },
  };
}
