import type { EChartsOption } from 'echarts';
import { BarChart, HeatmapChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import { type RefObject, useEffect, useRef } from 'react';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  PieChart,
  ScatterChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  CanvasRenderer,
]);

interface EChartProps {
  readonly option: EChartsOption;
  readonly label: string;
  /** Filled with a way to get the picture as a PNG. */
  readonly image?: RefObject<(() => string | null) | null>;
}

/** A chart that follows its box and its option: a task later, since drawing must not keep back the frame that answers a click. */
export function EChart({ option, label, image }: EChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const draw = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current);
    if (image)
      image.current = () => {
        draw.current?.();
        return made.getDataURL({ type: 'png', pixelRatio: 2 });
      };
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
      if (image) image.current = null;
    };
  }, [image]);
  useEffect(() => {
    // Who asked for less motion gets charts that stand at once.
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    draw.current = () => {
      draw.current = null;
      chart.current?.setOption(still ? { ...option, animation: false } : option, { notMerge: true });
    };
    const timer = setTimeout(() => draw.current?.(), 0);
    return () => clearTimeout(timer);
  }, [option]);
  return <div ref={box} className="echart" role="img" aria-label={label} />;
}
