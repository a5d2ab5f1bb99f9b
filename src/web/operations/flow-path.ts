interface Step {
  readonly id: string;
  readonly from: readonly string[];
}

/** A step with everything that it comes from and everything that comes of it. */
export function pathThrough(steps: readonly Step[], id: string): ReadonlySet<string> {
  const before = new Map(steps.map((step) => [step.id, step.from] as const));
  const after = new Map<string, string[]>();
  for (const step of steps) for (const from of step.from) after.set(from, [...(after.get(from) ?? []), step.id]);
  return new Set([...reached(id, (one) => before.get(one)), ...reached(id, (one) => after.get(one))]);
}

function reached(start: string, next: (id: string) => readonly string[] | undefined): ReadonlySet<string> {
  const found = new Set([start]);
  // A set tells what is added to it while it is walked through.
  for (const id of found) for (const one of next(id) ?? []) found.add(one);
  return found;
}
