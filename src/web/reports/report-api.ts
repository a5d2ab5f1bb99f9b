import { ask } from '../api/client.js';
import type { ParameterValues, Report, ReportDocument, ReportSummary, TileAnswer } from './report.js';
import {
  ARRANGE_REPORT,
  COPY_REPORT,
  CREATE_REPORT,
  PREVIEW_REPORT,
  REMOVE_REPORT,
  REPORT,
  REPORT_SCHEDULES,
  REPORT_VERSIONS,
  REPORTS,
  RUN_REPORT,
  SAVE_REPORT,
  SCHEDULE_REPORT,
  SHOW_VERSION,
  UNSCHEDULE_REPORT,
} from './report-documents.js';

export interface ReportVersion {
  readonly version: number;
  readonly title: string;
  readonly savedBy: string;
  readonly savedAt: string;
  readonly current: boolean;
}

export interface ReportSchedule {
  readonly id: string;
  readonly reportId: string;
  readonly cron: string;
  readonly format: string;
  readonly nextAt: string | null;
  readonly exports: readonly {
    readonly dueAt: string;
    readonly state: string;
    readonly files: readonly string[];
    readonly error: string | null;
  }[];
}

export const fetchReports = async () => (await ask<{ reports: readonly ReportSummary[] }>(REPORTS)).reports;
export const fetchReport = async (id: string) => (await ask<{ report: Report }>(REPORT, { id })).report;

export const runReport = async (id: string, parameters: ParameterValues, signal: AbortSignal) =>
  (await ask<{ runReport: readonly TileAnswer[] }>(RUN_REPORT, { id, parameters }, signal)).runReport;
export const previewReport = async (document: ReportDocument, parameters: ParameterValues, signal: AbortSignal) =>
  (await ask<{ previewReport: readonly TileAnswer[] }>(PREVIEW_REPORT, { document, parameters }, signal)).previewReport;

export const createReport = async (document: unknown, folder: string) =>
  (await ask<{ createReport: Report }>(CREATE_REPORT, { document, folder })).createReport;
export const saveReport = async (id: string, document: ReportDocument, base: number) =>
  (await ask<{ saveReport: Report }>(SAVE_REPORT, { id, document, base })).saveReport;
export const copyReport = async (id: string, folder: string) =>
  (await ask<{ copyReport: Report }>(COPY_REPORT, { id, folder })).copyReport;
export const arrangeReport = async (
  id: string,
  change: { readonly folder?: string; readonly sharedWith?: readonly string[] },
) => (await ask<{ arrangeReport: ReportSummary }>(ARRANGE_REPORT, { id, ...change })).arrangeReport;
export const removeReport = (id: string) => ask<unknown>(REMOVE_REPORT, { id });

export const fetchVersions = async (id: string) =>
  (await ask<{ reportVersions: readonly ReportVersion[] }>(REPORT_VERSIONS, { id })).reportVersions;
export const showVersion = async (id: string, version: number) =>
  (await ask<{ showReportVersion: Report }>(SHOW_VERSION, { id, version })).showReportVersion;

export const fetchSchedules = async () =>
  (await ask<{ reportSchedules: readonly ReportSchedule[] }>(REPORT_SCHEDULES)).reportSchedules;
export const scheduleReport = (id: string, cron: string, format: string) =>
  ask<unknown>(SCHEDULE_REPORT, { id, cron, format });
export const unscheduleReport = (scheduleId: string) => ask<unknown>(UNSCHEDULE_REPORT, { scheduleId });
