import { Refusal } from '../refusal.js';
import { type AhpResult, consistentAhp } from './ahp.js';

/**
 * What value is made of: a tree whose inner nodes compare their children in pairs (Saaty's matrix) and whose leaves are
 * indicators of a customer, such as revenue or tenure.
 */
export interface IndicatorNode {
  readonly name: string;
  /** Pairwise comparisons of the children, in their order; without one they matter equally. */
  readonly matrix?: readonly (readonly (number | null)[])[] | undefined;
  readonly children?: readonly IndicatorNode[] | undefined;
  /** For a leaf: less is worth more, as with arrears. */
  readonly lessIsMore?: boolean | undefined;
}

export interface IndicatorWeight {
  readonly name: string;
  /** Names from the root to the indicator. */
  readonly path: readonly string[];
  /** The product of the weights along the path; all leaves' weights sum to 1. */
  readonly weight: number;
  readonly lessIsMore: boolean;
}

export interface NodeConsistency extends Omit<AhpResult, 'weights'> {
  readonly name: string;
}

export interface TreeWeights {
  readonly weights: readonly IndicatorWeight[];
  /** One entry for each node that compares children. */
  readonly consistency: readonly NodeConsistency[];
}

/** Global weights of the indicators. Refuses a node whose comparisons contradict each other, and a name used twice. */
export function treeWeights(root: IndicatorNode): TreeWeights {
  const weights: IndicatorWeight[] = [];
  const consistency: NodeConsistency[] = [];
  descend(root, [], 1, weights, consistency);
  const names = weights.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Refusal(`The indicator "${twice}" is in the tree twice.`);
  return { weights, consistency };
}

function descend(
  node: IndicatorNode,
  above: readonly string[],
  weight: number,
  weights: IndicatorWeight[],
  consistency: NodeConsistency[],
): void {
  const path = [...above, node.name];
  const children = node.children ?? [];
  if (children.length === 0) {
    weights.push({ name: node.name, path, weight, lessIsMore: node.lessIsMore ?? false });
    return;
  }
  const names = children.map(({ name }) => name);
  const matrix = node.matrix ?? children.map(() => children.map(() => 1));
  if (matrix.length !== children.length)
    throw new Refusal(`"${node.name}" has ${children.length} children but its matrix has ${matrix.length} rows.`);
  const result = consistentAhp(matrix, names);
  const { lambdaMax, consistencyIndex, consistencyRatio } = result;
  consistency.push({ name: node.name, lambdaMax, consistencyIndex, consistencyRatio });
  children.forEach((child, i) => descend(child, path, weight * (result.weights[i] as number), weights, consistency));
}
