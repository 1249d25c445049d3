// Package law is what the law says of changing one's mind, as data: member states, days and public holidays
// (MONEY C15). It outranks every policy.
//
// On the path: policy asks it beside the rules, and policy/lint what a policy may not take. Sources: Directive
// 2011/83/EU, articles 9 to 14; Regulation 1182/71, article 3; for China the law on consumers' rights, article
// 25, and the rules on single-purpose prepaid cards.
package law
