import type { ColumnInfo } from '../api/types.js';
import type { Course } from '../home/kpis.js';
import { formatPeriod, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';

const HEIGHT = 38;

/** Bars by month from zero; each says its month and figure when pointed at. */
export function MonthBars({ course, info }: { readonly course: Course; readonly info: ColumnInfo }) {
  const { language } = useWords();
  const known = course.values.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const least = Math.min(0, ...known);
  const span = most - least || 1;
  const step = 100 / Math.max(1, course.values.length);
  const zero = (most / span) * HEIGHT;
  return (
    <svg
      className="month-bars"
      viewBox={`0 0 100 ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${info.title}: ${known.length}`}
    >
      {course.values.map((value, i) => {
        if (value === null) return null;
        const size = Math.max(0.6, (Math.abs(value) / span) * HEIGHT);
        const month = course.months[i] ?? '';
        return (
          <rect
            key={month}
            x={i * step + step * 0.12}
            width={step * 0.76}
            y={value >= 0 ? zero - size : zero}
            height={size}
            className={value < 0 ? 'minus' : i === course.values.length - 1 ? 'last' : ''}
          >
            <title>{`${formatPeriod(month, 'month', language)}: ${formatValue(value, info, language)}`}</title>
          </rect>
        );
      })}
      <line x1="0" x2="100" y1={zero} y2={zero} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
