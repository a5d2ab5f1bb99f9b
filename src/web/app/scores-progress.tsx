import { useQuery } from '@tanstack/react-query';
import { scoresPercent } from '../api/session.js';
import { useWords } from '../i18n/use-words.js';

const EVERY_MS = 3_000;

/** A line as long as the first scores are being made: what is asked of them is empty until then. */
export function ScoresProgress() {
  const { t } = useWords();
  const { data: percent = null } = useQuery({
    queryKey: ['scores percent'],
    queryFn: () => scoresPercent().catch(() => null),
    refetchInterval: ({ state }) => (state.data === null ? false : EVERY_MS),
    refetchIntervalInBackground: true,
  });
  if (percent === null) return null;
  return (
    <div className="scores-progress" role="status">
      <progress max={100} value={percent} aria-label={t('session.scoring', { percent })} />
      <span>{t('session.scoring', { percent })}</span>
    </div>
  );
}
