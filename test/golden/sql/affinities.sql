-- {"view":"affinities","measures":[{"name":"exposed"},{"name":"additions"},{"name":"support"},{"name":"confidence"},{"name":"lift"},{"name":"added_margin"}],"dimensions":[{"name":"held_product"},{"name":"window_end","granularity":"quarter"}]}
-- layer: none
SELECT `affinities__held_product` AS `held_product`, `affinities__window_end_quarter` AS `window_end`, `affinities__exposed` AS `exposed`, `affinities__additions` AS `additions`, `affinities__support` AS `support`, `affinities__confidence` AS `confidence`, `affinities__lift` AS `lift`, `affinities__added_margin` AS `added_margin`
FROM (SELECT
      if(`affinity`.held = '', 'Any', dictGetOrDefault('tenure.product', 'product_en', tuple(toString(`affinity`.held)), toString(`affinity`.held))) `affinities__held_product`, toStartOfQuarter(`affinity`.month) `affinities__window_end_quarter`, max(`affinity`.exposed) `affinities__exposed`, max(`affinity`.additions) `affinities__additions`, max(`affinity`.support) `affinities__support`, max(`affinity`.confidence) `affinities__confidence`, max(`affinity`.lift) `affinities__lift`, max(`affinity`.monthly_margin) `affinities__added_margin`
    FROM
      tenure.product_affinity AS `affinity`  GROUP BY `affinities__held_product`, `affinities__window_end_quarter`) AS asked
LIMIT 100001

-- {"view":"affinities","measures":[{"name":"exposed"},{"name":"additions"}],"dimensions":[{"name":"held_product"}],"filters":[{"member":"held_product","operator":"notEquals","values":["Unknown"]},{"member":"window_end","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"exposed","direction":"desc"}],"limit":5}
-- layer: none
SELECT `affinities__held_product` AS `held_product`, `affinities__exposed` AS `exposed`, `affinities__additions` AS `additions`
FROM (SELECT
      if(`affinity`.held = '', 'Any', dictGetOrDefault('tenure.product', 'product_en', tuple(toString(`affinity`.held)), toString(`affinity`.held))) `affinities__held_product`, max(`affinity`.exposed) `affinities__exposed`, max(`affinity`.additions) `affinities__additions`
    FROM
      tenure.product_affinity AS `affinity`  WHERE (if(`affinity`.held = '', 'Any', dictGetOrDefault('tenure.product', 'product_en', tuple(toString(`affinity`.held)), toString(`affinity`.held))) <> {p0:String} OR if(`affinity`.held = '', 'Any', dictGetOrDefault('tenure.product', 'product_en', tuple(toString(`affinity`.held)), toString(`affinity`.held))) IS NULL) AND (`affinity`.month >= toDate({p1:String}) AND `affinity`.month <= toDate({p2:String})) GROUP BY `affinities__held_product`) AS asked
ORDER BY `exposed` DESC NULLS LAST
LIMIT 6
