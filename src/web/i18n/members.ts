import type { Language } from './format.js';

type Named = Readonly<Record<string, Readonly<Record<Language, string>>>>;

const same = (zh: Readonly<Record<string, string>>): Named =>
  Object.fromEntries(Object.entries(zh).map(([code, name]) => [code, { en: code, zh: name }]));

const METALS = { Bronze: '铜', Silver: '银', Gold: '金', Platinum: '白金', None: '无' };

// Codes that stand as names in the operator's files, and words of the program's own bands, for which the model has no
// second name. A code that is not listed is shown as it is.
const MEMBERS: Readonly<Record<string, Named>> = {
  product_line: {
    personal: { en: 'Personal', zh: '个人' },
    household: { en: 'Household', zh: '家庭' },
    enterprise: { en: 'Enterprise', zh: '政企' },
  },
  plan_family: {
    basic: { en: 'Basic', zh: '基础' },
    standard: { en: 'Standard', zh: '标准' },
    premium: { en: 'Premium', zh: '尊享' },
    family: { en: 'Family', zh: '家庭' },
    business: { en: 'Business', zh: '政企' },
  },
  channel_kind: {
    physical: { en: 'Physical', zh: '实体渠道' },
    digital: { en: 'Digital', zh: '电子渠道' },
    assisted: { en: 'Assisted', zh: '人工服务' },
  },
  reason_category: {
    leaving: { en: 'Leaving', zh: '离网' },
    contact: { en: 'Contact', zh: '联系' },
    both: { en: 'Leaving and contact', zh: '离网与联系' },
  },
  contact_reason_category: {
    contact: { en: 'Contact', zh: '联系' },
    both: { en: 'Contact and leaving', zh: '联系与离网' },
  },
  weekday: same({ Mon: '周一', Tue: '周二', Wed: '周三', Thu: '周四', Fri: '周五', Sat: '周六', Sun: '周日' }),
  usage_service: {
    voice: { en: 'Voice', zh: '语音' },
    sms: { en: 'Messages', zh: '短信' },
    data: { en: 'Data', zh: '流量' },
    roaming: { en: 'Roaming', zh: '漫游' },
  },
  direction: {
    up: { en: 'Up', zh: '升档' },
    down: { en: 'Down', zh: '降档' },
    same: { en: 'Same price', zh: '平档' },
  },
  kpi: {
    churn_rate: { en: 'Churn rate', zh: '流失率' },
    revenue: { en: 'Revenue', zh: '收入' },
    arpu: { en: 'ARPU', zh: 'ARPU' },
    margin: { en: 'Margin', zh: '毛利' },
    customers: { en: 'Customers', zh: '客户数' },
    complaint_rate: { en: 'Complaint rate', zh: '投诉率' },
    arrears_rate: { en: 'Arrears rate', zh: '欠费率' },
    net_growth: { en: 'Net growth', zh: '净增' },
  },
  customer_type: {
    consumer: { en: 'Consumer', zh: '公众客户' },
    business: { en: 'Business', zh: '政企客户' },
  },
  tier: {
    standard: { en: 'Standard', zh: '普通' },
    silver: { en: 'Silver', zh: '银' },
    gold: { en: 'Gold', zh: '金' },
    platinum: { en: 'Platinum', zh: '白金' },
    ...same(METALS),
  },
  value_tier: same(METALS),
  customer_class: same({ Big: '大客户', Potential: '潜力客户', Other: '其他' }),
  loyalty_band: same({ Low: '低', Medium: '中', High: '高', None: '无' }),
  stage: {
    new: { en: 'New', zh: '新入网' },
    growing: { en: 'Growing', zh: '成长' },
    mature: { en: 'Mature', zh: '成熟' },
    declining: { en: 'Declining', zh: '衰退' },
    lost: { en: 'Lost', zh: '流失' },
  },
  status: { active: { en: 'Active', zh: '在网' }, churned: { en: 'Churned', zh: '已离网' } },
  gender: same({ Male: '男', Female: '女' }),
  contract: same({ 'Month-to-month': '按月', 'One year': '一年', 'Two year': '两年' }),
  tenure_band: same({
    '0-2 months': '0–2 个月',
    '3-11 months': '3–11 个月',
    '12-23 months': '12–23 个月',
    '24-47 months': '24–47 个月',
    '48+ months': '48 个月及以上',
  }),
  risk_band: same({ None: '未评分', 'under 2%': '低于 2%', '20% and more': '20% 及以上' }),
  device_brand: same({ Xiaomi: '小米', Apple: '苹果', Nokia: '诺基亚' }),
};

/** What loads call a member of any dimension that their files do not know. */
const ANY = same({ Unknown: '未知' });

/** Dimensions that have the codes of another one. */
const LIKE: Readonly<Record<string, string>> = { left_for_category: 'reason_category' };

/** The name of a member that is a code, in the reader's language; null where the code speaks for itself. */
export function codeName(dimension: string, value: unknown, language: Language): string | null {
  const code = String(value);
  const names = MEMBERS[LIKE[dimension] ?? dimension.replace(/^previous_/, '')] ?? {};
  const found = [names, ANY].find((one) => Object.hasOwn(one, code));
  return found?.[code]?.[language] ?? null;
}
