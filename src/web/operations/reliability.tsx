import type { Decile } from '../api/administration.js';
import { localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [300, 220, 42, 34, 10, 10];

/** Predicted against observed share of leavers by tenth of risk: on the line the model means what it says. */
export function Reliability({ deciles }: { readonly deciles: readonly Decile[] }) {
  const { t, language } = useWords();
  const most = Math.max(0.01, ...deciles.flatMap((one) => [one.predicted, one.observed])) * 1.05;
  const x = (value: number) => LEFT + (value / most) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - TOP);
  const percent = new Intl.NumberFormat(localeOf(language), { style: 'percent', maximumFractionDigits: 1 });
  const ticks = [0, most / 2, most];
  return (
    <figure className="reliability">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={t('operations.reliability')}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {percent.format(tick)}
            </text>
            <text x={x(tick)} y={HEIGHT - BOTTOM + 15} textAnchor={tick === most ? 'end' : 'middle'}>
              {percent.format(tick)}
            </text>
          </g>
        ))}
        <line x1={x(0)} y1={y(0)} x2={x(most)} y2={y(most)} stroke="var(--line-2)" strokeDasharray="4 3" />
        {deciles.map((one, i) => (
          <circle key={`${i}-${one.predicted}`} cx={x(one.predicted)} cy={y(one.observed)} r="4" fill="var(--accent)">
            <title>
              {t('operations.decile', {
                predicted: percent.format(one.predicted),
                observed: percent.format(one.observed),
                rows: one.rows,
              })}
            </title>
          </circle>
        ))}
        <text x={(WIDTH + LEFT) / 2} y={HEIGHT - 4} textAnchor="middle">
          {t('operations.predicted')}
        </text>
      </svg>
      <figcaption className="fine">{t('operations.reliability')}</figcaption>
    </figure>
  );
}
