// Package law is what the law says of giving money back, as data: statutes, days and public holidays (MONEY
// C15). It outranks every policy.
//
// On the path: policy asks it beside the rules, policy/lint what a policy may not take, and policy/render names
// it on the policy's page. Sources: Directive 2011/83/EU, articles 9 to 14; Regulation 1182/71, article 3; for
// China the law on consumers' rights, article 25, and the rules on single-purpose prepaid cards; for the United
// States 16 CFR part 435, and 5 U.S.C. 6103 for its holidays.
package law
