import type { Mode } from '../app/theme.js';

export interface ChartInk {
  readonly font: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly paper: string;
  readonly series: readonly string[];
  readonly heat: readonly string[];
}

/** Okabe and Ito's colours, told apart by every kind of colour vision; darker yellow and black for light paper. */
export const SERIES = {
  light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b08a00', '#56b4e9', '#5b5b5b', '#e69f00'],
  dark: ['#56b4e9', '#e69f00', '#2fc39a', '#e29cc4', '#f0e442', '#4d9fd6', '#b9b9b9', '#f08a5d'],
} as const;
export const HEAT = {
  light: ['#eef5f5', '#a9d3d5', '#5ba6ac', '#1c737b', '#08414a'],
  dark: ['#1b2a2c', '#1f4f54', '#2c7b82', '#5fb3b8', '#c3e9ea'],
} as const;

/** The page's colours for a canvas, which knows no CSS. */
export function inkOf(mode: Mode): ChartInk {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    font: getComputedStyle(document.body).fontFamily,
    text: colour('--ink'),
    faint: colour('--ink-3'),
    line: colour('--line'),
    paper: colour('--paper'),
    series: SERIES[mode],
    heat: HEAT[mode],
  };
}
