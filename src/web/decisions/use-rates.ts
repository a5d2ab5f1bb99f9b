import { useMemo } from 'react';
import { localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';

/** Rates as percent, and differences between them in percentage points, to the thousandth: churn moves little. */
export function useRates() {
  const { t, language } = useWords();
  return useMemo(() => {
    const digits = { minimumFractionDigits: 3, maximumFractionDigits: 3 };
    const rates = new Intl.NumberFormat(localeOf(language), { style: 'percent', ...digits });
    const signed = new Intl.NumberFormat(localeOf(language), { signDisplay: 'exceptZero', ...digits });
    return {
      rate: (value: number) => rates.format(value),
      points: (value: number) => t('decisions.why.points', { value: signed.format(value * 100) }),
    };
  }, [t, language]);
}
