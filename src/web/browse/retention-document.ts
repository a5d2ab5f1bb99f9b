// Checked against the schema by test/contract/object-measures.test.ts.

/** The view of customers by month of joining and months since, whose curves go on beyond the data. */
export const COHORTS_VIEW = 'cohorts';

export const COHORT_RETENTION = `query CohortRetention($by: String, $filters: [FilterInput!], $monthsAhead: Int!) {
  cohortRetention(by: $by, filters: $filters, monthsAhead: $monthsAhead) {
    slices { slice customers alpha beta fitMonths notProjectedBecause
      months { ageMonths cohortCustomers retainedCustomers observed projected } }
    receipt { snapshot } } }`;

export interface RetentionSlice {
  /** Value of the dimension asked by; null for all customers together, and where it has none. */
  readonly slice: string | null;
  readonly customers: number;
  readonly alpha: number | null;
  readonly beta: number | null;
  /** The last month since joining that the fit saw. */
  readonly fitMonths: number;
  readonly notProjectedBecause: string | null;
  readonly months: readonly {
    readonly ageMonths: number;
    readonly cohortCustomers: number;
    readonly retainedCustomers: number;
    /** Shares of the cohorts; null beyond the data, and without a model. */
    readonly observed: number | null;
    readonly projected: number | null;
  }[];
}

export interface CohortRetentionAnswer {
  readonly cohortRetention: { readonly slices: readonly RetentionSlice[] };
}
