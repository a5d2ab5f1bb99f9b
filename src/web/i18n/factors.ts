import type { Language } from './format.js';

// The churn model's inputs as they are read. What an operator declared itself keeps its own name.

const NAMES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  tenure_months: { en: 'tenure', zh: '在网月数' },
  plan_code: { en: 'plan', zh: '套餐' },
  tier: { en: 'tier', zh: '客户等级' },
  channel_code: { en: 'channel', zh: '入网渠道' },
  device_code: { en: 'device', zh: '终端' },
  province: { en: 'province', zh: '省份' },
  monthly_charges: { en: 'monthly charges', zh: '月租费' },
  discount: { en: 'discount', zh: '优惠' },
  products_held: { en: 'products held', zh: '持有产品数' },
  arrears: { en: 'arrears', zh: '欠费' },
  overdue_days: { en: 'days overdue', zh: '逾期天数' },
  revenue: { en: 'revenue', zh: '收入' },
  voice_minutes: { en: 'voice minutes', zh: '通话分钟' },
  data_mb: { en: 'data', zh: '流量' },
  calls: { en: 'calls', zh: '通话次数' },
  contacts: { en: 'contacts', zh: '联系次数' },
  complaints: { en: 'complaints', zh: '投诉次数' },
  dropped_calls: { en: 'dropped calls', zh: '掉话次数' },
  rival_offers: { en: 'rival offers', zh: '竞争对手报价' },
  tariff_changes: { en: 'tariff changes', zh: '资费变更' },
  suspended: { en: 'suspensions', zh: '停机' },
  plan_changed: { en: 'plan changes', zh: '套餐变更' },
  satisfaction: { en: 'satisfaction', zh: '满意度' },
  contract: { en: 'contract', zh: '合约类型' },
  autopay: { en: 'autopay', zh: '自动付款' },
  household_size: { en: 'household size', zh: '家庭人数' },
};

const SPANS: readonly (readonly [RegExp, Readonly<Record<Language, (name: string, months: string) => string>>])[] = [
  [
    /^(.+)_vs_(\d+)m$/,
    {
      en: (name, months) => `${name} against ${months} months`,
      zh: (name, months) => `${name}（比前 ${months} 个月）`,
    },
  ],
  [
    /^(.+)_(\d+)m$/,
    { en: (name, months) => `${name}, ${months} months`, zh: (name, months) => `${name}（近 ${months} 个月）` },
  ],
  [/^(.+)_trend$/, { en: (name) => `${name} trend`, zh: (name) => `${name}趋势` }],
];

/** `dropped_calls_3m` as it is read: dropped calls, 3 months; of two factors together each. */
export function factorName(factor: string, language: Language): string {
  return factor
    .split(/ × | x |\*/)
    .map((one) => single(one.trim(), language))
    .join(' × ');
}

function single(factor: string, language: Language): string {
  const known = NAMES[factor];
  if (known) return known[language];
  for (const [pattern, say] of SPANS) {
    const [, name, months = ''] = pattern.exec(factor) ?? [];
    if (name) return say[language](single(name, language), months);
  }
  return factor.replaceAll('_', ' ');
}
