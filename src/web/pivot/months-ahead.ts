/** Months ahead that may be chosen; 0 shows none. */
export const AHEAD = [0, 3, 6, 12, 24] as const;
