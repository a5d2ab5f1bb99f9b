import type { Warehouse } from './warehouse.js';

export const ATTRIBUTE_TYPES = ['text', 'number', 'flag', 'date'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** An operator's own attribute of the customer, declared by a source file; it becomes a dimension in memory at start. */
export interface DeclaredAttribute {
  /** snake_case; the key in the map column. */
  readonly name: string;
  readonly type: AttributeType;
  readonly titleEn: string;
  readonly titleZh: string;
  readonly descriptionEn: string;
  readonly descriptionZh: string;
  readonly personal: boolean;
}

/** The map column of dim_customer and customer_month that holds attributes of a type. */
export function attributeColumn(type: AttributeType): string {
  return `${type}_attributes`;
}

/** What the loads so far have declared, by name. */
export async function readAttributes(warehouse: Warehouse): Promise<readonly DeclaredAttribute[]> {
  const { rows } = await warehouse.query(
    {
      text: `SELECT name, type, title_en, title_zh, description_en, description_zh, personal
             FROM tenure.attribute FINAL ORDER BY name`,
    },
    { lane: 'control' },
  );
  return rows.map(([name, type, titleEn, titleZh, descriptionEn, descriptionZh, personal]) => ({
    name: String(name),
    type: attributeType(type),
    titleEn: String(titleEn),
    titleZh: String(titleZh),
    descriptionEn: String(descriptionEn),
    descriptionZh: String(descriptionZh),
    personal: personal === true || personal === 1,
  }));
}

function attributeType(value: unknown): AttributeType {
  const found = ATTRIBUTE_TYPES.find((type) => type === value);
  if (!found) throw new Error(`tenure.attribute holds the type ${String(value)}`);
  return found;
}
