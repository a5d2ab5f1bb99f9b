import { Refusal } from '../refusal.js';

/** One figure of a tree: a child's `parent` is the key of the figure that it is part of; null at a root. */
export interface TreeNode {
  readonly key: string;
  readonly parent: string | null;
  readonly value: number;
  /** Variance of the figure's error; 0 holds it fast. */
  readonly variance: number;
  /** False where the figure may not fall below 0. */
  readonly mayBeNegative: boolean;
}

interface Linked extends TreeNode {
  readonly children: Linked[];
  /** Best figure from the node and all below it, with its variance. */
  merged: number;
  mergedVariance: number;
  settled: number;
}

/**
 * Figures whose children add up to their parents, nearest to those given in units of their variances: weighted least
 * squares with a diagonal matrix (Wickramasuriya, Athanasopoulos and Hyndman 2019, "WLS"), which on a tree is closed form.
 * Upwards every node is averaged with the sum of its children by their precisions; downwards each child takes its share,
 * by variance, of the gap. Sums are exact: all figures are multiples of one power of two, so that no addition rounds.
 */
export function reconcile(nodes: readonly TreeNode[]): number[] {
  const linked = link(nodes);
  const roots = linked.filter(({ parent }) => parent === null);
  for (const root of roots) {
    mergeUp(root);
    settle(root, root.merged);
  }
  const largest = Math.max(...linked.map(({ settled }) => Math.abs(settled)), Number.MIN_VALUE);
  const quantum = 2 ** (Math.ceil(Math.log2(largest)) - 46);
  for (const root of roots) addUp(root, quantum > 0 && Number.isFinite(1 / quantum) ? quantum : 0);
  return linked.map(({ settled }) => settled);
}

function link(nodes: readonly TreeNode[]): Linked[] {
  const linked = nodes.map(
    (node): Linked => ({
      ...node,
      children: [],
      merged: node.value,
      mergedVariance: node.variance,
      settled: node.value,
    }),
  );
  const byKey = new Map(linked.map((node) => [node.key, node]));
  if (byKey.size !== linked.length) throw new Refusal('Two figures of the tree have one key.');
  for (const node of linked) {
    if (node.parent === null) continue;
    const parent = byKey.get(node.parent);
    if (!parent) throw new Refusal(`"${node.key}" is part of "${node.parent}", which is not in the tree.`);
    parent.children.push(node);
  }
  for (const node of linked) {
    let steps = 0;
    for (let at: Linked | undefined = node; at && at.parent !== null; at = byKey.get(at.parent))
      if (++steps > linked.length) throw new Refusal(`"${node.key}" is part of itself.`);
  }
  return linked;
}

function mergeUp(node: Linked): void {
  if (node.children.length === 0) return;
  let [sum, variance] = [0, 0];
  for (const child of node.children) {
    mergeUp(child);
    sum += child.merged;
    variance += child.mergedVariance;
  }
  const both = variance + node.variance;
  node.merged = both > 0 ? (node.value * variance + sum * node.variance) / both : sum;
  node.mergedVariance = both > 0 ? (variance * node.variance) / both : 0;
}

/** Gives a node its figure and its children theirs. Those that would fall below 0 stay there and the others take it. */
function settle(node: Linked, figure: number): void {
  node.settled = node.mayBeNegative ? figure : Math.max(0, figure);
  let free = node.children;
  for (;;) {
    const gap = node.settled - free.reduce((sum, child) => sum + child.merged, 0);
    const total = free.reduce((sum, child) => sum + child.mergedVariance, 0);
    const shares = free.map(
      (child) => child.merged + gap * (total > 0 ? child.mergedVariance / total : 1 / free.length),
    );
    const below = free.filter((child, i) => !child.mayBeNegative && (shares[i] as number) < 0);
    if (below.length === 0) {
      for (const [i, child] of free.entries()) settle(child, shares[i] as number);
      return;
    }
    for (const child of below) settle(child, 0);
    free = free.filter((child) => !below.includes(child));
    if (free.length === 0) return;
  }
}

function addUp(node: Linked, quantum: number): number {
  if (node.children.length > 0) node.settled = node.children.reduce((sum, child) => sum + addUp(child, quantum), 0);
  else if (quantum > 0) node.settled = Math.round(node.settled / quantum) * quantum;
  return node.settled;
}
