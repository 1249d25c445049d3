package main

import (
	"slices"
	"testing"
)

// market is an order of one unit that a seller sold for 10000, of which the platform keeps 10 %, and of a
// platform's own unit of 4000; the purchase earned 70 points. All of it came back in two refunds, the second with
// a person's 400 less and a claw-back of 60 that both parties bear. Everything is paid.
const market = `
INSERT INTO orders VALUES ('m-001', 'o-9', 'CNY', '{"lines":[{"line_id":"1","quantity":1,"unit_price_minor":10000,"seller_id":"s1","commission":{"rate":"0.10"}},
 {"line_id":"2","quantity":1,"unit_price_minor":4000}],"earned_points":[{"asset":"PTS:club","amount":50},{"asset":"club","amount":20,"line_ids":["2"]}]}', 1, 1);
INSERT INTO payments (id, merchant, provider, account, reference, provider_account, currency, kind, funded_by, instrument) VALUES
 ('p9', 'm-001', 'other', '', 'ch_9', 'a1', 'CNY', 'CARD', '', '');
INSERT INTO refunds (refund, merchant, order_id, request, customer, currency, reason, requested_by, digest, run_id, cancellation,
 differences, status, offer, proposal, total_minor, closed, opened_at, changed_at, recognised, reserved_version) VALUES
 ('refund/m-001/o-9/c-1', 'm-001', 'o-9', 'c-1', '42', 'CNY', 'CHANGED', 'c', 'd', 'r', '{}', '', 'Refunded', 'None',
  '{"assessment":{"total_minor":9500,"tax_minor":1092,"deduction_tax_minor":58,"sellers":[{"seller_id":"s1","seller_minor":8500,"commission_minor":1000}],"components":[
   {"kind":"LINE","line_id":"1","quantity":1,"amount_minor":10000,"tax_minor":1150,"sellers":[{"seller_id":"s1","seller_minor":9000,"commission_minor":1000}]},
   {"kind":"RESTOCKING","line_id":"1","amount_minor":-500,"tax_minor":-58,"sellers":[{"seller_id":"s1","seller_minor":-500,"commission_minor":0}]},
   {"kind":"EARNED_POINTS","amount_minor":0,"units":{"asset":"PTS:club","amount":-36}}],"legs":[{"amount_minor":9500}]}}', 9500, 1, 1, 1, 1, 2),
 ('refund/m-001/o-9/c-2', 'm-001', 'o-9', 'c-2', '42', 'CNY', 'CHANGED', 'c', 'd', 'r', '{}', '', 'Refunded', 'None',
  '{"assessment":{"total_minor":3940,"tax_minor":394,"sellers":[{"seller_id":"s1","seller_minor":-40,"commission_minor":0}],"components":[
   {"kind":"LINE","line_id":"2","quantity":1,"amount_minor":4000,"tax_minor":400},
   {"kind":"CLAWBACK","amount_minor":-60,"tax_minor":-6,"sellers":[{"seller_id":"s1","seller_minor":-40,"commission_minor":0}]},
   {"kind":"EARNED_POINTS","amount_minor":0,"units":{"asset":"PTS:club","amount":-34}}],"legs":[{"amount_minor":3940}]}}', 3940, 1, 1, 1, 1, 3);
INSERT INTO legs (refund, leg_id, position, merchant, order_id, payment_id, payment, via, amount_minor, units, void, status, generation, provider_key) VALUES
 ('refund/m-001/o-9/c-1', '1', 1, 'm-001', 'o-9', 'pay-1', 'p9', '', 9500, '', 0, 'Settled', 1, 'mgkey91'),
 ('refund/m-001/o-9/c-2', '1', 1, 'm-001', 'o-9', 'pay-1', 'p9', '', 3940, '', 0, 'Settled', 1, 'mgkey92');
INSERT INTO claims (refund, position, merchant, order_id, kind, line_id, item, quantity, amount_minor, released) VALUES
 ('refund/m-001/o-9/c-1', 0, 'm-001', 'o-9', 'LINE', '1', '1', 1, 10000, 0), ('refund/m-001/o-9/c-1', 1, 'm-001', 'o-9', 'RESTOCKING', '1', '', 0, -500, 0),
 ('refund/m-001/o-9/c-1', 2, 'm-001', 'o-9', 'EARNED_POINTS', '', '', 0, 0, 0),
 ('refund/m-001/o-9/c-2', 0, 'm-001', 'o-9', 'LINE', '2', '2', 1, 4000, 0), ('refund/m-001/o-9/c-2', 1, 'm-001', 'o-9', 'CLAWBACK', '', '', 0, -60, 0),
 ('refund/m-001/o-9/c-2', 2, 'm-001', 'o-9', 'EARNED_POINTS', '', '', 0, 0, 0);
INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES
 (50, 'p9', '', 'P0', '', 1), (51, 'order/m-001/o-9', '', 'P14e', 'earned', 1),
 (52, 'refund/m-001/o-9/c-1', '', 'P1', '', 1), (53, 'refund/m-001/o-9/c-1', '1', 'P2', '', 1), (54, 'refund/m-001/o-9/c-1', '', 'P18', '', 1), (55, 'refund/m-001/o-9/c-1', '1', 'P3', '', 1),
 (56, 'refund/m-001/o-9/c-2', '', 'P1', '', 1), (57, 'refund/m-001/o-9/c-2', '1', 'P2', '', 1), (58, 'refund/m-001/o-9/c-2', '', 'P18', '', 1), (59, 'refund/m-001/o-9/c-2', '1', 'P3', '', 1);
INSERT INTO entries VALUES
 (50, 0, 'pay/p9/captured', 'CNY', 14000), (50, 1, 'pay/p9/open', 'CNY', -14000),
 (51, 0, 'points/m-001/club/issuer', 'PTS:club', 70), (51, 1, 'points/m-001/club/customer-42', 'PTS:club', -70),
 (52, 0, 'pay/p9/open', 'CNY', 9500), (52, 1, 'pay/p9/held', 'CNY', -9500), (53, 0, 'pay/p9/held', 'CNY', 9500), (53, 1, 'pay/p9/sent', 'CNY', -9500),
 (54, 0, 'seller/m-001/s1/payable', 'CNY', 8500), (54, 1, 'platform/m-001/commission', 'CNY', 1000), (54, 2, 'm-001/refunds_payable', 'CNY', -9500),
 (54, 3, 'points/m-001/club/customer-42', 'PTS:club', 36), (54, 4, 'points/m-001/club/issuer', 'PTS:club', -36),
 (55, 0, 'pay/p9/sent', 'CNY', 9500), (55, 1, 'pay/p9/returned', 'CNY', -9500), (55, 2, 'm-001/refunds_payable', 'CNY', 9500), (55, 3, 'prov/a1/balance', 'CNY', -9500),
 (56, 0, 'pay/p9/open', 'CNY', 3940), (56, 1, 'pay/p9/held', 'CNY', -3940), (57, 0, 'pay/p9/held', 'CNY', 3940), (57, 1, 'pay/p9/sent', 'CNY', -3940),
 (58, 0, 'seller/m-001/s1/payable', 'CNY', -40), (58, 1, 'm-001/sales_returns', 'CNY', 3582), (58, 2, 'm-001/output_tax', 'CNY', 398), (58, 3, 'm-001/refunds_payable', 'CNY', -3940),
 (58, 4, 'points/m-001/club/customer-42', 'PTS:club', 34), (58, 5, 'points/m-001/club/issuer', 'PTS:club', -34),
 (59, 0, 'pay/p9/sent', 'CNY', 3940), (59, 1, 'pay/p9/returned', 'CNY', -3940), (59, 2, 'm-001/refunds_payable', 'CNY', 3940), (59, 3, 'prov/a1/balance', 'CNY', -3940);
INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy)
 SELECT refund, 1, 'Received', '', 'Received', '', 'c', '', '' FROM refunds WHERE order_id = 'o-9' UNION ALL
 SELECT refund, 2, 'Reserved', 'Received', 'PayingOut', '', 'makegood', '', '' FROM refunds WHERE order_id = 'o-9' UNION ALL
 SELECT refund, 3, 'LegSettled', 'PayingOut', 'Refunded', '1', 'makegood', '', '' FROM refunds WHERE order_id = 'o-9' UNION ALL
 SELECT refund, 4, 'Closed', 'Refunded', 'Refunded', '', 'makegood', '', '' FROM refunds WHERE order_id = 'o-9';
` + recount

