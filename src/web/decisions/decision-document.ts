// Checked against the schema of who may see decisions by test/contract/page-documents.test.ts.

export const DECISION = `query Decision($costs: CampaignInput!, $capacity: Int, $filters: [FilterInput!]) {
  decision(costs: $costs, capacity: $capacity, filters: $filters) {
    month customers churners threshold targetSize totalCost profit thresholdByCostMatrix capacity
    costMatrix { contactedChurner contactedStayer missedChurner leftAlone }
    curve { threshold targeted churnersReached totalCost profit }
    comparisons { strategy threshold targeted churnersReached totalCost profit precision lift precisionAtCapacity liftAtCapacity }
    receipt { snapshot complete incompleteBecause }
  } }`;
