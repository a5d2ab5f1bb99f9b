import type { Principal } from '../access/principal.js';
import { asTenureError } from '../errors/errors.js';
import type { CatalogMeasure, CatalogView } from './contract/catalog.js';
import type { SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

export interface ModelDifferences {
  /** Measures that both models have and that both were asked. */
  readonly asked: number;
  readonly members: readonly { readonly view: string; readonly member: string; readonly only: 'before' | 'after' }[];
  /** The first value that differs, by the view's periods where it has a time dimension. */
  readonly figures: readonly Changed<'measure'>[];
  /** What a role may do with a member: absent, masked or shown. */
  readonly rights: readonly (Changed<'member'> & { readonly role: string })[];
}

type Changed<K extends string> = Readonly<Record<K | 'view' | 'before' | 'after', string>>;

const ADMIN: Principal = { user: 'model diff', groups: ['admin'], provinces: [], accountManagers: [] };
const TOGETHER = 20;

/** Asks each measure of both models, as the administrator, and compares what each role sees of every view. */
export async function compareModels(
  before: Semantic,
  after: Semantic,
  signal?: AbortSignal,
): Promise<ModelDifferences> {
  const [old, next] = await Promise.all([before.catalog(ADMIN), after.catalog(ADMIN)]);
  const shared = old.views.flatMap((view) => {
    const other = next.views.find(({ name }) => name === view.name);
    return other ? [{ view, other }] : [];
  });
  const figures: Changed<'measure'>[] = [];
  let asked = 0;
  for (const { view, other } of shared) {
    const measures = askable(view).filter(({ name }) => askable(other).some((one) => one.name === name));
    asked += measures.length;
    for (let from = 0; from < measures.length; from += TOGETHER) {
      const names = measures.slice(from, from + TOGETHER).map(({ name }) => name);
      const [a, b] = await Promise.all([before, after].map((model) => valuesOf(model, view, names, signal)));
      for (const measure of names) {
        const [was, is] = [a?.get(measure) ?? '', b?.get(measure) ?? ''];
        if (was !== is) figures.push({ view: view.name, measure, ...firstDifference(was, is) });
      }
    }
  }
  return { asked, members: memberDifferences(old.views, next.views), figures, rights: await rightsOf(before, after) };
}

/** Measures that may be asked without giving an argument. */
function askable(view: CatalogView): readonly CatalogMeasure[] {
  return view.measures.filter((measure) => measure.arguments.every((one) => one.default !== undefined));
}

/** Each measure's values as one text a row; of measures that cannot be asked, the error's code. */
async function valuesOf(
  model: Semantic,
  view: CatalogView,
  measures: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const time = view.dimensions.find(({ name }) => name === view.timeDimension);
  const query: SemanticQuery = {
    view: view.name,
    measures: measures.map((name) => ({ name })),
    ...(time
      ? {
          dimensions: [{ name: time.name, granularity: 'month' as const }],
          order: [{ by: time.name, direction: 'asc' as const }],
        }
      : {}),
  };
  try {
    const { columns, rows } = await model.ask(query, ADMIN, signal ? { signal } : {});
    return new Map(
      measures.map((name) => {
        const at = columns.findIndex((column) => column.name === name);
        return [name, rows.map((row) => `${time ? `${String(row[0])}: ` : ''}${JSON.stringify(row[at])}`).join('\n')];
      }),
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (measures.length === 1) return new Map(measures.map((name) => [name, asTenureError(error).kind]));
    const alone = await Promise.all(measures.map((name) => valuesOf(model, view, [name], signal)));
    return new Map(alone.flatMap((one) => [...one]));
  }
}

function firstDifference(before: string, after: string): { before: string; after: string } {
  const [was, is] = [before.split('\n'), after.split('\n')];
  const at = was.findIndex((line, index) => line !== is[index]);
  const row = at < 0 ? was.length : at;
  return { before: was[row] ?? 'no row', after: is[row] ?? 'no row' };
}

const namesOf = (view: CatalogView) =>
  new Map([...view.dimensions, ...view.measures, ...view.segments].map((member) => [member.name, member]));

function memberDifferences(before: readonly CatalogView[], after: readonly CatalogView[]): ModelDifferences['members'] {
  const only = (views: readonly CatalogView[], others: readonly CatalogView[], which: 'before' | 'after') =>
    views.flatMap((view) => {
      const known = others.find(({ name }) => name === view.name);
      const names = known ? namesOf(known) : new Map();
      return [...namesOf(view).keys()]
        .filter((name) => !names.has(name))
        .map((member) => ({ view: view.name, member, only: which }));
    });
  return [...only(before, after, 'before'), ...only(after, before, 'after')];
}

async function rightsOf(before: Semantic, after: Semantic): Promise<ModelDifferences['rights']> {
  const roles = [...new Set([...before.cube.groups(), ...after.cube.groups()])].sort();
  const found: (Changed<'member'> & { readonly role: string })[] = [];
  for (const role of roles) {
    const principal: Principal = { user: role, groups: [role], provinces: ['*'], accountManagers: ['*'] };
    const [old, next] = await Promise.all([rightsIn(before, principal), rightsIn(after, principal)]);
    for (const member of new Set([...old.keys(), ...next.keys()])) {
      const [was, is] = [old.get(member) ?? 'absent', next.get(member) ?? 'absent'];
      const [view = '', name = ''] = member.split('.');
      if (was !== is) found.push({ role, view, member: name, before: was, after: is });
    }
  }
  return found;
}

/** What a role sees of each member, and `rows` of each view: all, or limited by which members. */
async function rightsIn(model: Semantic, principal: Principal): Promise<ReadonlyMap<string, string>> {
  const { views } = await model.catalog(principal);
  return new Map(
    views.flatMap((view) => [
      [`${view.name}.rows`, model.cube.restrictedBy(principal, view.name).join(', ') || 'all'] as const,
      ...[...namesOf(view)].map(
        ([name, member]) => [`${view.name}.${name}`, 'masked' in member && member.masked ? 'masked' : 'shown'] as const,
      ),
    ]),
  );
}
