import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type IndicatorNode, type IndicatorWeight, treeWeights } from '../../src/analytics/value/indicator-tree.js';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { TenureError } from '../../src/errors/errors.js';
import { VALUE } from './indicators.js';

const judgement = z.union([z.number(), z.string().transform(fraction)]);
const node: z.ZodType<IndicatorNode> = z.strictObject({
  name: z.string(),
  matrix: z.array(z.array(judgement)).optional(),
  lessIsMore: z.boolean().optional(),
  get children() {
    return z.array(node).optional();
  },
});

function fraction(text: string): number {
  const [over, under = 1] = text.split('/').map(Number);
  return (over ?? Number.NaN) / under;
}

/** The weights of value-score.yml, in the order of VALUE; an indicator that the tree leaves out weighs nothing. */
export function scoreWeights(file = path.join(PROJECT_ROOT, 'etl', 'value', 'value-score.yml')): IndicatorWeight[] {
  const { weights } = treeWeights(node.parse(parse(readFileSync(file, 'utf8'))));
  const known = VALUE.map(({ name }) => name);
  const unknown = weights.find(({ name }) => !known.includes(name));
  if (unknown)
    throw new TenureError('CONFIG', `${file}: no indicator is called ${unknown.name}; there are ${known.join(', ')}.`);
  return known.map(
    (name) => weights.find((one) => one.name === name) ?? { name, path: [name], weight: 0, lessIsMore: false },
  );
}
