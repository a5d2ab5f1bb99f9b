import type { ReactNode } from 'react';

// A dozen strokes on a 16 px grid, so that no icon package is loaded.

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="15"
      height="15"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const drawn = (d: string) => () => (
  <Icon>
    <path d={d} />
  </Icon>
);

export const SunIcon = drawn(
  'M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
);
export const MoonIcon = drawn('M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6');
export const UndoIcon = drawn('M6 3.5L2.8 6.6L6 9.7M3 6.6h6.2a3.6 3.6 0 0 1 0 7.1H6.5');
export const RedoIcon = drawn('M10 3.5l3.2 3.1L10 9.7M13 6.6H6.8a3.6 3.6 0 0 0 0 7.1h2.7');
export const RotateIcon = drawn('M3 6V3h9.5M10 .8L12.7 3L10 5.2M13 10v3H3.5M6 10.8L3.3 13L6 15.2');
export const ChartIcon = drawn('M2 2v12h12M4.6 10.4l3-3.4l2.2 1.8L13.4 4.4');
export const AheadIcon = drawn('M2 12.5l3.6-4l2.6 1.6M9.6 8.9l1.2-1.4M12 6l1.4-1.7M2 2v12h12');
export const ExportIcon = drawn('M8 2v8M5 7l3 3l3-3M2.5 11v2.5h11V11');
export const CompareIcon = drawn('M3 13V8M6.3 13V4M9.7 13V6.5M13 13V2.5');
export const LookIcon = drawn('M2 2.5h5v5H2zM9 2.5h5v5H9zM2 9.5h5v4H2zM9 9.5h5v4H9z');
export const TopIcon = drawn('M2.5 3.5h11M2.5 7h8M2.5 10.5h5M2.5 13.5h2.5');
export const FilterIcon = drawn('M2 3h12l-4.6 5.4v4.8l-2.8-1.5V8.4z');
export const ChevronRight = drawn('M6 3.5L10.5 8L6 12.5');
export const ChevronDown = drawn('M3.5 6L8 10.5L12.5 6');
export const PlusIcon = drawn('M8 3v10M3 8h10');
export const CloseIcon = drawn('M4 4l8 8M12 4l-8 8');
export const MoreIcon = drawn('M3.5 8h.01M8 8h.01M12.5 8h.01');
export const DrillIcon = drawn('M3 3h10M5.5 8H13M8 13h5M3 6v7M3 13l-1.6-1.8M3 13l1.6-1.8');
export const RowsIcon = drawn('M2 3.5h12M2 8h12M2 12.5h12');
export const WhyIcon = drawn('M5.6 5.8A2.4 2.4 0 1 1 8 8.4v1.4M8 12.6h.01');
export const SignOutIcon = drawn('M6.5 2.5h-4v11h4M6.5 8h7M11 5.3L13.7 8L11 10.7');
export const SortDownIcon = drawn('M8 3v10M4.5 9.5L8 13l3.5-3.5');
export const SortUpIcon = drawn('M8 13V3M4.5 6.5L8 3l3.5 3.5');
export const UserIcon = drawn('M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8M2.8 14a5.2 5.2 0 0 1 10.4 0');
export const WarnIcon = drawn('M8 2L1.5 13.5h13zM8 6.5v3.2M8 11.6h.01');
export const AcrossIcon = drawn('M2 5h11M10.3 2.3L13 5l-2.7 2.7M14 11H3M5.7 8.3L3 11l2.7 2.7');
export const LayersIcon = drawn('M8 2l6 3.2L8 8.4L2 5.2zM2 8.2l6 3.2l6-3.2M2 11l6 3.2L14 11');
export const BellIcon = drawn('M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.8 14.2h2.4');
