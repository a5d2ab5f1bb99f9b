/** So many entries of each list of operations are fetched. */
export const LISTED = 100;
