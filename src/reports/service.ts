import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import { issuesOf } from '../errors/issue.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { checkedExpression } from './calculated.js';
import { type ReportDocument, reportDocument } from './document.js';
import { parseExpression } from './expression.js';
import type { Report, ReportRepository, ReportSummary, ReportVersion } from './repository.js';
import { type ItemAnswer, type RunOptions, runReport } from './run.js';
import type { ReportSchedule, ScheduleRepository } from './schedules.js';

/** Reports as the doors see them: documents come in as JSON of anybody's making and are checked whole. */
export interface ReportService {
  list(principal: Principal): Promise<readonly ReportSummary[]>;
  get(principal: Principal, id: string): Promise<Report>;
  versions(principal: Principal, id: string): Promise<readonly ReportVersion[]>;
  create(principal: Principal, document: unknown, folder?: string): Promise<Report>;
  save(principal: Principal, id: string, document: unknown, base: number): Promise<Report>;
  /** A report of one's own with the same content. */
  copy(principal: Principal, id: string, folder?: string): Promise<Report>;
  show(principal: Principal, id: string, version: number): Promise<Report>;
  arrange(
    principal: Principal,
    id: string,
    change: { folder?: string; sharedWith?: readonly string[] },
  ): Promise<Report>;
  remove(principal: Principal, id: string): Promise<void>;
  run(principal: Principal, id: string, options?: RunOptions): Promise<readonly ItemAnswer[]>;
  schedules(principal: Principal): Promise<readonly ReportSchedule[]>;
  /** Exports a report that one sees again and again, by a cron pattern, to the server's folder. */
  schedule(principal: Principal, id: string, cron: string, format: string): Promise<ReportSchedule>;
  unschedule(principal: Principal, scheduleId: string): Promise<void>;
  /** Runs a document that is not saved: what the builder shows. */
  preview(principal: Principal, document: unknown, options?: RunOptions): Promise<readonly ItemAnswer[]>;
}

const MOST_ROLES = 100;
const ROLE = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export function createReportService(
  repository: ReportRepository,
  schedules: ScheduleRepository,
  semantic: SemanticService,
): ReportService {
  const checked = async (principal: Principal, document: unknown): Promise<ReportDocument> => {
    const report = parseReport(document);
    const { views } = await semantic.catalog(principal);
    for (const member of report.calculated) {
      const view = views.find(({ name }) => name === member.view);
      if (view) checkedExpression(member, view);
    }
    return report;
  };
  return {
    list: (principal) => repository.list(principal),
    get: (principal, id) => repository.get(principal, id),
    versions: (principal, id) => repository.versions(principal, id),
    create: async (principal, document, folder) =>
      repository.create(principal, await checked(principal, document), folderOf(folder)),
    save: async (principal, id, document, base) =>
      repository.save(principal, id, await checked(principal, document), base),
    copy: async (principal, id, folder) => {
      const { document } = await repository.get(principal, id);
      return repository.create(principal, document, folderOf(folder));
    },
    show: (principal, id, version) => repository.show(principal, id, version),
    arrange: (principal, id, { folder, sharedWith }) => {
      if (sharedWith && sharedWith.length > MOST_ROLES)
        throw new TenureError('BAD_REQUEST', `A report is shared with at most ${MOST_ROLES} roles.`);
      const wrong = sharedWith?.find((role) => !ROLE.test(role));
      if (wrong !== undefined) throw new TenureError('BAD_REQUEST', `"${wrong.slice(0, 70)}" is not a role.`);
      return repository.arrange(principal, id, {
        ...(folder === undefined ? {} : { folder: folderOf(folder) }),
        ...(sharedWith === undefined ? {} : { sharedWith }),
      });
    },
    remove: (principal, id) => repository.remove(principal, id),
    run: async (principal, id, options) =>
      runReport(semantic, (await repository.get(principal, id)).document, principal, options),
    schedules: (principal) => schedules.list(principal),
    schedule: async (principal, id, cron, format) => {
      await repository.get(principal, id);
      return schedules.add(principal, id, cron, format);
    },
    unschedule: (principal, scheduleId) => schedules.remove(principal, scheduleId),
    preview: async (principal, document, options) => runReport(semantic, parseReport(document), principal, options),
  };
}

/** A document from outside. Throws BAD_REQUEST that names the first places where it is wrong. */
export function parseReport(document: unknown): ReportDocument {
  const parsed = reportDocument.safeParse(document);
  if (!parsed.success) {
    const places = issuesOf(parsed.error)
      .slice(0, 5)
      .map(({ path, message }) => `${path.join('.') || 'document'}: ${message}`);
    throw new TenureError('BAD_REQUEST', `The report is not as it should be. ${places.join('; ')}.`);
  }
  for (const { expression } of parsed.data.calculated) parseExpression(expression);
  return parsed.data;
}

function folderOf(folder = ''): string {
  const trimmed = folder.trim();
  if (trimmed.length > 200) throw new TenureError('BAD_REQUEST', 'The name of a folder has at most 200 characters.');
  return trimmed;
}
