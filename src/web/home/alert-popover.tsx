import { App, Button, InputNumber, Popover, Select } from 'antd';
import { type ReactElement, useState } from 'react';
import { type Alert, type NewAlert, setAlert } from '../api/alerts.js';
import type { Cell, ColumnInfo } from '../api/types.js';
import { isRatio, unitLabel } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';

interface AlertPopoverProps {
  /** The measure's title, and the slice in words where it is not everything. */
  readonly title: string;
  readonly slice: string;
  readonly info: ColumnInfo;
  /** The figure of now, where the threshold starts. */
  readonly current: Cell | undefined;
  /** What the alert watches; null where nothing can be watched. */
  readonly watched: Omit<NewAlert, 'when' | 'threshold'> | null;
  readonly onSet?: (alert: Alert) => void;
  readonly children: ReactElement;
}

/** Level of the interval that an alert on the forecast watches. */
const BAND = 0.95;

/** Asks for a threshold beside whatever opens it, and sets the alert. Ratios are typed in per cent. */
export function AlertPopover({ title, slice, info, current, watched, onSet, children }: AlertPopoverProps) {
  const { t, units } = useWords();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [when, setWhen] = useState<NewAlert['when']>('above');
  const [typed, setTyped] = useState<number | null>(null);
  const scale = isRatio(info) ? 100 : 1;
  const now = typeof current === 'string' || typeof current === 'number' ? Number(current) * scale : 0;
  const shown = typed ?? Number(now.toPrecision(4));
  const unit = isRatio(info) ? '%' : unitLabel(info, units);
  const add = async () => {
    if (!watched) return;
    setBusy(true);
    try {
      const made = await setAlert({ ...watched, when, threshold: when === 'outside' ? BAND : shown / scale });
      onSet?.(made);
      setOpen(false);
      setTyped(null);
      void message.success(t('home.alertSet'));
    } catch (error) {
      void message.error(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Popover
      open={open && watched !== null}
      onOpenChange={setOpen}
      trigger="click"
      placement="topRight"
      arrow={false}
      destroyOnHidden
      content={
        <div className="alert-panel">
          <b>{t('home.alertTitle', { name: title })}</b>
          {slice && <span className="fine">{slice}</span>}
          <div className="alert-form">
            <Select
              aria-label={t('home.alertWhen')}
              value={when}
              options={[
                { value: 'above' as const, label: t('home.above') },
                { value: 'below' as const, label: t('home.below') },
                { value: 'outside' as const, label: t('home.outside') },
              ]}
              onChange={setWhen}
            />
            {when === 'outside' ? null : (
              <InputNumber
                aria-label={t('home.threshold')}
                value={shown}
                onChange={setTyped}
                onPressEnter={() => void add()}
                suffix={unit || undefined}
              />
            )}
          </div>
          <span className="fine">{t('home.alertFollows')}</span>
          <Button type="primary" loading={busy} onClick={() => void add()}>
            {t('home.alertAdd')}
          </Button>
        </div>
      }
    >
      {children}
    </Popover>
  );
}
