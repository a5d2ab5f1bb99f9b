import { factorName } from '../i18n/factors.js';
import { localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';

/** Features that moved, the furthest first, each with its population stability index. */
export function DriftList({
  drift,
}: {
  readonly drift: readonly { readonly feature: string; readonly psi: number }[];
}) {
  const { language } = useWords();
  const index = new Intl.NumberFormat(localeOf(language), { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    <span className="drifted">
      {drift
        .toSorted((a, b) => b.psi - a.psi)
        .map(({ feature, psi }) => `${factorName(feature, language)} (PSI\u00a0${index.format(psi)})`)
        .join('; ')}
    </span>
  );
}
