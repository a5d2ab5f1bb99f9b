import { z } from 'zod';

/** 3, 0.333, "1/3", ⅓, or null where the other half of the pair says it. */
const judgement = z.union([z.number(), z.string().transform(fraction), z.null()], {
  error: 'expected a number or a fraction such as 1/3',
});
/** Pairwise comparisons as people write them: row against column. */
export const judgementMatrix = z.array(z.array(judgement), {
  error: 'expected a list of rows, each a list of numbers',
});

const VULGAR: Readonly<Record<string, number>> = {
  '½': 1 / 2,
  '⅓': 1 / 3,
  '¼': 1 / 4,
  '⅕': 1 / 5,
  '⅙': 1 / 6,
  '⅐': 1 / 7,
  '⅛': 1 / 8,
  '⅑': 1 / 9,
};

function fraction(text: string, context: z.RefinementCtx): number {
  const trimmed = text.trim();
  const vulgar = VULGAR[trimmed];
  if (vulgar !== undefined) return vulgar;
  const parts = /^(\d+(?:\.\d+)?)(?:\s*\/\s*(\d+(?:\.\d+)?))?$/.exec(trimmed);
  if (!parts) {
    context.addIssue({ code: 'custom', message: `"${text}" is not a number or a fraction such as 1/3` });
    return z.NEVER;
  }
  return Number(parts[1]) / Number(parts[2] ?? 1);
}
