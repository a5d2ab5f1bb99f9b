import type { Principal } from '../../access/principal.js';
import type { Cube } from '../../cube/cube.js';
import { asTenureError, TenureError } from '../../errors/errors.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import { shortName, type View } from '../model/view.js';
import type { VisibleModel } from '../model/views-of.js';
import type { TypeFinder } from './member-types.js';

export interface ModelCheck {
  readonly cube: Cube;
  readonly types: TypeFinder;
  readonly visible: (principal: Principal) => Promise<VisibleModel>;
  readonly warehouse: Warehouse;
}

const ADMIN: Principal = { user: 'check', groups: ['admin'], provinces: [], accountManagers: [] };

/**
 * Asks the engine to describe every view, so that a column or function that is not there is found at start and not by the
 * first who asks. Throws MODEL with file and line. A ratio that is a Decimal is refused: its digits beyond the scale are lost.
 */
export async function checkModel({ cube, types, visible, warehouse }: ModelCheck): Promise<void> {
  const key = `${cube.version()}|${await tablesKey(warehouse)}`;
  const kept = cube.kept.checked(key);
  if (kept) return types.remember(kept);
  const problems: string[] = [];
  const found: Record<string, Record<string, string>> = {};
  for (const view of (await visible(ADMIN)).views.values()) {
    try {
      const described = await types.typesOf(view);
      problems.push(...decimalRatios(cube, view, described.types));
      if (described.dataSource === 'default') found[view.name] = Object.fromEntries(described.types);
    } catch (error) {
      if (asTenureError(error).kind !== 'ENGINE' || isStore(error)) continue;
      problems.push(...(await culprits(cube, view, types)));
    }
  }
  if (problems.length > 0) throw new TenureError('MODEL', problems.join('\n'));
  cube.kept.setChecked(key, found);
}

/** Changes with any table, view or dictionary that a model could name, and with its columns. */
async function tablesKey(warehouse: Warehouse): Promise<string> {
  const { rows } = await warehouse.query(
    {
      text: `SELECT toString(sipHash64(arraySort(groupArray((database, table, name, type))))) FROM system.columns
             WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema')`,
    },
    { lane: 'control' },
  );
  return String(rows[0]?.[0]);
}

/** Views over the application store are found out when they are asked: it may be elsewhere and late. */
function isStore(error: unknown): boolean {
  return error instanceof TenureError && error.message.includes('application store');
}

function decimalRatios(cube: Cube, view: View, types: ReadonlyMap<string, string>): string[] {
  return [...view.measures.values()]
    .filter(({ name }) => !view.beside?.measures.has(shortName(name)))
    .filter(({ name }) => /Decimal/.test(types.get(shortName(name)) ?? ''))
    .filter((measure) => measure.type === 'number' && isRatio(cube, measure.aliasMember ?? measure.name))
    .map(
      ({ name, aliasMember }) =>
        `${placeOf(cube, aliasMember ?? name)}: ${name} divides Decimals, which loses digits; write toFloat64(…) / nullif(…, 0).`,
    );
}

function isRatio(cube: Cube, member: string): boolean {
  return /[^/]\/[^/]/.test(cube.sqlOfMember(member) ?? '');
}

/** Which members of a view the engine refuses, one by one. */
async function culprits(cube: Cube, view: View, types: TypeFinder): Promise<string[]> {
  const problems: string[] = [];
  for (const kind of ['dimensions', 'measures'] as const) {
    for (const [name, member] of view[kind]) {
      if (view.beside?.measures.has(name)) continue;
      const alone: View = { ...view, dimensions: new Map(), measures: new Map(), [kind]: new Map([[name, member]]) };
      const error = await types.describe(alone).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error === undefined) continue;
      problems.push(`${placeOf(cube, member.aliasMember ?? member.name)}: ${member.name}: ${reasonOf(error)}`);
      // A missing table makes every member fail: the first says it.
      if (problems.length >= 3) return problems;
    }
  }
  return problems;
}

function placeOf(cube: Cube, member: string): string {
  const [item = '', name] = member.split('.');
  return cube.position(item, name) ?? item;
}

/** The engine's own words: the administrator who starts the server may read them. */
function reasonOf(error: unknown): string {
  let text = error instanceof Error ? error.message : String(error);
  for (let cause = error instanceof Error ? error.cause : undefined; cause instanceof Error; cause = cause.cause) {
    text = cause.message;
  }
  return text.split('\n', 1)[0]?.slice(0, 300) ?? 'the engine refuses it';
}
