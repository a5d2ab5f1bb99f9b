import { App, Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useWords } from '../i18n/use-words.js';
import { useAsked } from '../parts/use-asked.js';
import type { BrowseState } from '../pivot/state.js';
import { edited } from './edits.js';
import { emptyReport } from './report.js';
import { createReport, fetchReport, fetchReports, saveReport } from './report-api.js';
import { openReport } from './report-list.js';
import { tileOfBrowse } from './tile-state.js';

interface AddToReportProps {
  readonly state: BrowseState;
  readonly title: string;
  readonly onClose: () => void;
}

const NEW = '';

/** Keeps what the browser shows as a tile of one of one's own reports, or of a new one. */
export function AddToReport({ state, title, onClose }: AddToReportProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  // A new report can be made where the others cannot be told.
  const reports = (useAsked(['reports'], fetchReports).value ?? []).filter(({ mine }) => mine);
  const [id, setId] = useState(NEW);
  const [name, setName] = useState(title);
  const add = async () => {
    const edit = { type: 'addTile', page: 0, tile: tileOfBrowse(state, name || title) } as const;
    if (id === NEW) {
      const made = await createReport(edited(emptyReport(name || title, t('reports.firstPage')), edit), '');
      return openReport(made.id, '&edit=1');
    }
    const report = await fetchReport(id);
    await saveReport(id, edited(report.document, edit), report.version);
    openReport(id, '&edit=1');
  };
  return (
    <Modal
      open
      title={t('reports.addToReport')}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          onClick={() =>
            void add().catch(
              (problem: unknown) => void message.error(problem instanceof Error ? problem.message : String(problem)),
            )
          }
        >
          {t('reports.addTile')}
        </Button>
      }
    >
      <label className="tile-field">
        <span>{t('reports.tileTitle')}</span>
        <Input aria-label={t('reports.tileTitle')} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="tile-field">
        <span>{t('reports.report')}</span>
        <Select
          aria-label={t('reports.report')}
          value={id}
          options={[
            { value: NEW, label: t('reports.new') },
            ...reports.map((one) => ({ value: one.id, label: one.title })),
          ]}
          onChange={setId}
        />
      </label>
    </Modal>
  );
}
