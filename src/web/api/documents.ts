// The GraphQL that the page sends; test/contract/page-documents.test.ts holds it against the server's schema.

import { LISTED } from './listed.js';

const TITLED = 'name title: titles { en zh } description';
const RECEIPT = `definitions { measure title description unit additivity arguments } sql layer rowsRead durationMs snapshot freshness
  complete incompleteBecause cached`;

export const CATALOG = `query Catalog { catalog { views { ${TITLED}
  dimensions { ${TITLED} type primaryKey masked grain }
  measures { ${TITLED} type aggregation additivity unit format good target evidence { count small low high } evidenceOf
    arguments { name type default minimum maximum description } drillMembers }
  hierarchies { ${TITLED} levels }
  folders { name members }
  timeDimension start panel }
  names { dimension members { code name { en zh } } }
  factors { code name { en zh } } }
  me { rights home { view measure } roles { name title { en zh } } } }`;

export const PIVOT = `query Pivot($input: PivotInput!) { pivot(input: $input) {
  rows { path level label isTotal } columns { path level label isTotal }
  measures { name title unit format type } cells receipt { ${RECEIPT} } } }`;

export const VALUES = `query Values($view: String!, $dimension: String!, $search: String, $filters: [FilterInput!], $first: Int) {
  values(view: $view, dimension: $dimension, search: $search, filters: $filters, first: $first) { values { value label count } hasMore } }`;

export const DRILL_THROUGH = `query DrillThrough($input: DrillThroughInput!) { drillThrough(input: $input) {
  columns { name title role type unit format } rows hasMore receipt { ${RECEIPT} } } }`;

const ALERT = `id view measure arguments filters slice when threshold setAt
  check { snapshot month value crossed error { code message } } crossings { snapshot at month value crossed }`;

export const ALERTS = `query Alerts { alerts { ${ALERT} } }`;

export const SET_ALERT = `mutation SetAlert($view: String!, $measure: String!, $arguments: JSON, $filters: [FilterInput!], $slice: String,
  $when: AlertDirection!, $threshold: Float!) {
  setAlert(view: $view, measure: $measure, arguments: $arguments, filters: $filters, slice: $slice, when: $when, threshold: $threshold) { ${ALERT} } }`;

export const REMOVE_ALERT = 'mutation RemoveAlert($id: ID!) { removeAlert(id: $id) }';

export const CALENDAR_EVENTS =
  'query CalendarEvents($from: Date) { calendarEvents(from: $from) { title firstDay lastDay } }';

export const OPERATIONS_NOW = `query OperationsNow { operations { snapshot { id publishedAt scoredMonth }
  runs(first: 1) { runId state startedAt rowsQuarantined valuesReported } sqlSessions { user } } }`;

export const LOADS = `query Loads { operations { runs(first: ${LISTED}) { runId source state startedAt finishedAt rowsIn rowsLoaded rowsQuarantined
  rowsDuplicate valuesReported months subjects snapshot error
  files { name path fileId contentHash bytes rowsIn quarantined supersededBy } } } }`;

export const FEEDS = 'query Feeds { operations { feeds { source lastLoadedAt lateSince alarms } } }';

export const FLOW =
  'query Flow { operations { flow { id name stage from rows files quarantined loadedAt through projections } } }';

export const LINEAGE = `query Lineage($customerId: String!, $month: String!) { operations { lineage(customerId: $customerId, month: $month) {
  builtBy files { table rows name path source runId loadedAt } } } }`;

export const SNAPSHOTS = `query Snapshots { operations { snapshots(first: ${LISTED}) { id publishedAt runId partitions } } }`;

export const MODEL_VERSIONS = `query ModelVersions { operations { modelVersions(first: 50) { version inUse fittedAt promotedAt snapshot kind chosen
  features refused { column reason } rows churned months
  holdout { by rows churned auc logLoss brier ece topDecileLift calibrationSlope calibration { expected actual inTheLarge inTheLargeInterval { low high } slopeInterval { low high } } aucInterval { low high } topDecileLiftInterval { low high } deciles { predicted observed rows } }
  backtest { month rows churned auc logLoss calibrationSlope calibration { inTheLarge } } drift { feature psi drifted }
  scored { month customers drift { feature psi drifted } churned predicted calibrationSlope calibration { inTheLarge } } } } }`;

export const SESSIONS = `query Sessions { operations { sqlSessions { user address application since }
  activity { user door questions lastAt slowestMs } } }`;

export const QUESTIONS = `query Questions($order: LogOrder!, $atLeastMs: Int!) { operations { questions(order: $order, atLeastMs: $atLeastMs, first: ${LISTED}) {
  at door user view measures dimensions filteredBy durationMs rowsRead layer cached error } } }`;
