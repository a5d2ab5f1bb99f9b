import { Input, InputNumber, Select } from 'antd';
import { useMemo } from 'react';
import type { CatalogView } from '../api/types.js';
import { formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { dimensionOf } from '../pivot/fields.js';
import { emptyState } from '../pivot/state.js';
import { useValues } from '../pivot/use-values.js';
import type { Parameter, ParameterValues, ReportDocument } from './report.js';

interface ParameterBarProps {
  readonly document: ReportDocument;
  readonly catalog: readonly CatalogView[];
  readonly values: ParameterValues;
  readonly onChange: (values: ParameterValues) => void;
}

/** What the reader chooses: values of the report's parameters. */
export function ParameterBar({ document, catalog, values, onChange }: ParameterBarProps) {
  return document.parameters.map((parameter) => (
    <ParameterInput
      key={parameter.name}
      parameter={parameter}
      document={document}
      catalog={catalog}
      value={values[parameter.name] ?? parameter.default}
      onChange={(value) => onChange({ ...values, [parameter.name]: value })}
    />
  ));
}

interface ParameterInputProps {
  readonly parameter: Parameter;
  readonly document: ReportDocument;
  readonly catalog: readonly CatalogView[];
  readonly value: string | number;
  readonly onChange: (value: string | number) => void;
}

function ParameterInput(props: ParameterInputProps) {
  const { parameter, document, catalog, value, onChange } = props;
  const filtered = useMemo(() => filteredBy(parameter, document, catalog), [parameter, document, catalog]);
  return (
    <label className="parameter">
      <span>{parameter.title}</span>
      {filtered ? (
        <MemberChoice {...props} view={filtered.view} member={filtered.member} />
      ) : parameter.type === 'number' ? (
        <InputNumber
          size="small"
          aria-label={parameter.title}
          value={Number(value)}
          onChange={(next) => next !== null && onChange(next)}
        />
      ) : (
        <Input
          size="small"
          aria-label={parameter.title}
          type={parameter.type === 'date' ? 'date' : 'text'}
          value={String(value)}
          onChange={(event) => event.target.value && onChange(event.target.value)}
        />
      )}
    </label>
  );
}

/** A member that a condition compares with the parameter: then its values are what one chooses from. */
function filteredBy({ name }: Parameter, document: ReportDocument, catalog: readonly CatalogView[]) {
  for (const { filters, items } of document.pages) {
    const all = [...filters, ...items.flatMap((item) => (item.kind === 'text' ? [] : item.question.filters))];
    for (const condition of all) {
      if (!('member' in condition) || 'latest' in condition) continue;
      const uses = condition.values?.some((value) => typeof value === 'object' && value?.parameter === name);
      const view = uses && catalog.find((one) => dimensionOf(one, condition.member));
      if (view) return { view, member: condition.member };
    }
  }
  return null;
}

function MemberChoice(props: ParameterInputProps & { readonly view: CatalogView; readonly member: string }) {
  const { view, member, parameter, value, onChange } = props;
  const { language } = useWords();
  const state = useMemo(() => emptyState(view.name), [view]);
  const { answer } = useValues(view.name, member, '', state);
  const grain = dimensionOf(view, member)?.grain;
  const label = (one: string) => (grain ? formatPeriod(one, grain === 'month' ? 'month' : 'day', language) : one);
  const offered = (answer?.values ?? []).flatMap((one) =>
    one.value === null ? [] : [String(one.value).slice(0, grain ? 10 : undefined)],
  );
  const options = [...new Set([...offered, String(value)])].sort();
  return (
    <Select
      size="small"
      showSearch
      aria-label={parameter.title}
      value={String(value)}
      loading={!answer}
      options={options.map((one) => ({ value: one, label: label(one) }))}
      onChange={onChange}
    />
  );
}
