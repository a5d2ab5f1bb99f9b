// The GraphQL of the report pages; test/contract/page-documents.test.ts holds it against the server's schema.

const SUMMARY = 'id title description owner folder sharedWith version savedAt mine';
const WHOLE = `${SUMMARY} document`;
const ANSWER = `page item columns { name title role type unit format } rows before
  pivot { rows { path level label isTotal } columns { path level label isTotal } measures { name title unit format type } cells }
  receipt { definitions { measure title description unit additivity arguments } sql layer rowsRead durationMs snapshot
    freshness complete incompleteBecause cached }
  error { code message }`;

export const REPORTS = `query Reports { reports { ${SUMMARY} } }`;
export const REPORT = `query Report($id: ID!) { report(id: $id) { ${WHOLE} } }`;
export const RUN_REPORT = `query RunReport($id: ID!, $parameters: JSON) { runReport(id: $id, parameters: $parameters) { ${ANSWER} } }`;
export const PREVIEW_REPORT = `query PreviewReport($document: JSON!, $parameters: JSON) {
  previewReport(document: $document, parameters: $parameters) { ${ANSWER} } }`;
export const CREATE_REPORT = `mutation CreateReport($document: JSON!, $folder: String) {
  createReport(document: $document, folder: $folder) { ${WHOLE} } }`;
export const SAVE_REPORT = `mutation SaveReport($id: ID!, $document: JSON!, $base: Int!) {
  saveReport(id: $id, document: $document, base: $base) { ${WHOLE} } }`;
export const COPY_REPORT = `mutation CopyReport($id: ID!, $folder: String) { copyReport(id: $id, folder: $folder) { ${WHOLE} } }`;
export const ARRANGE_REPORT = `mutation ArrangeReport($id: ID!, $folder: String, $sharedWith: [String!]) {
  arrangeReport(id: $id, folder: $folder, sharedWith: $sharedWith) { ${SUMMARY} } }`;
export const REMOVE_REPORT = 'mutation RemoveReport($id: ID!) { removeReport(id: $id) }';
export const REPORT_VERSIONS = `query ReportVersions($id: ID!) {
  reportVersions(id: $id) { version title savedBy savedAt current } }`;
export const SHOW_VERSION = `mutation ShowReportVersion($id: ID!, $version: Int!) {
  showReportVersion(id: $id, version: $version) { ${WHOLE} } }`;
export const REPORT_SCHEDULES = `query ReportSchedules {
  reportSchedules { id reportId cron format nextAt exports { dueAt state files error } } }`;
export const SCHEDULE_REPORT = `mutation ScheduleReport($id: ID!, $cron: String!, $format: String!) {
  scheduleReport(id: $id, cron: $cron, format: $format) { id } }`;
export const UNSCHEDULE_REPORT =
  'mutation UnscheduleReport($scheduleId: ID!) { unscheduleReport(scheduleId: $scheduleId) }';
