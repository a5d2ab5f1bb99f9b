interface SparklineProps {
  readonly values: readonly (number | null)[];
  /** Drawn as a dashed line across. */
  readonly target?: number | null;
  readonly width?: number;
  readonly height?: number;
}

/** The course of a figure without axes: its shape alone, the latest point marked. Gaps stay gaps. */
export function Sparkline({ values, target = null, width = 104, height = 34 }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return <svg className="sparkline" width={width} height={height} aria-hidden="true" />;
  const shown = target === null ? known : [...known, target];
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const x = (i: number) => 3 + (i * (width - 6)) / (values.length - 1);
  const y = (value: number) =>
    most === least ? height / 2 : height - 4 - ((value - least) / (most - least)) * (height - 8);
  let pen = false;
  const path = values
    .map((value, i) => {
      if (value === null) {
        pen = false;
        return '';
      }
      const step = `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
      return step;
    })
    .join('');
  const last = values.at(-1);
  return (
    <svg className="sparkline" width={width} height={height} aria-hidden="true">
      {target !== null && (
        <path
          d={`M3 ${y(target).toFixed(1)}H${width - 3}`}
          stroke="var(--ink-3)"
          strokeDasharray="3 3"
          strokeWidth="1"
        />
      )}
      <path
        d={path}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.6"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {last !== null && last !== undefined && (
        <circle cx={x(values.length - 1)} cy={y(last)} r="2.6" fill="var(--accent)" />
      )}
    </svg>
  );
}
