import { Dropdown, type MenuProps } from 'antd';
import { useEffect, useState } from 'react';

/** A corner of the window, in pixels, that a menu hangs from. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

interface PlacedMenuProps {
  readonly place: MenuPlace;
  readonly items: NonNullable<MenuProps['items']>;
  readonly onChoose: (key: string) => void;
  readonly onClose: () => void;
}

/** A menu at a place: one for many things that have the same menu. The focus goes back to where it came from. */
export function PlacedMenu({ place, items, onChoose, onClose }: PlacedMenuProps) {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // What was chosen may have moved the focus on, to a drawer for instance.
      if (document.activeElement === document.body && opener instanceof HTMLElement)
        opener.focus({ preventScroll: true });
    },
    [opener],
  );
  useEffect(() => {
    // Enter chooses when it goes down; what has the focus again by then must not be pressed by the same Enter.
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('[role=menu]'))
        event.preventDefault();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
  return (
    <Dropdown
      open
      autoFocus
      trigger={['click']}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      menu={{ items, onClick: ({ key }) => onChoose(key) }}
    >
      <span className="menu-anchor" style={{ left: place.x, top: place.y }} />
    </Dropdown>
  );
}
