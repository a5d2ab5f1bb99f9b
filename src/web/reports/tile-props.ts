import type { RefObject } from 'react';
import type { CatalogView } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import type { Tile, TileAnswer } from './report.js';

export interface TileProps<T extends Tile = Tile> {
  readonly tile: T;
  readonly answer: TileAnswer | undefined;
  readonly view: CatalogView | undefined;
  readonly mode: Mode;
  /** Filled with a way to get a chart's picture. */
  readonly image?: RefObject<(() => string | null) | null>;
}
