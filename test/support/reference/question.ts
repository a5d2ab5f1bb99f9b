/** A question in words of its own, which the test puts to the server in the server's words. */
export interface Question {
  readonly view: string;
  readonly measures: readonly string[];
  readonly dimensions: readonly { readonly name: string; readonly bucket?: 'month' | 'quarter' | 'year' }[];
  readonly conditions: readonly Condition[];
  readonly role: 'admin' | 'executive' | 'analyst' | 'manager';
  readonly provinces: readonly string[];
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'text'; readonly member: string; readonly how: TextComparison; readonly values: readonly string[] }
  | {
      readonly kind: 'number';
      readonly member: string;
      readonly how: 'gt' | 'gte' | 'lt' | 'lte';
      readonly value: number;
    }
  | { readonly kind: 'flag'; readonly member: string; readonly value: boolean }
  | {
      readonly kind: 'month';
      readonly how: 'within' | 'after' | 'before' | 'is';
      readonly from: string;
      readonly to: string;
    };

export type TextComparison = 'in' | 'notIn' | 'contains' | 'notContains' | 'startsWith' | 'endsWith' | 'set' | 'notSet';
