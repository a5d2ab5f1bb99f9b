import { useLayoutEffect, useRef, useState } from 'react';
import type { FlowStep } from '../api/administration.js';
import { formatCount, formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';

const STAGES = ['source', 'base', 'layer', 'view'] as const;

interface FlowPictureProps {
  readonly steps: readonly FlowStep[];
  /** The steps of the chosen one's way; null while none is chosen. */
  readonly path: ReadonlySet<string> | null;
  readonly chosen: string | null;
  readonly nameOf: (step: FlowStep) => string;
  readonly onChoose: (id: string | null) => void;
}

interface Curve {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly d: string;
}

/** Four columns from sources to views; lines say what comes from what, and choosing a step shows its way alone. */
export function FlowPicture({ steps, path, chosen, nameOf, onChoose }: FlowPictureProps) {
  const { t } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const [curves, setCurves] = useState<readonly Curve[]>([]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const draw = () => setCurves(curvesOf(element, steps));
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [steps]);
  const shown = (id: string) => path === null || path.has(id);
  return (
    <div className="flow" ref={frame}>
      <svg aria-hidden="true">
        {curves.map(({ key, from, to, d }) => (
          <path key={key} d={d} className={path === null ? undefined : shown(from) && shown(to) ? 'on' : 'off'} />
        ))}
      </svg>
      {STAGES.map((stage) => (
        <section key={stage} aria-label={t(`operations.stages.${stage}`)}>
          <h3>{t(`operations.stages.${stage}`)}</h3>
          <ul>
            {steps
              .filter((step) => step.stage === stage)
              .map((step) => (
                <li key={step.id}>
                  <button
                    type="button"
                    data-step={step.id}
                    className={`step${shown(step.id) ? '' : ' off'}`}
                    aria-pressed={step.id === chosen}
                    onClick={() => onChoose(step.id === chosen ? null : step.id)}
                  >
                    <b>{nameOf(step)}</b>
                    <Facts step={step} />
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** The little that tells a step's size and age; the table below has the rest. */
function Facts({ step }: { readonly step: FlowStep }) {
  const { t, language } = useWords();
  const facts = [
    step.files === null ? null : t('operations.fileCount', { count: step.files }),
    step.rows === null ? null : t('operations.rowCount', { rows: formatCount(step.rows, language) }),
    step.through === null
      ? null
      : t('operations.throughMonth', { month: formatPeriod(step.through, 'month', language) }),
    step.projections.length === 0 ? null : t('operations.projections', { count: step.projections.length }),
  ].filter((fact) => fact !== null);
  return (
    <>
      {facts.length > 0 && <small>{facts.join(' · ')}</small>}
      {step.quarantined !== null && step.quarantined > 0 && (
        <small className="aside">
          {t('operations.setAsideCount', { count: step.quarantined, shown: formatCount(step.quarantined, language) })}
        </small>
      )}
    </>
  );
}

/** Lines between the cards as they lie now; those within a column bow out to the right of it. */
function curvesOf(frame: HTMLElement, steps: readonly FlowStep[]): readonly Curve[] {
  const origin = frame.getBoundingClientRect();
  const boxes = new Map(
    [...frame.querySelectorAll<HTMLElement>('[data-step]')].map((card) => {
      const { left, right, top, height } = card.getBoundingClientRect();
      return [
        card.dataset['step'] ?? '',
        { left: left - origin.left, right: right - origin.left, middle: top - origin.top + height / 2 },
      ] as const;
    }),
  );
  return steps.flatMap((step) =>
    step.from.flatMap((before): Curve[] => {
      const [from, to] = [boxes.get(before), boxes.get(step.id)];
      if (!from || !to) return [];
      const key = `${before} > ${step.id}`;
      if (Math.abs(from.left - to.left) < 2) {
        const out = from.right + 10 + Math.min(16, Math.abs(from.middle - to.middle) / 12);
        const d = `M${from.right} ${from.middle}C${out} ${from.middle} ${out} ${to.middle} ${to.right} ${to.middle}`;
        return [{ key, from: before, to: step.id, d }];
      }
      const half = (from.right + to.left) / 2;
      const d = `M${from.right} ${from.middle}C${half} ${from.middle} ${half} ${to.middle} ${to.left} ${to.middle}`;
      return [{ key, from: before, to: step.id, d }];
    }),
  );
}
