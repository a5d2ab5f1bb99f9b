/** Names under which columns of the warehouse come, compared without capitals, blanks and signs; the surest first. */
export const NAMES: Readonly<Record<string, RegExp>> = {
  customer_id:
    /^(customer|cust|client|subscriber|subs|account|acct|user|member|caller|msisdn|party)?(id|no|nr|num|number|code|key)?$|^msisdn$|^caller$|^(客户|用户|会员)(编号|号码|号|id|标识)?$/,
  effective_on: /^(effective|valid|asof|updated|changed|snapshot)(on|from|date|at|day)?$|^生效日期?$/,
  joined_on:
    /^(joined?|join|signup|registration|registered|activation|activated|start|since|created|opened?|contractstart|onboarding|accountopened|dateaccountopened|dateaccntopened)(on|date|at|day)?$|^(入网|开户|注册|开通)(日期|时间)?$/,
  tenure: /^tenure(months|inmonths)?$|^(months|accountlength|在网月数|在网时长)$/,
  plan_code: /^(plan|tariff|package|rateplan|subscriptiontype|internetservice|planname|套餐)(code|id|name|编码|名称)?$/,
  tier: /^(tier|customertier|servicetier|segmenttier|等级|客户等级)$/,
  gender: /^(gender|sex|性别)$/,
  birth_year: /^(birthyear|yearofbirth|出生年份?)$/,
  customer_name: /^(customer|full|client)?name$|^(客户)?姓名$|^客户名称$/,
  phone_number: /^(phone|mobile|telephone|msisdn)(number|no)?$|^(手机号码?|电话)$/,
  email: /^(email|mail|emailaddress|邮箱)$/,
  district_code: /^(district|area|county)(code|id)$|^区县编码$/,
  channel_code: /^(channel|saleschannel)(code|id|name)?$|^渠道(编码|名称)?$/,
  device_code: /^(device|handset|terminal)(code|id|model)?$|^终端(编码|型号)?$/,
  account_manager_code: /^(accountmanager|manager)(code|id)?$|^客户经理(编码)?$/,
  date: /^(date|day|calldate|callday|usagedate|usageday|eventdate|started?(at|time|on)?|calltime|callstart|starttime|startdate|timestamp|time|datetime|日期|时间|通话时间|开始时间)$/,
  service: /^(service|servicetype|type|kind|calltype|usagetype|traffictype|业务|业务类型|类型)$/,
  units: /^(units?|calls?|count|events?|sessions|messages|sms|numberofcalls|次数|通话次数)$/,
  minutes: /^(minutes?|mins?|durationmin(utes)?|callminutes|voiceminutes|totalminutes|分钟|通话分钟)$/,
  seconds: /^(seconds?|secs?|duration|durations|durationsec(onds)?|callduration|billsec|时长|通话时长)$/,
  megabytes: /^(megabytes?|mb|datamb|volumemb|traffic(mb)?|流量|流量mb)$/,
  kilobytes: /^(kilobytes?|kb|datakb|volumekb)$/,
  bytes: /^(bytes?|volume|datavolume|octets|totalbytes)$/,
  gigabytes: /^(gigabytes?|gb|datagb|volumegb)$/,
  charge: /^(charge|cost|price|fee|amount|callcharge|费用|金额)$/,
  dropped_calls: /^(dropped|drops|droppedcalls|掉话次数?)$/,
  bill_number: /^(bill|invoice|statement)(number|no|nr|id|num)$|^(账单|发票)(编号|号)$/,
  month:
    /^(month|billmonth|billingmonth|period|billperiod|billingperiod|billdate|billingdate|invoicedate|date|账期|月份|账单月)$/,
  charged:
    /^(charged|total|totalamount|billamount|invoiceamount|amount|amountdue|revenue|monthlycharges?|monthlyfee|monthlyrevenue|charges|金额|应收金额|账单金额)$/,
  monthly: /^(monthlycharges?|monthlyfee|monthlyrevenue|mrr|recurringcharge|月费|月租)$/,
  recurring_charge: /^(recurringcharge|recurring|monthlycharges?|monthlyfee|rental|月租费?)$/,
  usage_charge: /^(usagecharge|usage)$/,
  discount: /^(discount|rebate|优惠|折扣)$/,
  tax: /^(tax|vat|税|税额)$/,
  due_on: /^(due|dueon|duedate|paymentdue|到期日)$/,
  payment_number: /^(payment|transaction|receipt|txn)(number|no|nr|id|num)$|^(支付|交易|流水)(编号|号)$/,
  paid_on: /^(paid|paidon|paidat|paymentdate|paymenttime|paydate|date|transactiondate|支付日期|支付时间|缴费日期)$/,
  bill_month: /^(billmonth|billingmonth|month|period|账期)$/,
  amount: /^(amount|paid|paidamount|paymentamount|sum|cost|value|total|charge|金额|支付金额|成本)$/,
  method: /^(method|paymentmethod|paymenttype|支付方式)$/,
  product_code: /^(product|service|addon|offer|productname|产品)(code|id|编码)?$/,
  held_from: /^(held|start|from|valid|since|subscribed|activation)(from|on|date|at)?$/,
  held_to: /^(heldto|end|to|validto|until|enddate|cancelled(on|at)?|expiry)(on|date|at)?$/,
  monthly_fee: /^(monthlyfee|fee|price|monthlycharge|月费)$/,
  kind: /^(kind|type|eventtype|costtype|category|event|类型|事件类型)$/,
  event_number: /^(event|ticket|case|order)?(number|no|nr|id|num)$/,
  occurred_at: /^(occurred|event|created|changed)?(at|time|date|datetime|timestamp|on)$|^(发生时间|日期|时间)$/,
  reason_code: /^(reason|reasoncode|churnreason|原因(编码)?)$/,
  contact_number: /^(contact|ticket|case|call|complaint|interaction)?(number|no|nr|id|num)$|^(工单|投诉)(编号|号)$/,
  contacted_at:
    /^(contacted|created|opened|call|contact|complaint)?(at|time|date|datetime|timestamp|on)$|^(投诉|联系)时间$/,
  is_complaint: /^(iscomplaint|complaint|是否投诉)$/,
  satisfaction: /^(satisfaction|rating|score|csat|满意度)$/,
  handling_minutes: /^(handlingminutes|handlingtime|durationmin(utes)?|minutes)$/,
  kpi: /^(kpi|measure|metric|indicator|指标)$/,
  value: /^(value|target|goal|目标值?|值)$/,
  churn: /^(churn|churned|exited|left|attrition|ischurn|churnvalue|churnlabel|customerstatus|流失|是否流失|离网)$/,
};

/** A name as it is compared. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** A name as attributes have it: snake_case, from a letter on. */
export function snakeCase(name: string): string {
  const snake = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^[a-z]/.test(snake) ? snake.slice(0, 60) : `x_${snake}`.replace(/_$/, '').slice(0, 60);
}
