// The GraphQL that the page sends; test/contract/page-documents.test.ts holds it against the server's schema.

const TITLED = 'name title: titles { en zh } description';
const RECEIPT = `definitions { measure title description unit additivity arguments } sql layer rowsRead durationMs snapshot freshness
  complete incompleteBecause cached`;

export const CATALOG = `query Catalog { catalog { views { ${TITLED}
  dimensions { ${TITLED} type primaryKey masked grain }
  measures { ${TITLED} type aggregation additivity unit format
    arguments { name type default minimum maximum description } drillMembers }
  hierarchies { ${TITLED} levels }
  folders { name members }
  timeDimension } } }`;

export const PIVOT = `query Pivot($input: PivotInput!) { pivot(input: $input) {
  rows { path level label isTotal } columns { path level label isTotal }
  measures { name title unit format type } cells receipt { ${RECEIPT} } } }`;

export const VALUES = `query Values($view: String!, $dimension: String!, $search: String, $filters: [FilterInput!], $first: Int) {
  values(view: $view, dimension: $dimension, search: $search, filters: $filters, first: $first) { values { value label count } hasMore } }`;

export const DRILL_THROUGH = `query DrillThrough($input: DrillThroughInput!) { drillThrough(input: $input) {
  columns { name title role type unit format } rows hasMore receipt { ${RECEIPT} } } }`;
