import { Drawer, Input, Select } from 'antd';
import { useMemo } from 'react';
import type { CatalogView } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { CloseIcon, PlusIcon } from '../parts/icons.js';
import { isLocalName } from '../pivot/local-labels.js';
import { boundMember } from './edits.js';
import type { CalculatedMember, Parameter, ReportDocument } from './report.js';

interface MembersPanelProps {
  readonly document: ReportDocument;
  readonly catalog: readonly CatalogView[];
  readonly onChange: (parameters: readonly Parameter[], calculated: readonly CalculatedMember[]) => void;
  readonly onBind: (parameter: string, member: string | null) => void;
  readonly onClose: () => void;
}

const FORMATS = ['number', 'integer', 'percent', 'currency'] as const;
const TYPES = ['string', 'number', 'date'] as const;

/** What a report adds to the model: measures calculated from measures, and what its reader may choose. */
export function MembersPanel({ document, catalog, onChange, onBind, onClose }: MembersPanelProps) {
  const { t, titleOf } = useWords();
  const { parameters, calculated } = document;
  const members = useMemo(() => membersOf(document, catalog), [document, catalog]);
  return (
    <Drawer open onClose={onClose} title={t('reports.members')} size="min(760px, 94vw)">
      <h3>{t('reports.calculated')}</h3>
      <p className="fine">{t('reports.calculatedText')}</p>
      <ul className="report-members">
        {calculated.map((member, at) => (
          <li key={member.name}>
            <CalculatedFields
              member={member}
              catalog={catalog}
              onChange={(next) =>
                onChange(
                  parameters,
                  calculated.map((one, i) => (i === at ? next : one)),
                )
              }
              onRemove={() =>
                onChange(
                  parameters,
                  calculated.filter((_, i) => i !== at),
                )
              }
            />
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="quiet"
        onClick={() => onChange(parameters, [...calculated, newCalculated(document, catalog, t)])}
      >
        <PlusIcon /> {t('reports.addCalculated')}
      </button>
      <h3>{t('reports.parameters')}</h3>
      <p className="fine">{t('reports.parametersText')}</p>
      <ul className="report-members">
        {parameters.map((parameter, at) => {
          const put = (change: Partial<Parameter>) =>
            onChange(
              parameters.map((one, i) => (i === at ? { ...one, ...change } : one)),
              calculated,
            );
          return (
            <li key={parameter.name}>
              <div className="member-fields">
                <Input
                  aria-label={t('reports.memberTitle')}
                  value={parameter.title}
                  onChange={(event) => put({ title: event.target.value || parameter.name })}
                />
                <Select
                  showSearch
                  allowClear
                  optionFilterProp="label"
                  aria-label={t('reports.filters')}
                  placeholder={t('reports.filters')}
                  value={boundMember(document, parameter.name)}
                  options={members.map((one) => ({ value: one.name, label: titleOf(one) }))}
                  onChange={(member: string | null | undefined) => onBind(parameter.name, member ?? null)}
                />
                <Select
                  aria-label={t('reports.type')}
                  value={parameter.type}
                  options={TYPES.map((value) => ({ value, label: t(`reports.types.${value}`) }))}
                  onChange={(type) => put({ type, default: type === 'number' ? 0 : type === 'date' ? today() : '' })}
                />
                <Input
                  aria-label={t('reports.default')}
                  type={parameter.type === 'date' ? 'date' : parameter.type === 'number' ? 'number' : 'text'}
                  value={String(parameter.default)}
                  onChange={(event) =>
                    put({ default: parameter.type === 'number' ? Number(event.target.value) : event.target.value })
                  }
                />
                <button
                  type="button"
                  className="quiet"
                  aria-label={`${t('browse.remove')} ${parameter.title}`}
                  onClick={() =>
                    onChange(
                      parameters.filter((_, i) => i !== at),
                      calculated,
                    )
                  }
                >
                  <CloseIcon />
                </button>
              </div>
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        className="quiet"
        onClick={() =>
          onChange(
            [
              ...parameters,
              {
                name: freeName('parameter', parameters),
                title: t('reports.newParameter'),
                type: 'string',
                default: '',
              },
            ],
            calculated,
          )
        }
      >
        <PlusIcon /> {t('reports.addParameter')}
      </button>
    </Drawer>
  );
}

interface CalculatedFieldsProps {
  readonly member: CalculatedMember;
  readonly catalog: readonly CatalogView[];
  readonly onChange: (member: CalculatedMember) => void;
  readonly onRemove: () => void;
}

function CalculatedFields({ member, catalog, onChange, onRemove }: CalculatedFieldsProps) {
  const { t, titleOf } = useWords();
  const view = catalog.find(({ name }) => name === member.view);
  return (
    <>
      <div className="member-fields">
        <Input
          aria-label={t('reports.memberTitle')}
          value={member.title}
          onChange={(event) => onChange({ ...member, title: event.target.value || member.name })}
        />
        <Select
          aria-label={t('browse.subject')}
          value={member.view}
          options={catalog.map((one) => ({ value: one.name, label: titleOf(one) }))}
          onChange={(name) => onChange({ ...member, view: name })}
        />
        <Select
          aria-label={t('reports.format')}
          value={member.format ?? 'number'}
          options={FORMATS.map((value) => ({ value, label: t(`reports.formats.${value}`) }))}
          onChange={(format) => onChange({ ...member, format })}
        />
        <button type="button" className="quiet" aria-label={`${t('browse.remove')} ${member.title}`} onClick={onRemove}>
          <CloseIcon />
        </button>
      </div>
      <Input
        aria-label={t('reports.expression')}
        className="expression"
        value={member.expression}
        onChange={(event) => onChange({ ...member, expression: event.target.value })}
      />
      <p className="fine">
        {t('reports.measuresToUse', {
          names: (view?.measures ?? [])
            .filter((one) => one.arguments.length === 0)
            .slice(0, 24)
            .map(({ name }) => name)
            .join(', '),
        })}
      </p>
    </>
  );
}

/** Dimensions of the subjects that the report asks, or of all while it asks none. */
function membersOf(document: ReportDocument, catalog: readonly CatalogView[]) {
  const asked = new Set(
    document.pages.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'text' ? [] : [item.question.view]))),
  );
  const views = catalog.filter(({ name }) => asked.size === 0 || asked.has(name));
  const groupable = views.flatMap((view) =>
    view.dimensions.filter(
      (one) => !one.masked && !one.primaryKey && one.type !== 'array' && !isLocalName(view, one.name),
    ),
  );
  return [...new Map(groupable.map((one) => [one.name, one])).values()];
}

/** Of the subject that the report asks first. */
function newCalculated(
  { calculated, pages }: ReportDocument,
  catalog: readonly CatalogView[],
  t: (key: string) => string,
): CalculatedMember {
  const asked = pages.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'text' ? [] : [item.question.view])),
  );
  const view = catalog.find(({ name }) => name === asked[0]) ?? catalog[0];
  const [first] = (view?.measures ?? []).filter((one) => one.arguments.length === 0);
  return {
    name: freeName('calculated', calculated),
    view: view?.name ?? '',
    title: t('reports.newCalculated'),
    expression: first?.name ?? '1',
    format: 'number',
  };
}

function freeName(start: string, taken: readonly { readonly name: string }[]): string {
  for (let number = 1; ; number++) {
    const name = `${start}_${number}`;
    if (!taken.some((one) => one.name === name)) return name;
  }
}

const today = (): string => new Date().toISOString().slice(0, 10);
