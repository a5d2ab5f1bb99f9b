import type { CatalogMeasure, CatalogView } from '../api/types.js';
import { statementAt } from './statements.js';

export interface Suggestion {
  readonly label: string;
  /** The editor's icon: a view, a dimension, a measure, a measure that takes arguments. */
  readonly type: 'class' | 'property' | 'variable' | 'function';
  readonly detail: string;
  readonly info: string;
  /** What is written, where it is not the label. */
  readonly apply?: string;
  readonly boost?: number;
}

export interface Suggestions {
  readonly from: number;
  readonly options: readonly Suggestion[];
}

export interface Titles {
  readonly of: (titled: CatalogView | CatalogMeasure | CatalogView['dimensions'][number]) => string;
}

const RELATION =
  /\b(?:from|join)\s+(?:public\.)?"?(\w+)"?(?:\s+(?:as\s+)?(?!(?:where|on|group|order|join|left|right|inner|cross|limit|having|union)\b)(\w+))?/gi;
const WANTS_VIEW = /\b(?:from|join)\s+(?:public\.)?\w*$/i;
/** Inside an aggregate a measure stands by its own name. */
const IN_AGGREGATE = /\b(?:measure|sum|count|min|max|avg)\s*\(\s*(?:distinct\s+)?(?:\w+\.)?\w*$/i;

/** What can be written at a place of a statement, from the catalogue of whoever writes it. */
export function suggestions(
  text: string,
  cursor: number,
  catalog: readonly CatalogView[],
  titles: Titles,
): Suggestions | null {
  const span = statementAt(text, cursor);
  const before = text.slice(span && span.from <= cursor ? span.from : cursor, cursor);
  const word = /\w*$/.exec(before)?.[0] ?? '';
  const from = cursor - word.length;
  if (WANTS_VIEW.test(before))
    return {
      from,
      options: catalog.map((view) => ({
        label: view.name,
        type: 'class',
        detail: titles.of(view),
        info: view.description,
      })),
    };
  const named = relationsOf(span ? text.slice(span.from, span.to) : '', catalog);
  const qualifier = /(\w+)\.\w*$/.exec(before)?.[1]?.toLowerCase();
  const read = [...new Set(named.values())];
  // Before FROM is written every member may be meant.
  const unnamed = read.length > 0 ? read : catalog;
  const views = qualifier === undefined ? unnamed : [named.get(qualifier) ?? []].flat();
  const bare = IN_AGGREGATE.test(before) || qualifier !== undefined;
  const members = views.flatMap((view) => membersOf(view, bare, titles));
  const options = [...new Map(members.map((one) => [one.label, one])).values()];
  return options.length > 0 ? { from, options } : null;
}

/** The views that a statement reads, by their names and aliases. */
function relationsOf(statement: string, catalog: readonly CatalogView[]): ReadonlyMap<string, CatalogView> {
  const found = new Map<string, CatalogView>();
  for (const [, name, alias] of statement.matchAll(RELATION)) {
    const view = catalog.find((one) => one.name === name?.toLowerCase());
    if (!view) continue;
    found.set(view.name, view);
    if (alias) found.set(alias.toLowerCase(), view);
  }
  return found;
}

function membersOf(view: CatalogView, bare: boolean, titles: Titles): Suggestion[] {
  const dimensions = view.dimensions.map((one): Suggestion => {
    return { label: one.name, type: 'property', detail: titles.of(one), info: one.description, boost: 20 };
  });
  const measures = view.measures.map((one): Suggestion => {
    const told = { label: one.name, detail: titles.of(one), info: one.description, boost: 21 };
    if (bare) return { ...told, type: 'variable', boost: 22 };
    if (one.arguments.length === 0) return { ...told, type: 'variable', apply: `MEASURE(${one.name})` };
    return { ...told, type: 'function', apply: callOf(one) };
  });
  return [...dimensions, ...measures];
}

/** A call with the declared defaults, such as churn_risk(3). */
export function callOf(measure: CatalogMeasure): string {
  const given = measure.arguments.map(({ default: value }) =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value),
  );
  return `${measure.name}(${given.join(', ')})`;
}

/** How a measure is asked in a statement. */
export const askedAs = (measure: CatalogMeasure): string =>
  measure.arguments.length > 0 ? callOf(measure) : `MEASURE(${measure.name})`;

/** A statement to start from. */
export function startStatement(catalog: readonly CatalogView[]): string {
  const view = catalog.find((one) => one.name === 'churn') ?? catalog[0];
  if (!view) return 'SELECT 1;\n';
  const dimension = view.hierarchies[0]?.levels[0] ?? view.dimensions.find((one) => !one.masked)?.name;
  const measures = view.measures.slice(0, 2).map((measure) => `${askedAs(measure)} AS ${measure.name}`);
  const columns = [...(dimension ? [dimension] : []), ...measures];
  return `SELECT ${columns.join(', ')}\nFROM ${view.name}${dimension ? `\nGROUP BY ${dimension}\nORDER BY 2 DESC` : ''};\n`;
}
