import type { z } from 'zod';

/** Where something that came from outside is wrong, and why. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * What is wrong, each at its own place. Of something that could be of several shapes the nearest shape says it: the one with the
 * fewest faults. Zod itself would say `Invalid input`.
 */
export function issuesOf({ issues }: z.ZodError): readonly Issue[] {
  return issues.flatMap((issue) => resolved(issue));
}

/** The first of them. */
export function issueOf(error: z.ZodError): Issue {
  return issuesOf(error)[0] ?? { path: [], message: 'malformed' };
}

function resolved(issue: z.core.$ZodIssue, before: readonly PropertyKey[] = []): readonly Issue[] {
  const path = [...before, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, message: issue.message }];
  const shapes = issue.errors.map((errors) => errors.flatMap((inner) => resolved(inner, path)));
  const fewest = Math.min(...shapes.map((faults) => faults.length));
  return shapes.find((faults) => faults.length === fewest) ?? [];
}
