import type { ReactNode } from 'react';

interface ScrollerProps {
  /** What it holds, for a reader who comes to it by Tab. */
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/**
 * A wide or long content that scrolls by itself, reachable by keyboard. A group and no landmark: the section around it
 * is one already, often of the same name.
 */
export function Scroller({ label, className, children }: ScrollerProps) {
  return (
    <div className={className} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
