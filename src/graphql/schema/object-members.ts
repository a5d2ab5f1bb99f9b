import type {
  CatalogItem,
  CatalogMeasure,
  CatalogObject,
  CatalogView,
  MeasureArgument,
} from '../../semantic/contract/catalog.js';
import type { ArgumentValue } from '../../semantic/contract/query.js';
import { fieldName, uniquely } from '../naming.js';

/** Measures that one field shows as an object: its fields, and the arguments they have in common. */
export interface ObjectMembers {
  readonly object: CatalogObject;
  /** By GraphQL name. */
  readonly fields: ReadonlyMap<string, ObjectField>;
  /** By GraphQL name. */
  readonly arguments: ReadonlyMap<string, ObjectArgument>;
}

export interface ObjectField {
  readonly measure: CatalogMeasure;
  /** Arguments of the field alone, by GraphQL name. */
  readonly own: ReadonlyMap<string, MeasureArgument>;
}

/** An argument that goes to every field whose measure declares it, or an input object of such arguments. */
export type ObjectArgument =
  | { readonly kind: 'plain'; readonly name: string; readonly declared: readonly MeasureArgument[] }
  | { readonly kind: 'group'; readonly name: string; readonly fields: ReadonlyMap<string, MeasureArgument> };

/** The name under which an object's arguments are given where no field takes them: in orderBy and where. */
export const GIVEN = 'arguments';

export function objectMembersOf(object: CatalogObject, view: CatalogView): ObjectMembers {
  const measures = new Map(view.measures.map((measure) => [measure.name, measure]));
  const parts = object.fields.flatMap(({ name, measure }) => {
    const found = measures.get(measure);
    return found ? [{ name, measure: found }] : [];
  });
  const fields = [...uniquely(parts, fieldName, [GIVEN])].map(([name, { measure }]): [string, ObjectField] => {
    const own = measure.arguments.filter((argument) => argument.own);
    return [name, { measure, own: uniquely(own, fieldName) }];
  });
  const shared = parts.flatMap(({ measure }) => measure.arguments.filter((argument) => !argument.own));
  return { object, fields: new Map(fields), arguments: uniquely(objectArguments(shared), fieldName) };
}

/** Where the parts of a tuple stand in it, by GraphQL name. */
export function itemPlaces(items: readonly CatalogItem[]): ReadonlyMap<string, number> {
  return new Map([...uniquely(items, fieldName)].map(([name, item]) => [name, items.indexOf(item)]));
}

function objectArguments(shared: readonly MeasureArgument[]): ObjectArgument[] {
  const names = new Set(shared.map(({ name, within }) => within?.name ?? name));
  return [...names].map((name): ObjectArgument => {
    const grouped = shared.filter(({ within }) => within?.name === name);
    if (grouped.length === 0)
      return { kind: 'plain', name, declared: shared.filter((argument) => argument.name === name) };
    const once = new Map(grouped.map((argument) => [argument.name, argument]));
    const fields = [...once.values()].map((argument) => ({ name: argument.within?.field ?? argument.name, argument }));
    return {
      kind: 'group',
      name,
      fields: new Map([...uniquely(fields, fieldName)].map(([field, { argument }]) => [field, argument])),
    };
  });
}

type Given = Readonly<Record<string, unknown>>;

/** The arguments that a field's measure is asked with: those of the object that it declares, and its own. */
export function argumentsOfField(members: ObjectMembers, field: ObjectField, object: Given, own: Given = {}) {
  const declared = new Set(field.measure.arguments.map(({ name }) => name));
  const found: Record<string, ArgumentValue> = {};
  const take = (name: string, value: unknown) => {
    if (declared.has(name) && value !== null && value !== undefined) found[name] = value as ArgumentValue;
  };
  for (const [key, argument] of members.arguments) {
    const value = object[key];
    if (argument.kind === 'plain') take(argument.name, value);
    else for (const [inner, { name }] of argument.fields) take(name, (value as Given | null | undefined)?.[inner]);
  }
  for (const [key, { name }] of field.own) take(name, own[key]);
  return found;
}
