import { expect, it } from 'vitest';
import { fieldName, typeName, uniquely } from './naming.js';

it.each([
  ['churn_rate', 'churnRate', 'ChurnRate'],
  ['LineItems', 'lineItems', 'LineItems'],
  ['GMV', 'gmv', 'GMV'],
  ['OrdersView.count', 'ordersViewCount', 'OrdersViewCount'],
  ['2g_customers', '_2gCustomers', '_2gCustomers'],
])('%s is the field %s and the type %s', (name, field, type) => {
  expect([fieldName(name), typeName(name)]).toEqual([field, type]);
});

it('gives every member a name of its own, none of them reserved', () => {
  const items = [{ name: 'created_at' }, { name: 'createdAt' }, { name: 'drill' }];
  expect([...uniquely(items, fieldName, ['drill']).keys()]).toEqual(['createdAt', 'createdAt2', 'drill2']);
});
