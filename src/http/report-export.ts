import type { HttpDoor } from '../access/http-door.js';
import { TenureError } from '../errors/errors.js';
import type { ReportService } from '../reports/service.js';
import { type ExportFormat, exportReport, FORMATS } from '../reports/workbook.js';

/** GET /export/reports/<id>.csv and .xlsx: a report as a file, as the caller sees it; its parameters are the query's. */
export function reportExportDoor(reports: ReportService): HttpDoor {
  const routes: HttpDoor['routes'] = (router) => {
    router.get('/reports/:file', (request, response, next) => {
      const { principal } = request;
      const [, id, format] = /^([0-9a-f-]{36})\.(csv|xlsx)$/i.exec(request.params.file ?? '') ?? [];
      const work = async () => {
        if (!principal) throw new TenureError('UNAUTHENTICATED', 'Sign in to export a report.');
        if (!id || !format)
          throw new TenureError('NOT_FOUND', 'A report is exported as /export/reports/<id>.csv or .xlsx.');
        const gone = new AbortController();
        response.once('close', () => {
          if (!response.writableFinished) gone.abort(new TenureError('CANCELLED', 'The caller went away.'));
        });
        const { title } = await reports.get(principal, id);
        const parameters = Object.fromEntries(
          Object.entries(request.query).map(([name, value]) => [name, String(value)]),
        );
        const answers = await reports.run(principal, id, { parameters, signal: gone.signal });
        const kind = format.toLowerCase() as ExportFormat;
        response
          .type(FORMATS[kind])
          .set(
            'Content-Disposition',
            `attachment; filename="report.${kind}"; filename*=UTF-8''${encodeURIComponent(`${title}.${kind}`)}`,
          )
          .send(exportReport(title, answers, kind));
      };
      work().catch(next);
    });
  };
  return { name: 'export', path: '/export', admits: 'the signed-in', routes };
}
