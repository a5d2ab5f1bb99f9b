import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useWords } from '../i18n/use-words.js';
import { type Dragged, dragged } from './dragging.js';
import { type ShelfName, takes } from './shelf-actions.js';

interface ShelfProps {
  readonly name: ShelfName;
  readonly empty: boolean;
  readonly onDrop: (what: Dragged, at: number) => void;
  readonly children: ReactNode;
}

/** A strip that takes fields; what is dropped goes between the chips where it was dropped. */
export function Shelf({ name, empty, onDrop, children }: ShelfProps) {
  const { t } = useWords();
  const [over, setOver] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const place = (event: DragEvent) => {
    const chips = [...(list.current?.querySelectorAll('[data-chip]') ?? [])];
    const next = chips.findIndex((chip) => {
      const box = chip.getBoundingClientRect();
      return event.clientX < box.left + box.width / 2;
    });
    return next < 0 ? chips.length : next;
  };
  return (
    // a fieldset would bring a form's meaning
    <div
      className={`shelf ${name}${over ? ' over' : ''}`}
      role="group"
      aria-label={t(`browse.${name}`)}
      tabIndex={-1}
      onDragOver={(event) => {
        if (!takes(name, dragged.current())) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const what = dragged.current();
        if (what && takes(name, what)) onDrop(what, place(event));
        dragged.end();
      }}
    >
      <span className="shelf-name">{t(`browse.${name}`)}</span>
      <div className="chips" ref={list}>
        {children}
        {empty && <span className="drop-hint">{t('browse.dropHere')}</span>}
      </div>
    </div>
  );
}
