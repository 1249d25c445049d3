package main

// story is the third order of the books: 13500 CNY over four payments were lowered to 12500 by ann, and
// bob agreed. 9000 of the card went back as store credit with a bonus of 500; 1000 in points; 500 as a
// red packet; 2000 of a wallet, which declined, were paid elsewhere. Three offers: store credit taken,
// points taken, a coupon that expired.
const story = `
INSERT INTO orders VALUES ('m-001', 'o-3', 'CNY', '{"lines":[{"line_id":"1","quantity":1,"unit_price_minor":14000}]}', 1, 1);
INSERT INTO payments (id, merchant, provider, account, reference, provider_account, currency, kind, funded_by, instrument) VALUES
 ('p3', 'm-001', 'simulator', '', 'ch_3', 'a1', 'CNY', 'CARD', '', ''),
 ('p4', 'm-001', 'simulator', '', 'ch_4', 'a1', 'CNY', 'POINTS', '', ''),
 ('p5', 'm-001', 'simulator', '', 'ch_5', 'a1', 'CNY', 'WALLET', '', ''),
 ('p6', 'm-001', 'simulator', '', 'ch_6', 'a1', 'CNY', 'RED_PACKET', 'platform', 'rp-1');
INSERT INTO refunds (refund, merchant, order_id, request, customer, currency, reason, requested_by, digest, run_id, cancellation,
 differences, status, offer, proposal, assessment_hash, recognised, total_minor, closed, opened_at, changed_at) VALUES
 ('refund/m-001/o-3/c-1', 'm-001', 'o-3', 'c-1', '42', 'CNY', 'CHANGED', 'customer:42', 'd', 'r', '{}', '', 'Refunded', 'Accepted',
  '{"approvals_required":2,"assessment":{"total_minor":12500,"tax_minor":1200,"deduction_tax_minor":60,"components":[
   {"kind":"LINE","amount_minor":14000},{"kind":"RESTOCKING","amount_minor":-500},{"kind":"ADJUSTMENT","amount_minor":-1000}],
   "legs":[{"amount_minor":9000},{"amount_minor":1000},{"amount_minor":2000},{"amount_minor":500}]}}', 'h2', 1, 12500, 1, 1, 1);
INSERT INTO legs (refund, leg_id, position, merchant, order_id, payment_id, payment, via, amount_minor, units, void, status, generation,
 provider_key, replaced, substitutes, bonus_minor, budget) VALUES
 ('refund/m-001/o-3/c-1', '1', 0, 'm-001', 'o-3', 'a', 'p3', '', 10000, '', 0, 'Released', 1, '', 1, '', 0, ''),
 ('refund/m-001/o-3/c-1', '3', 1, 'm-001', 'o-3', 'a', 'p3', 'STORE_CREDIT', 9000, '', 0, 'Settled', 1, 'mgkey33', 0, '', 500, 'goodwill'),
 ('refund/m-001/o-3/c-1', '4', 2, 'm-001', 'o-3', 'b', 'p4', '', 1000, '{"asset":"PTS:club","amount":1500}', 0, 'Settled', 1, 'mgkey34', 0, '', 0, ''),
 ('refund/m-001/o-3/c-1', '5', 3, 'm-001', 'o-3', 'c', 'p5', '', 2000, '', 0, 'Released', 1, 'mgkey35', 1, '', 0, ''),
 ('refund/m-001/o-3/c-1', '6', 4, 'm-001', 'o-3', 'd', 'p6', '', 500, '', 0, 'Settled', 1, 'mgkey36', 0, '', 0, ''),
 ('refund/m-001/o-3/c-1', '5.s1', 5, 'm-001', 'o-3', 'c', 'p5', 'ELSEWHERE', 2000, '', 0, 'Settled', 1, '', 0, '5', 0, '');
INSERT INTO claims (refund, position, merchant, order_id, kind, line_id, item, quantity, amount_minor, released, replaced) VALUES
 ('refund/m-001/o-3/c-1', 0, 'm-001', 'o-3', 'LINE', '1', '1', 1, 14000, 1, 1),
 ('refund/m-001/o-3/c-1', 1, 'm-001', 'o-3', 'LINE', '1', '1', 1, 14000, 0, 0),
 ('refund/m-001/o-3/c-1', 2, 'm-001', 'o-3', 'RESTOCKING', '', '', 0, -500, 0, 0),
 ('refund/m-001/o-3/c-1', 3, 'm-001', 'o-3', 'ADJUSTMENT', '', '', 0, -1000, 0, 0);
INSERT INTO decisions (refund, decision_id, verb, reviewer, amount_minor, note, assessment_hash, accepted, answer, decided_at) VALUES
 ('refund/m-001/o-3/c-1', 'd-1', 'approve', 'carol', NULL, '', 'h1', 1, '{}', 1),
 ('refund/m-001/o-3/c-1', 'd-2', 'adjust', 'ann', 12500, 'worn', 'h2', 1, '{}', 2),
 ('refund/m-001/o-3/c-1', 'd-3', 'approve', 'bob', NULL, '', 'h2', 1, '{}', 3);
INSERT INTO offers (refund, merchant, currency, budget, kind, promotion, amount_minor, status, code, made_at, terms, choice) VALUES
 ('refund/m-001/o-3/c-1', 'm-001', 'CNY', 'goodwill', 'STORE_CREDIT', '', 800, 'Accepted', 'MG3', 1,
  '{"choices":[{"id":"credit","kind":"STORE_CREDIT","amount_minor":300},{"id":"coupon","kind":"COUPON","amount_minor":800,"promotion":"sorry"}]}', 'credit'),
 ('refund/m-001/o-1/c-1', 'm-001', 'CNY', 'goodwill', 'POINTS', '', 100, 'Accepted', 'MG1', 1,
  '{"choices":[{"id":"points","kind":"POINTS","amount_minor":100,"units":{"asset":"PTS:club","amount":150}}]}', 'points'),
 ('refund/m-001/o-2/c-1', 'm-001', 'CNY', 'goodwill', '', '', 200, 'Expired', '', 1,
  '{"choices":[{"id":"coupon","kind":"COUPON","amount_minor":200,"promotion":"sorry"}]}', '');
INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy) VALUES
 ('refund/m-001/o-3/c-1', 1, 'Received', '', 'Received', '', 'c', '', ''),
 ('refund/m-001/o-3/c-1', 2, 'Reserved', 'Received', 'AwaitingGoods', '', 'makegood', '', ''),
 ('refund/m-001/o-3/c-1', 2, 'Marked', 'AwaitingGoods', 'Inspected', '', 'warehouse', '', ''),
 ('refund/m-001/o-3/c-1', 2, 'Marked', 'Inspected', 'AwaitingApproval', '', 'makegood', '', ''),
 ('refund/m-001/o-3/c-1', 2, 'Marked', 'AwaitingApproval', 'NeedsInfo', '', 'makegood', '', ''),
 ('refund/m-001/o-3/c-1', 2, 'Marked', 'NeedsInfo', 'AwaitingApproval', '', 'makegood', '', ''),
 ('refund/m-001/o-3/c-1', 2, 'Released', 'AwaitingApproval', 'Rejected', '', 'dora', '', ''),
 ('refund/m-001/o-3/c-1', 2, 'Replaced', 'Rejected', 'AwaitingApproval', '', 'customer:42', '', ''),
 ('refund/m-001/o-3/c-1', 3, 'Replaced', 'AwaitingApproval', 'AwaitingApproval', '', 'ann', '', ''),
 ('refund/m-001/o-3/c-1', 4, 'LegBegun', 'AwaitingApproval', 'PayingOut', '3', 'makegood', '', ''),
 ('refund/m-001/o-3/c-1', 5, 'LegSettled', 'PayingOut', 'Refunded', '3', 'makegood', '', ''),
 ('refund/m-001/o-3/c-1', 6, 'Closed', 'Refunded', 'Refunded', '', 'makegood', '', '');
`

