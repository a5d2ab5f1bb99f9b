import { fitting, placesOf, rearranged } from './layout.js';
import type {
  CalculatedMember,
  Condition,
  MemberCondition,
  Parameter,
  Place,
  ReportDocument,
  ReportPart,
  Tile,
} from './report.js';

export type Edit =
  | { readonly type: 'title'; readonly title: string; readonly description: string }
  | { readonly type: 'addTile'; readonly page: number; readonly tile: Tile }
  | { readonly type: 'changeTile'; readonly page: number; readonly at: number; readonly tile: Tile }
  | { readonly type: 'removeTile'; readonly page: number; readonly at: number }
  | { readonly type: 'copyTile'; readonly page: number; readonly at: number }
  | { readonly type: 'place'; readonly page: number; readonly at: number; readonly place: Place }
  | { readonly type: 'addPage'; readonly title: string }
  | { readonly type: 'renamePage'; readonly page: number; readonly title: string }
  | { readonly type: 'removePage'; readonly page: number }
  | { readonly type: 'filters'; readonly page: number; readonly filters: readonly Condition[] }
  /** Every page is filtered by what the reader chooses for the parameter; by nothing for null. */
  | { readonly type: 'bind'; readonly parameter: string; readonly member: string | null }
  | {
      readonly type: 'members';
      readonly parameters: readonly Parameter[];
      readonly calculated: readonly CalculatedMember[];
    };

/** The document after one edit; everything that the builder does is one of these. */
export function edited(document: ReportDocument, edit: Edit): ReportDocument {
  switch (edit.type) {
    case 'title':
      return { ...document, title: edit.title, description: edit.description };
    case 'addPage':
      return { ...document, pages: [...document.pages, { title: edit.title, filters: [], items: [] }] };
    case 'removePage':
      return document.pages.length > 1
        ? { ...document, pages: document.pages.filter((_, i) => i !== edit.page) }
        : document;
    case 'members':
      return withoutGone({ ...document, parameters: edit.parameters, calculated: edit.calculated });
    case 'bind':
      return {
        ...document,
        pages: document.pages.map((page) => ({ ...page, filters: bound(page.filters, edit.parameter, edit.member) })),
      };
    default:
      return { ...document, pages: document.pages.map((page, i) => (i === edit.page ? pageAfter(page, edit) : page)) };
  }
}

/** The member that pages are filtered by with a parameter. */
export function boundMember(document: ReportDocument, parameter: string): string | null {
  for (const { filters } of document.pages)
    for (const condition of filters) if (uses(condition, parameter)) return condition.member;
  return null;
}

function uses(condition: Condition, parameter: string): condition is MemberCondition {
  if ('or' in condition || 'latest' in condition) return false;
  return condition.values?.some((value) => typeof value === 'object' && value?.parameter === parameter) ?? false;
}

function bound(filters: readonly Condition[], parameter: string, member: string | null): readonly Condition[] {
  const others = filters.filter((one) => !uses(one, parameter));
  return member === null ? others : [...others, { member, operator: 'equals', values: [{ parameter }] }];
}

/** No page is filtered by a parameter that is not there any more: it could not be asked. */
function withoutGone(document: ReportDocument): ReportDocument {
  const gone = (condition: Condition) =>
    !('or' in condition || 'latest' in condition) &&
    condition.values?.some(
      (value) =>
        typeof value === 'object' &&
        value !== null &&
        !document.parameters.some(({ name }) => name === value.parameter),
    );
  const pages = document.pages.map((page) => ({ ...page, filters: page.filters.filter((one) => !gone(one)) }));
  return { ...document, pages };
}

type PageEdit = Extract<Edit, { readonly page: number }>;

function pageAfter(page: ReportPart, edit: PageEdit): ReportPart {
  switch (edit.type) {
    case 'renamePage':
      return { ...page, title: edit.title };
    case 'filters':
      return { ...page, filters: edit.filters };
    case 'addTile':
      return { ...page, items: [...kept(page.items), edit.tile] };
    case 'changeTile':
      return { ...page, items: page.items.map((tile, i) => (i === edit.at ? withPlaceOf(edit.tile, tile) : tile)) };
    case 'removeTile':
      return { ...page, items: kept(page.items).filter((_, i) => i !== edit.at) };
    case 'copyTile': {
      const tile = page.items[edit.at];
      if (!tile) return page;
      const { place: _place, ...copy } = tile;
      return { ...page, items: [...kept(page.items), copy as Tile] };
    }
    case 'place': {
      const tile = page.items[edit.at];
      if (!tile) return page;
      const places = rearranged(placesOf(page.items), edit.at, fitting(tile.kind, edit.place));
      return { ...page, items: page.items.map((one, i) => withPlace(one, places[i])) };
    }
    default:
      return page;
  }
}

/** The tiles with the places that they are seen at, so that an added or removed one does not move them. */
const kept = (tiles: readonly Tile[]): readonly Tile[] => {
  const places = placesOf(tiles);
  return tiles.map((tile, i) => withPlace(tile, places[i]));
};

const withPlace = (tile: Tile, place: Place | undefined): Tile => (place ? { ...tile, place } : tile);
const withPlaceOf = (tile: Tile, before: Tile): Tile => withPlace(tile, before.place);
