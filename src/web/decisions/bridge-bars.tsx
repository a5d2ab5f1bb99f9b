import { useWords } from '../i18n/use-words.js';
import type { BridgeStep } from './bridge.js';
import { useRates } from './use-rates.js';

/** Bars that hand over to each other, from one rate to the other. */
export function BridgeBars({ steps, label }: { readonly steps: readonly BridgeStep[]; readonly label: string }) {
  const { t } = useWords();
  const { rate, points } = useRates();
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const width = most - least || 1;
  const at = (value: number) => 2 + ((value - least) / width) * 96;
  return (
    <ol className="waterfall" aria-label={label}>
      {steps.map((step, i) => {
        const anchor = step.kind === 'end';
        const name = step.kind === 'others' ? t('decisions.why.others') : step.name;
        return (
          // steps may have equal names: their place tells them apart
          <li key={`${i}-${name}`} className={anchor ? 'anchor' : ''}>
            <span title={name}>{name}</span>
            <span className="track" aria-hidden="true">
              <i
                className={anchor ? 'mark' : step.to > step.from ? 'worse' : 'better'}
                style={{
                  left: `${Math.min(at(step.from), at(step.to))}%`,
                  width: anchor ? '2px' : `${Math.abs(at(step.to) - at(step.from))}%`,
                }}
              />
            </span>
            <span className="figure">{anchor ? rate(step.to) : points(step.to - step.from)}</span>
          </li>
        );
      })}
    </ol>
  );
}