// storyPostings are its money.
const storyPostings = `
INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES
 (20, 'p3', '', 'P0', '', 1), (21, 'p4', '', 'P0', '', 1), (22, 'p5', '', 'P0', '', 1), (23, 'p6', '', 'P0', '', 1),
 (24, 'refund/m-001/o-3/c-1', '', 'P1', '', 1), (25, 'refund/m-001/o-3/c-1', '', 'P4', '', 1), (26, 'refund/m-001/o-3/c-1', '', 'P1', 'replace/1', 1),
 (27, 'budget/m-001/goodwill/free', '', 'P16', '2026-11/CNY', 1), (28, 'refund/m-001/o-3/c-1', '3', 'P16o', 'bonus', 1),
 (29, 'refund/m-001/o-3/c-1', '3', 'P2', 'g1', 1), (30, 'refund/m-001/o-3/c-1', '4', 'P2', 'g1', 1),
 (31, 'refund/m-001/o-3/c-1', '5', 'P2', 'g1', 1), (32, 'refund/m-001/o-3/c-1', '6', 'P2', 'g1', 1),
 (33, 'refund/m-001/o-3/c-1', '', 'P2r', 'recognise', 1), (34, 'refund/m-001/o-3/c-1', '', 'P2x', 'replace/1', 1),
 (35, 'refund/m-001/o-3/c-1', '3', 'P7', 'g1', 1), (36, 'refund/m-001/o-3/c-1', '4', 'P14', 'g1', 1),
 (37, 'refund/m-001/o-3/c-1', '6', 'P13b', 'g1', 1), (38, 'refund/m-001/o-3/c-1', '5', 'P5', 'g1', 1),
 (39, 'refund/m-001/o-3/c-1', '5.s1', 'P3e', 'g1', 1),
 (40, 'refund/m-001/o-3/c-1', '', 'P16o', 'offer', 1), (41, 'refund/m-001/o-3/c-1', '', 'P16a', 'offer', 1), (42, 'refund/m-001/o-3/c-1', '', 'P16d', 'offer', 1),
 (43, 'refund/m-001/o-1/c-1', '', 'P16o', 'offer', 1), (44, 'refund/m-001/o-1/c-1', '', 'P16a', 'offer', 1),
 (45, 'refund/m-001/o-2/c-1', '', 'P16o', 'offer', 1), (46, 'refund/m-001/o-2/c-1', '', 'P16d', 'offer', 1);
INSERT INTO entries VALUES
 (20, 0, 'pay/p3/captured', 'CNY', 20000), (20, 1, 'pay/p3/open', 'CNY', -20000), (21, 0, 'pay/p4/captured', 'CNY', 1000), (21, 1, 'pay/p4/open', 'CNY', -1000),
 (22, 0, 'pay/p5/captured', 'CNY', 2000), (22, 1, 'pay/p5/open', 'CNY', -2000), (23, 0, 'pay/p6/captured', 'CNY', 500), (23, 1, 'pay/p6/open', 'CNY', -500),
 (24, 0, 'pay/p3/open', 'CNY', 10000), (24, 1, 'pay/p3/held', 'CNY', -10000),
 (25, 0, 'pay/p3/held', 'CNY', 10000), (25, 1, 'pay/p3/open', 'CNY', -10000),
 (26, 0, 'pay/p3/open', 'CNY', 9000), (26, 1, 'pay/p3/held', 'CNY', -9000), (26, 2, 'pay/p4/open', 'CNY', 1000), (26, 3, 'pay/p4/held', 'CNY', -1000),
 (26, 4, 'pay/p5/open', 'CNY', 2000), (26, 5, 'pay/p5/held', 'CNY', -2000), (26, 6, 'pay/p6/open', 'CNY', 500), (26, 7, 'pay/p6/held', 'CNY', -500),
 (27, 0, 'budget/m-001/goodwill/granted', 'CNY', 10000), (27, 1, 'budget/m-001/goodwill/free', 'CNY', -10000),
 (28, 0, 'budget/m-001/goodwill/free', 'CNY', 500), (28, 1, 'budget/m-001/goodwill/held', 'CNY', -500),
 (29, 0, 'pay/p3/held', 'CNY', 9000), (29, 1, 'pay/p3/sent', 'CNY', -9000), (30, 0, 'pay/p4/held', 'CNY', 1000), (30, 1, 'pay/p4/sent', 'CNY', -1000),
 (31, 0, 'pay/p5/held', 'CNY', 2000), (31, 1, 'pay/p5/sent', 'CNY', -2000), (32, 0, 'pay/p6/held', 'CNY', 500), (32, 1, 'pay/p6/sent', 'CNY', -500),
 (33, 0, 'm-001/sales_returns', 'CNY', 12640), (33, 1, 'm-001/output_tax', 'CNY', 1300), (33, 2, 'm-001/retained_fees', 'CNY', -440), (33, 3, 'm-001/refunds_payable', 'CNY', -13500),
 (34, 0, 'm-001/refunds_payable', 'CNY', 1000), (34, 1, 'm-001/output_tax', 'CNY', -100), (34, 2, 'm-001/sales_returns', 'CNY', -900),
 (35, 0, 'pay/p3/sent', 'CNY', 9000), (35, 1, 'pay/p3/returned', 'CNY', -9000), (35, 2, 'm-001/refunds_payable', 'CNY', 9000), (35, 3, 'm-001/store_credit', 'CNY', -9500),
 (35, 4, 'm-001/goodwill', 'CNY', 500), (35, 5, 'budget/m-001/goodwill/held', 'CNY', 500), (35, 6, 'budget/m-001/goodwill/spent', 'CNY', -500),
 (36, 0, 'pay/p4/sent', 'CNY', 1000), (36, 1, 'pay/p4/returned', 'CNY', -1000), (36, 2, 'm-001/refunds_payable', 'CNY', 1000), (36, 3, 'm-001/points_liability', 'CNY', -1000),
 (36, 4, 'points/m-001/club/issuer', 'PTS:club', 1500), (36, 5, 'points/m-001/club/customer-42', 'PTS:club', -1500),
 (37, 0, 'pay/p6/sent', 'CNY', 500), (37, 1, 'pay/p6/returned', 'CNY', -500), (37, 2, 'm-001/refunds_payable', 'CNY', 500), (37, 3, 'm-001/promo_funding/platform', 'CNY', -500),
 (37, 4, 'coupon/m-001/rp-1/issuer', 'CPN:rp-1', 1), (37, 5, 'coupon/m-001/rp-1/customer-42', 'CPN:rp-1', -1),
 (38, 0, 'pay/p5/sent', 'CNY', 2000), (38, 1, 'pay/p5/held', 'CNY', -2000),
 (39, 0, 'pay/p5/held', 'CNY', 2000), (39, 1, 'pay/p5/returned', 'CNY', -2000), (39, 2, 'm-001/refunds_payable', 'CNY', 2000), (39, 3, 'm-001/suspense', 'CNY', -2000),
 (40, 0, 'budget/m-001/goodwill/free', 'CNY', 800), (40, 1, 'budget/m-001/goodwill/held', 'CNY', -800),
 (41, 0, 'budget/m-001/goodwill/held', 'CNY', 300), (41, 1, 'budget/m-001/goodwill/spent', 'CNY', -300), (41, 2, 'm-001/goodwill', 'CNY', 300), (41, 3, 'm-001/store_credit', 'CNY', -300),
 (42, 0, 'budget/m-001/goodwill/held', 'CNY', 500), (42, 1, 'budget/m-001/goodwill/free', 'CNY', -500),
 (43, 0, 'budget/m-001/goodwill/free', 'CNY', 100), (43, 1, 'budget/m-001/goodwill/held', 'CNY', -100),
 (44, 0, 'budget/m-001/goodwill/held', 'CNY', 100), (44, 1, 'budget/m-001/goodwill/spent', 'CNY', -100), (44, 2, 'm-001/goodwill', 'CNY', 100), (44, 3, 'm-001/points_liability', 'CNY', -100),
 (44, 4, 'points/m-001/club/issuer', 'PTS:club', 150), (44, 5, 'points/m-001/club/customer-42', 'PTS:club', -150),
 (45, 0, 'budget/m-001/goodwill/free', 'CNY', 200), (45, 1, 'budget/m-001/goodwill/held', 'CNY', -200),
 (46, 0, 'budget/m-001/goodwill/held', 'CNY', 200), (46, 1, 'budget/m-001/goodwill/free', 'CNY', -200);
` + recount