// TestEveryBrokenPromiseOfTheMarketIsFound breaks what holds of sellers and of earned points, each once, alone.
func TestEveryBrokenPromiseOfTheMarketIsFound(t *testing.T) {
	proposals := func(from, to string) string {
		return `UPDATE refunds SET proposal = replace(proposal, '` + from + `', '` + to + `') WHERE order_id = 'o-9'`
	}
	for _, c := range []planted{
		{"nothing", "", "", nil},
		{"a seller that bears another's line", `UPDATE orders SET snapshot = replace(snapshot, '"s1"', '"s2"') WHERE order_id = 'o-9'`, "", []code{codeSellersDiffer}},
		{"a line of the platform that a seller bears", proposals(`"quantity":1,"amount_minor":4000,"tax_minor":400`,
			`"quantity":1,"amount_minor":4000,"tax_minor":400,"sellers":[{"seller_id":"s1","seller_minor":0,"commission_minor":0},{"seller_id":"s3","seller_minor":0,"commission_minor":0}]`), "", []code{codeSellersDiffer}},
		{"a sum of another size", proposals(`"seller_minor":8500,"commission_minor":1000`, `"seller_minor":8400,"commission_minor":1100`), "", []code{codeSellersDiffer}},
		{"a commission of another rate", `UPDATE orders SET snapshot = replace(snapshot, '"0.10"', '"0.11"') WHERE order_id = 'o-9'`, "", []code{codeCommissionDiffers}},
		{"a seller's share on the merchant", `UPDATE entries SET account = 'm-001/sales_returns' WHERE account = 'seller/m-001/s1/payable' AND posting = 54` + recount, "", []code{codeRecognisedDiffers}},
		{"the seller's tax on the merchant", `UPDATE entries SET amount_minor = amount_minor - 100 WHERE account = 'm-001/sales_returns' AND posting = 58;
			UPDATE entries SET amount_minor = amount_minor + 100 WHERE account = 'm-001/output_tax' AND posting = 58` + recount, "", []code{codeRecognisedDiffers}},
		{"points nobody booked", `DELETE FROM entries WHERE posting = 58 AND asset = 'PTS:club'` + recount, "", []code{codePointsDiffer}},
		{"points that a refund kept that was given up", `UPDATE refunds SET released = 1 WHERE refund = 'refund/m-001/o-9/c-2'; UPDATE claims SET released = 1 WHERE refund = 'refund/m-001/o-9/c-2'`, "", []code{codePointsDiffer}},
		{"fewer points than came back", proposals(`"amount":-34`, `"amount":-33`), "", []code{codePointsDiffer, codePointsExceed}},
		{"more points than were earned", proposals(`"amount":-34`, `"amount":-35`), "", []code{codePointsDiffer, codePointsExceed}},
		{"points that were never learned", `DELETE FROM entries WHERE posting = 51` + recount, "", []code{codePointsDiffer}},
		{"a customer below zero", `INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (90, 'x', '', 'X', '', 1);
			INSERT INTO entries VALUES (90, 0, 'points/m-001/club/customer-7', 'PTS:club', 1), (90, 1, 'points/m-001/club/issuer', 'PTS:club', -1)` + recount, "", []code{codePointsBelowZero}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := setup(t)
			f.exec(market)
			if c.sql != "" {
				f.exec(c.sql)
			}
			found, _, err := inspect(t.Context(), f.options())
			if err != nil {
				t.Fatal(err)
			}
			var codes []code
			for _, one := range found {
				codes = append(codes, one.Code)
			}
			slices.Sort(codes)
			if codes = slices.Compact(codes); !slices.Equal(codes, c.want) {
				t.Errorf("found %v, want %v", found, c.want)
			}
		})
	}
}
