import { Checkbox, Input, Segmented } from 'antd';
import { useState } from 'react';
import type { CatalogView, Scalar } from '../api/types.js';
import { formatCount } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure } from '../parts/states.js';
import { memberLabel } from '../pivot/fields.js';
import type { BrowseState, Slicer } from '../pivot/state.js';
import { useValues } from '../pivot/use-values.js';

interface MemberSlicerProps {
  readonly slicer: Slicer;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly onChange: (slicer: Slicer) => void;
}

/** Members to include or to leave out, with search and counts. */
export function MemberSlicer({ slicer, view, state, onChange }: MemberSlicerProps) {
  const { t, language } = useWords();
  const [search, setSearch] = useState('');
  const { answer, error, again } = useValues(view.name, slicer.member, search, state);
  const chosen = new Set(slicer.values);
  const level = { name: slicer.member, ...(slicer.granularity ? { granularity: slicer.granularity } : {}) };
  const label = (value: Scalar, given: string) => memberLabel(level, value, given, language, t('common.unknown'));
  const offered = answer?.values ?? [];
  const missing = search ? [] : slicer.values.filter((value) => !offered.some((one) => one.value === value));
  const lines = [...missing.map((value) => ({ value, label: '', count: null })), ...offered];
  const choose = (values: Iterable<Scalar>) => onChange({ ...slicer, values: [...values] });
  const toggle = (value: Scalar) => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    choose(next);
  };
  return (
    <div className="slicer-panel">
      <Segmented
        size="small"
        value={slicer.mode === 'notIn' ? 'notIn' : 'in'}
        options={[
          { value: 'in', label: t('browse.include') },
          { value: 'notIn', label: t('browse.excludeMode') },
        ]}
        onChange={(mode) => onChange({ ...slicer, mode: mode === 'notIn' ? 'notIn' : 'in' })}
      />
      <Input
        autoFocus
        allowClear
        placeholder={t('browse.searchValues')}
        aria-label={t('browse.searchValues')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="slicer-values">
        {error !== null && <Failure error={error} onRetry={again} />}
        {!answer && error === null && <span className="skeleton" />}
        {answer && lines.length === 0 && <p className="fine">{t('browse.noValues')}</p>}
        {lines.map((one) => (
          <label key={JSON.stringify(one.value)} className="slicer-value">
            <Checkbox checked={chosen.has(one.value)} onChange={() => toggle(one.value)} />
            <span>{label(one.value, one.label)}</span>
            <span className="fine">{one.count === null ? '' : formatCount(Number(one.count), language)}</span>
          </label>
        ))}
        {answer?.hasMore && <p className="fine">{t('browse.moreValues')}</p>}
      </div>
      <div className="panel-actions">
        <button
          type="button"
          className="quiet"
          onClick={() => choose(new Set([...slicer.values, ...offered.map((one) => one.value)]))}
        >
          {t('browse.selectShown')}
        </button>
        <button type="button" className="quiet" disabled={slicer.values.length === 0} onClick={() => choose([])}>
          {t('browse.clear')}
        </button>
      </div>
    </div>
  );
}
