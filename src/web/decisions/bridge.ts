/** A part of a change; the parts of a list sum to it. */
export interface Share {
  readonly name: string;
  readonly contribution: number;
}

/** A step from one figure to another: where it starts and where it ends. */
export interface BridgeStep {
  readonly kind: 'end' | 'part' | 'others';
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * From `start` over the `shown` largest parts, all others together, and the parts that are always told, to `end`, where the
 * parts lead, since they sum to the change.
 */
export function bridge(
  start: Share,
  parts: readonly Share[],
  always: readonly Share[],
  end: Share,
  shown: number,
): readonly BridgeStep[] {
  const told = parts.slice(0, shown);
  const rest = parts.slice(shown).reduce((sum, { contribution }) => sum + contribution, 0);
  const steps: BridgeStep[] = [{ kind: 'end', name: start.name, from: start.contribution, to: start.contribution }];
  let at = start.contribution;
  const add = (kind: BridgeStep['kind'], { name, contribution }: Share) => {
    steps.push({ kind, name, from: at, to: at + contribution });
    at += contribution;
  };
  for (const part of told) add('part', part);
  if (parts.length > shown) add('others', { name: '', contribution: rest });
  for (const part of always) add('part', part);
  return [...steps, { kind: 'end', name: end.name, from: end.contribution, to: end.contribution }];
}
