import { useWords } from '../i18n/use-words.js';

/** A run's state in words, with a mark that is not colour alone. */
export function StateMark({ state }: { readonly state: string }) {
  const { t } = useWords();
  return <span className={`state-mark ${state}`}>{t(`operations.states.${state}`, { defaultValue: state })}</span>;
}
