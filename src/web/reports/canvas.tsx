import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useWords } from '../i18n/use-words.js';
import { announce } from '../parts/announce.js';
import { COLUMNS, fitting, placesOf, rearranged } from './layout.js';
import type { Place, Tile } from './report.js';

interface CanvasProps {
  readonly tiles: readonly Tile[];
  readonly editing: boolean;
  readonly titleOf: (tile: Tile) => string;
  readonly onPlace: (at: number, place: Place) => void;
  /** What stands at the right of a tile's head. */
  readonly actions: (tile: Tile, at: number) => ReactNode;
  readonly body: (tile: Tile, at: number) => ReactNode;
}

/** Height of a row and the gap, as styles/reports.css has them. */
const ROW_PX = 28;
const GAP_PX = 12;

interface Dragging {
  readonly at: number;
  readonly kind: 'move' | 'resize';
  readonly place: Place;
}

/** The tiles of a page on its grid; while it is edited they are moved and resized by pointer or by arrow keys. */
export function Canvas({ tiles, editing, titleOf, onPlace, actions, body }: CanvasProps) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const own = placesOf(tiles);
  const places = dragging ? rearranged(own, dragging.at, dragging.place) : own;

  const start = (at: number, kind: Dragging['kind']) => (event: PointerEvent<HTMLButtonElement>) => {
    const [from, width, tile] = [own[at], box.current?.clientWidth, tiles[at]];
    if (!from || !width || !tile || event.button !== 0) return;
    const { clientX, clientY, currentTarget, pointerId } = event;
    const column = (width + GAP_PX) / COLUMNS;
    const placeAt = (x: number, y: number): Place => {
      const [dx, dy] = [Math.round((x - clientX) / column), Math.round((y - clientY) / (ROW_PX + GAP_PX))];
      return fitting(
        tile.kind,
        kind === 'move'
          ? { ...from, x: from.x + dx, y: from.y + dy }
          : { ...from, width: Math.min(from.width + dx, COLUMNS - from.x), height: from.height + dy },
      );
    };
    currentTarget.setPointerCapture(pointerId);
    setDragging({ at, kind, place: from });
    currentTarget.onpointermove = (moved) => setDragging({ at, kind, place: placeAt(moved.clientX, moved.clientY) });
    currentTarget.onpointerup = (ended) => {
      currentTarget.onpointermove = null;
      currentTarget.onpointerup = null;
      setDragging(null);
      onPlace(at, placeAt(ended.clientX, ended.clientY));
    };
  };
  const onKey = (at: number, kind: Dragging['kind']) => (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const [from, tile] = [own[at], tiles[at]];
    if (!step || !from || !tile) return;
    event.preventDefault();
    const [dx = 0, dy = 0] = step;
    const to = fitting(
      tile.kind,
      kind === 'move'
        ? { ...from, x: from.x + dx, y: Math.max(0, dy > 0 ? belowNext(own, at) : from.y + dy) }
        : { ...from, width: from.width + dx, height: from.height + dy },
    );
    onPlace(at, to);
    announce(t('reports.placed', { title: titleOf(tile), ...to, column: to.x + 1, row: to.y + 1 }));
  };

  return (
    <div ref={box} className={`report-canvas${editing ? ' editing' : ''}`}>
      {tiles.map((tile, at) => {
        const place = places[at] as Place;
        const title = titleOf(tile);
        return (
          <section
            // tiles have no name but their place in the list
            key={at}
            className={`tile ${tile.kind}${dragging?.at === at ? ' dragged' : ''}`}
            aria-label={title}
            style={{
              gridColumn: `${place.x + 1} / span ${place.width}`,
              gridRow: `${place.y + 1} / span ${place.height}`,
            }}
          >
            {(editing || tile.kind !== 'text') && (
              <header>
                {editing && (
                  <button
                    type="button"
                    className="quiet handle"
                    aria-label={t('reports.move', { title })}
                    title={t('reports.moveHint')}
                    onPointerDown={start(at, 'move')}
                    onKeyDown={onKey(at, 'move')}
                  >
                    ⠿
                  </button>
                )}
                <h2>{title}</h2>
                <span className="end tile-actions">{actions(tile, at)}</span>
              </header>
            )}
            <div className="tile-body">{body(tile, at)}</div>
            {editing && (
              <button
                type="button"
                className="resize"
                aria-label={t('reports.resize', { title })}
                title={t('reports.resizeHint')}
                onPointerDown={start(at, 'resize')}
                onKeyDown={onKey(at, 'resize')}
              />
            )}
          </section>
        );
      })}
    </div>
  );
}

/** Below the tile that is next down: one row further would move up again at once. */
function belowNext(places: readonly Place[], at: number): number {
  const own = places[at] as Place;
  const end = own.y + own.height;
  const under = places.filter(
    (other, i) => i !== at && other.y >= end && other.x < own.x + own.width && own.x < other.x + other.width,
  );
  const next = under.sort((a, b) => a.y - b.y)[0];
  return next ? next.y + next.height - own.height + Math.max(0, own.height - next.height) : own.y + 1;
}
