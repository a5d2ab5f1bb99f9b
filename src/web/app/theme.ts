import { type ThemeConfig, theme } from 'antd';

export type Mode = 'light' | 'dark';

const KEPT_AS = 'tenure.mode';

export function startMode(): Mode {
  const kept = localStorage.getItem(KEPT_AS);
  const mode =
    kept === 'light' || kept === 'dark' ? kept : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  showMode(mode);
  return mode;
}

export function keepMode(mode: Mode): void {
  localStorage.setItem(KEPT_AS, mode);
  showMode(mode);
}

function showMode(mode: Mode): void {
  document.documentElement.dataset.theme = mode;
}

const FONT = `system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;

/** One accent, small radii, compact controls: the figures are what speaks. The same colours as in styles/tokens.css. */
export function antdTheme(mode: Mode): ThemeConfig {
  const dark = mode === 'dark';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#4db6bd' : '#0b6b74',
      colorInfo: dark ? '#4db6bd' : '#0b6b74',
      colorTextBase: dark ? '#e4e9ea' : '#182224',
      colorBgBase: dark ? '#14191b' : '#ffffff',
      colorBgContainer: dark ? '#161c1e' : '#ffffff',
      colorBgElevated: dark ? '#1e2527' : '#ffffff',
      colorTextPlaceholder: dark ? '#8f9b9d' : '#5f6d70',
      colorBorder: dark ? '#3a4548' : '#cdd5d6',
      colorError: dark ? '#f08a5d' : '#b4481c',
      borderRadius: 5,
      fontFamily: FONT,
      fontSize: 13,
      controlHeight: 30,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: { Button: { fontWeight: 500, primaryShadow: 'none', defaultShadow: 'none' } },
  };
}
