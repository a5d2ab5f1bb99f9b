/** Names close to a misspelt one, nearest first: by edit distance, or when one holds the other. */
export function nearestNames(wrong: string, names: readonly string[], count = 3): string[] {
  const asked = wrong.toLowerCase();
  const limit = Math.max(2, Math.floor(asked.length / 3));
  return names
    .map((name) => ({ name, distance: distanceOf(asked, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= limit || holds(asked, name.toLowerCase()))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, count)
    .map(({ name }) => name);
}

function holds(asked: string, name: string): boolean {
  return asked.length > 2 && (name.includes(asked) || asked.includes(name));
}

/** Levenshtein distance over one row. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `; did you mean a, b or c?`, or nothing. */
export function didYouMean(wrong: string, names: readonly string[]): string {
  const near = nearestNames(wrong, names);
  if (near.length === 0) return '';
  const last = near.at(-1);
  return `; did you mean ${near.length > 1 ? `${near.slice(0, -1).join(', ')} or ${last}` : last}?`;
}
