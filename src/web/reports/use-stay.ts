import { useEffect } from 'react';
import { useWords } from '../i18n/use-words.js';

/** While there is something unsaved, asks before a link inside the page or the browser leaves it. */
export function useStay(dirty: boolean): void {
  const { t } = useWords();
  useEffect(() => {
    if (!dirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const leaves = event.target instanceof Element && event.target.closest('a[href^="#/"]');
      if (!leaves || window.confirm(t('reports.leave'))) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('beforeunload', onUnload);
    window.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      window.removeEventListener('click', onClick, true);
    };
  }, [dirty, t]);
}
