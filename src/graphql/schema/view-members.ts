import type {
  CatalogDimension,
  CatalogHierarchy,
  CatalogMeasure,
  CatalogView,
  MeasureArgument,
  Titled,
} from '../../semantic/contract/catalog.js';
import { fieldName, typeName, uniquely } from '../naming.js';
import { type ObjectMembers, objectMembersOf } from './object-members.js';

export type Language = 'en' | 'zh';

/** A view with its members under their GraphQL names: what turns a selection into a question. */
export interface ViewMembers {
  /** What the names of the view's types begin with: its field's name, since two views may have names alike. */
  readonly stem: string;
  readonly view: CatalogView;
  readonly dimensions: ReadonlyMap<string, CatalogDimension>;
  /** Those that are fields of their own. */
  readonly measures: ReadonlyMap<string, CatalogMeasure>;
  /** The others, as objects. */
  readonly objects: ReadonlyMap<string, ObjectMembers>;
  readonly segments: ReadonlyMap<string, Titled>;
  readonly hierarchies: ReadonlyMap<string, CatalogHierarchy>;
}

/** Fields of every row besides the members. */
export const ROW_FIELDS = { drill: 'drill', member: 'member' } as const;
const INPUT_FIELDS = ['and', 'or', 'column'];

export function membersOf(view: CatalogView, field: string): ViewMembers {
  const reserved = [...Object.values(ROW_FIELDS), ...INPUT_FIELDS];
  // GraphQL orders rows by the order of members itself: columns that only hold places are for other doors.
  const dimensions = uniquely(
    view.dimensions.filter(({ sorts }) => sorts === undefined),
    fieldName,
    reserved,
  );
  const inObjects = new Set(view.objects.flatMap(({ fields }) => fields.map(({ measure }) => measure)));
  const plain = view.measures.filter(({ name }) => !inObjects.has(name));
  const measures = uniquely(plain, fieldName, [...reserved, ...dimensions.keys()]);
  const objects = uniquely(view.objects, fieldName, [...reserved, ...dimensions.keys(), ...measures.keys()]);
  return {
    stem: typeName(field),
    view,
    dimensions,
    measures,
    objects: new Map([...objects].map(([name, object]) => [name, objectMembersOf(object, view)])),
    segments: uniquely(view.segments, fieldName),
    hierarchies: uniquely(view.hierarchies, fieldName),
  };
}

/** A measure's arguments under their GraphQL names. */
export function argumentsByField(measure: CatalogMeasure): ReadonlyMap<string, MeasureArgument> {
  return uniquely(measure.arguments, fieldName);
}

export function describeMember(item: Titled, language: Language, ...more: (string | null | undefined)[]): string {
  return [item.title[language], item.description[language], ...more].filter((part) => part).join('. ');
}
