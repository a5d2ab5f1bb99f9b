import { useEffect, useState } from 'react';
import { scoresPercent } from '../api/session.js';
import { useWords } from '../i18n/use-words.js';

const EVERY_MS = 3_000;

/** A line as long as the first scores are being made: what is asked of them is empty until then. */
export function ScoresProgress() {
  const { t } = useWords();
  const [percent, setPercent] = useState<number | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async () => {
      const found = await scoresPercent().catch(() => null);
      if (isOver) return;
      setPercent(found);
      if (found !== null) timer = setTimeout(look, EVERY_MS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  if (percent === null) return null;
  return (
    <div className="scores-progress" role="status">
      <progress max={100} value={percent} aria-label={t('session.scoring', { percent })} />
      <span>{t('session.scoring', { percent })}</span>
    </div>
  );
}