// recount makes every balance what its entries say: an error is planted in the postings alone.
const recount = `; DELETE FROM accounts; INSERT INTO accounts SELECT account, asset, '', '', SUM(amount_minor) FROM entries WHERE account LIKE 'pay/%' OR account LIKE 'budget/%' GROUP BY account, asset;`

// planted is an error in otherwise good books, and the codes it has to be found by.
type planted struct {
	name  string
	sql   string
	moves string
	want  []code
}

// brokenStories breaks each promise about what people decided and what took a payment's place.
func brokenStories() []planted {
	const of = ` WHERE refund = 'refund/m-001/o-3/c-1' AND `
	post := func(of, template, entries string) string {
		return `INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (90, ` + of + `, '` + template + `', 'planted', 1);
			INSERT INTO entries VALUES ` + entries + recount
	}
	return []planted{
		{"what a person took off is in the legs", `UPDATE decisions SET amount_minor = 11500` + of + `verb = 'adjust'`, "", []code{codeAdjustmentPaid}},
		{"an adjustment that took nothing", `UPDATE refunds SET proposal = replace(proposal, 'ADJUSTMENT', 'CLAWBACK')`, "", []code{codeAdjustmentPaid}},
		{"one person too few", `DELETE FROM decisions` + of + `reviewer = 'bob'`, "", []code{codeNotAgreed}},
		{"the same person twice", `UPDATE decisions SET reviewer = 'ann'`, "", []code{codeNotAgreed}},
		{"agreed to another proposal", `UPDATE decisions SET assessment_hash = 'h1'` + of + `reviewer = 'bob'`, "", []code{codeNotAgreed}},
		{"agreed to by whoever asked", `UPDATE decisions SET reviewer = 'customer:42'` + of + `reviewer = 'bob'`, "", []code{codeAgreedByAuthor}},
		{"a claim that is not the component", `UPDATE claims SET amount_minor = -900` + of + `kind = 'ADJUSTMENT'`, "", []code{codeClaimsDiffer}},
		{"a replaced claim that counts again", `UPDATE claims SET replaced = 0` + of + `position = 0`, "", []code{codeClaimsDiffer}},
		{"a replaced leg that lives", `UPDATE legs SET status = 'Declined'` + of + `leg_id = '1'`, "", []code{codeClosedWithMoney, codeReplacedLegLives}},
		{"a replaced leg that counts again", `UPDATE legs SET replaced = 0` + of + `leg_id = '1'`, "", []code{codeAdjustmentPaid, codeLegsDiffer}},
		{"a substitute against another payment", `UPDATE legs SET substitutes = '1'` + of + `leg_id = '5.s1'`, "", []code{codeSubstituteDiffers}},
		{"a leg whose place two others took", `UPDATE legs SET substitutes = '1', payment = 'p5', amount_minor = 10000` + of + `leg_id = '5.s1';
			UPDATE legs SET substitutes = '1', amount_minor = 10000` + of + `leg_id = '3'`, "",
			[]code{codeAdjustmentPaid, codeLegsDiffer, codeLegCarried, codeMovedDiffers, codeRefundReturned, codeSubstituteDiffers}},
		{"a leg paid twice in the books", post(`'refund/m-001/o-3/c-1', '4'`, "P14", `
			(90, 0, 'pay/p3/open', 'CNY', 9000), (90, 1, 'pay/p3/returned', 'CNY', -9000)`), "", []code{codeLegCarried, codeMovedDiffers}},
		{"store credit that is also in the provider's book", "", move("mgkey33", "ch_3", 9000), []code{codeMovedDiffers}},
		{"what was paid elsewhere, and by the provider too", "", move("mgkey35", "ch_5", 2000), []code{codeMovedDiffers}},
		{"what was paid elsewhere, from the provider's balance", `UPDATE entries SET account = 'prov/a1/balance' WHERE posting = 39 AND position = 3` + recount, "", []code{codeLegCarried}},
		{"a bonus that is not the leg's", `UPDATE legs SET bonus_minor = 400` + of + `leg_id = '3'`, "", []code{codeBudgetSpent, codeLegCarried}},
		{"points nobody got", `DELETE FROM entries WHERE posting = 36 AND asset = 'PTS:club'` + recount, "", []code{codeLegCarried}},
		{"points of another number", `UPDATE legs SET units = '{"asset":"PTS:club","amount":1499}'` + of + `leg_id = '4'`, "", []code{codeLegCarried}},
		{"a red packet that was paid as money", `UPDATE entries SET account = 'prov/a1/balance' WHERE posting = 37 AND position = 3` + recount, "", []code{codeLegCarried}},
		{"a fund that is granted out of nothing", post(`'x', ''`, "P16f", `(90, 0, 'fund/m-001/p//granted', 'CNY', 10), (90, 1, 'm-001/suspense', 'CNY', -10)`), "", []code{codeFundDiffers}},
		{"a fund that gives back what it never held", post(`'x', ''`, "P16b", `(90, 0, 'fund/m-001/p//granted', 'CNY', 10), (90, 1, 'fund/m-001/p//free', 'CNY', -20), (90, 2, 'fund/m-001/p//held', 'CNY', 10)`), "", []code{codeFundDiffers}},
		{"a grant that nobody may spend", post(`'x', ''`, "P16", `(90, 0, 'budget/m-001/goodwill/granted', 'CNY', 10), (90, 1, 'm-001/suspense', 'CNY', -10)`), "", []code{codeBudgetDiffers}},
		{"a budget that holds for nothing", post(`'x', ''`, "P16o", `(90, 0, 'budget/m-001/goodwill/free', 'CNY', 10), (90, 1, 'budget/m-001/goodwill/held', 'CNY', -10)`), "", []code{codeBudgetHeld}},
		{"a budget that was spent on nothing", post(`'x', ''`, "P16a", `(90, 0, 'budget/m-001/goodwill/free', 'CNY', 10), (90, 1, 'budget/m-001/goodwill/spent', 'CNY', -10)`), "", []code{codeBudgetSpent}},
		{"a budget spent below nothing", post(`'x', ''`, "P16o", `(90, 0, 'budget/m-001/goodwill/free', 'CNY', 20000), (90, 1, 'budget/m-001/goodwill/held', 'CNY', -20000)`), "", []code{codeBudgetDiffers, codeBudgetHeld}},
		{"an offer that holds less than its dearest choice", `UPDATE offers SET amount_minor = 700` + of + `choice = 'credit'`, "", []code{codeOfferDiffers}},
		{"a choice that was never offered", `UPDATE offers SET choice = 'car'` + of + `choice = 'credit'`, "", []code{codeBudgetSpent, codeOfferDiffers, codeOfferIssued}},
		{"an offer taken without a code", `UPDATE offers SET code = ''` + of + `choice = 'credit'`, "", []code{codeOfferDiffers}},
		{"another choice than was issued", `UPDATE offers SET choice = 'coupon'` + of + `choice = 'credit'`, "", []code{codeBudgetSpent, codeOfferIssued}},
		{"an expired offer that was issued", post(`'refund/m-001/o-2/c-1', ''`, "P16a", `
			(90, 0, 'coupon/m-001/sorry/issuer', 'CPN:sorry', 1), (90, 1, 'coupon/m-001/sorry/customer-42', 'CPN:sorry', -1)`), "", []code{codeOfferIssued}},
		{"a correction that was never booked", `DELETE FROM entries WHERE posting = 34` + recount, "", []code{codePayableDiffers, codeRecognisedDiffers}},
		{"a correction that left the tax", `UPDATE entries SET account = 'm-001/sales_returns' WHERE posting = 34 AND position = 1` + recount, "", []code{codeRecognisedDiffers}},
		{"a fee with the tax in it", `UPDATE refunds SET proposal = replace(proposal, '"deduction_tax_minor":60', '"deduction_tax_minor":0')`, "", []code{codeRecognisedDiffers}},
		{"goods that were waited for, and paid without", `DELETE FROM refund_event` + of + `event IN ('Marked', 'Released', 'Replaced');
			UPDATE refund_event SET from_status = 'AwaitingGoods'` + of + `event = 'LegBegun'`, "", []code{codeTrailBackwards}},
		{"a rejected refund that was paid without an appeal", `UPDATE refund_event SET event = 'Marked'` + of + `from_status = 'Rejected'`, "", []code{codeTrailBackwards}},
	}
}
