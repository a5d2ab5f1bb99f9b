import { App, Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { Me } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import type { Report } from './report.js';
import { arrangeReport } from './report-api.js';

interface SharePanelProps {
  readonly report: Report;
  /** Of the model; another one may be typed. */
  readonly roles: Me['roles'];
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Who may open a report, and in which folder it lies. What they see in it is decided by their own policy. */
export function SharePanel({ report, roles: known, onClose, onChanged }: SharePanelProps) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const [folder, setFolder] = useState(report.folder);
  const [roles, setRoles] = useState<readonly string[]>(report.sharedWith);
  const keep = () =>
    arrangeReport(report.id, { folder, sharedWith: roles }).then(
      () => {
        onChanged();
        onClose();
      },
      (problem: unknown) => void message.error(problem instanceof Error ? problem.message : String(problem)),
    );
  return (
    <Modal
      open
      title={t('reports.share')}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={() => void keep()}>
          {t('common.apply')}
        </Button>
      }
    >
      <div className="report-form">
        <label className="tile-field">
          <span>{t('reports.folder')}</span>
          <Input
            aria-label={t('reports.folder')}
            maxLength={200}
            value={folder}
            onChange={(event) => setFolder(event.target.value)}
          />
        </label>
        <label className="tile-field">
          <span>{t('reports.roles')}</span>
          <Select
            mode="tags"
            aria-label={t('reports.roles')}
            value={[...roles]}
            options={known.map(({ name, title }) => ({ value: name, label: title[language] }))}
            onChange={setRoles}
          />
        </label>
        <p className="fine">{t('reports.shareText')}</p>
      </div>
    </Modal>
  );
}
