package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAGoodBookHasNoFindings(t *testing.T) {
	b := setup(t)
	found, size, err := inspect(t.Context(), b.options())
	if err != nil || len(found) > 0 {
		t.Fatalf("findings %v, error %v", found, err)
	}
	if size.Refunds != 3 || size.Payments != 6 || size.Entries != 106 || size.Movements != 3 {
		t.Errorf("looked at %+v", size)
	}
}

// TestEveryBrokenPromiseIsFound breaks each promise once, alone.
func TestEveryBrokenPromiseIsFound(t *testing.T) {
	const key = "mgkey1"
	cases := append(brokenStories(), []planted{
		{"a posting that is not zero", `UPDATE entries SET amount_minor = -10799 WHERE account = 'm-001/refunds_payable' AND posting = 5`, "", []code{codePayableDiffers, codePostingNotZero}},
		{"a balance that is not its entries'", `UPDATE accounts SET balance = balance + 1 WHERE name = 'pay/p1/sent'`, "", []code{codeBalanceDiffers}},
		{"a balance of an account that has none of its own", `INSERT INTO accounts VALUES ('m-001/sales_returns', 'CNY', '', '', 1)`, "", []code{codeBalanceDiffers}},
		{"an account without entries' balance", `DELETE FROM accounts WHERE name = 'pay/p1/returned'`, "", []code{codeBalanceDiffers}},
		{"a capture that is used for something the chart does not know", `
			INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (90, 'x', '', 'X', '', 1);
			INSERT INTO entries VALUES (90, 0, 'pay/p2/open', 'CNY', 100), (90, 1, 'pay/p2/lost', 'CNY', -100);
			UPDATE accounts SET balance = -4900 WHERE name = 'pay/p2/open';
			INSERT INTO accounts VALUES ('pay/p2/lost', 'CNY', 'p2', 'lost', -100)`, "", []code{codeControlEquation}},
		{"headroom below zero", `
			INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (90, 'p2', '', 'X', '', 1);
			INSERT INTO entries VALUES (90, 0, 'pay/p2/open', 'CNY', 5001), (90, 1, 'pay/p2/disputed', 'CNY', -5001);
			UPDATE accounts SET balance = 1 WHERE name = 'pay/p2/open';
			INSERT INTO accounts VALUES ('pay/p2/disputed', 'CNY', 'p2', 'disputed', -5001)`, "", []code{codeDisputeDiffers, codeOpenNegative}},
		{"headroom and excess at once", `
			INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (90, 'p2', '', 'X', '', 1);
			INSERT INTO entries VALUES (90, 0, 'pay/p2/excess', 'CNY', 10), (90, 1, 'pay/p2/disputed', 'CNY', -10);
			INSERT INTO accounts VALUES ('pay/p2/excess', 'CNY', 'p2', 'excess', 10), ('pay/p2/disputed', 'CNY', 'p2', 'disputed', -10)`, "", []code{codeControlEquation, codeDisputeDiffers}},
		{"a dispute that is in no posting", `INSERT INTO disputes (payment, dispute_id, stage, amount_minor, currency, fee_minor, facts, first_heard_at, changed_at)
			VALUES ('p2', 'd1', 'LOST', 10, 'CNY', 0, '[]', 0, 0)`, "", []code{codeDisputeDiffers}},
		{"a dispute in another currency than was captured", `INSERT INTO disputes (payment, dispute_id, stage, amount_minor, currency, fee_minor, facts, first_heard_at, changed_at)
			VALUES ('p2', 'd1', 'OPENED', 10, 'USD', 0, '[]', 0, 0)`, "", []code{codeDisputeCurrency}},
		{"a refund made elsewhere that was for something else", `INSERT INTO outside_refunds (payment, provider_refund_id, merchant, order_id, amount_minor, currency, outcome, booked_minor,
				before_minor, facts, first_heard_at, attributed_as, attributed_at, sales_minor)
			VALUES ('p2', 're_1', 'm-001', 'o-2', 10, 'CNY', 'Settled', 10, 10, '[]', 0, 'LINES', 1, 9)`, "", []code{codeAttributionDiffers}},
		{"a refund made elsewhere that its provider never moved", `INSERT INTO outside_refunds (payment, provider_refund_id, merchant, order_id, amount_minor, currency, outcome, booked_minor,
				facts, first_heard_at) VALUES ('p2', 're_1', 'm-001', 'o-2', 10, 'CNY', 'Settled', 10, '[]', 0)`, "", []code{codeMovedDiffers}},
		{"more of a line refunded elsewhere than was bought", `INSERT INTO outside_refunds (payment, provider_refund_id, merchant, order_id, amount_minor, currency, outcome, facts, first_heard_at)
				VALUES ('p1', 're_1', 'm-001', 'o-1', 1, 'CNY', 'Failed', '[]', 0);
			INSERT INTO outside_claims (payment, provider_refund_id, position, merchant, order_id, kind, line_id, item, quantity, amount_minor, tax_minor)
				VALUES ('p1', 're_1', 0, 'm-001', 'o-1', 'LINE', '1', '1', 9, 1, 0)`, "", []code{codeLineOverclaimed}},
		{"money that moved and was never booked", "", move("mgkey8", "ch_2", 700), []code{codeMovedDiffers}},
		{"money that came back and was never booked", "", move(key, "ch_1", -10800), []code{codeMovedDiffers}},
		{"more moved than was captured", "", move("mgkey8", "ch_2", 5001), []code{codeMovedAboveCaptured, codeMovedDiffers}},
		{"money of a payment nobody knows", "", move("mgkey9", "ch_9", 1), []code{codeMovedUnknown}},
		{"money that moved on another payment than was booked", "", move(key, "ch_1", -10800) + move(key, "ch_stranger", 10800),
			[]code{codeMovedDiffers, codeMovedOtherPayment, codeMovedUnknown}},
		{"money that moved from another account than was booked", "", move(key, "ch_1", -10800) + moveOf("acct_9", key, "ch_1", 10800),
			[]code{codeMovedDiffers, codeMovedOtherPayment, codeMovedUnknown}},
		{"money of an undecided leg that moved on another payment", `UPDATE legs SET status = 'Unknown' WHERE refund = 'refund/m-001/o-2/c-1';
			UPDATE refunds SET closed = 0, status = 'PayingOut' WHERE order_id = 'o-2';
			DELETE FROM refund_event WHERE refund = 'refund/m-001/o-2/c-1' AND event IN ('Released', 'Closed');
			INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy)
			VALUES ('refund/m-001/o-2/c-1', 5, 'LegBegun', 'AwaitingApproval', 'PayingOut', '1', 'makegood', '', '')`,
			move("mgkey2", "ch_1", 5000), []code{codeMovedOtherPayment}},
		{"money of a capture that went to its payment", `INSERT INTO captures (payment, capture_id, amount_minor, implied, learned_at, provider_reference) VALUES ('p1', 'k1', 22600, 0, 0, 'cap_1');
			UPDATE legs SET capture_id = 'k1', capture_reference = 'cap_1' WHERE provider_key = 'mgkey1'`, "", []code{codeMovedDiffers, codeMovedOtherPayment}},
		{"a key that moved twice", "", move(key, "ch_1", 10800), []code{codeMovedDiffers, codeMovedTwice}},
		{"a key that moved another amount than its leg's", `UPDATE legs SET provider_key = 'mgother' WHERE refund = 'refund/m-001/o-1/c-1';
			INSERT INTO legs (refund, leg_id, position, merchant, order_id, payment_id, payment, via, amount_minor, units, void, status, generation, provider_key)
			VALUES ('refund/m-001/o-1/c-1', 'void', 2, 'm-001', 'o-1', 'pay-1', 'p1', '', 0, '', 1, 'Settled', 1, 'mgkey1')`, "", []code{codeMovedOtherAmount}},
		{"more of a line claimed than was bought", `UPDATE claims SET quantity = 3 WHERE kind = 'LINE'`, "", []code{codeLineOverclaimed}},
		{"more paid for a line than it cost", `UPDATE claims SET amount_minor = 22601 WHERE kind = 'LINE'`, "", []code{codeClaimsDiffer, codeLineOverpaid}},
		{"a line claimed that was never bought", `UPDATE claims SET line_id = '7' WHERE kind = 'LINE'`, "", []code{codeLineUnknown}},
		{"a snapshot nobody can read", `UPDATE orders SET snapshot = '{' WHERE order_id = 'o-2'`, "", []code{codeLineUnknown}},
		{"a closed refund that holds money", `
			INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (90, 'refund/m-001/o-2/c-1', '1', 'P1', '', 1);
			INSERT INTO entries VALUES (90, 0, 'pay/p2/open', 'CNY', 5000), (90, 1, 'pay/p2/held', 'CNY', -5000);
			UPDATE accounts SET balance = 0 WHERE name = 'pay/p2/open';
			UPDATE accounts SET balance = -5000 WHERE name = 'pay/p2/held'`, "", []code{codeClosedWithMoney}},
		{"a closed refund with a leg on its way", `UPDATE legs SET status = 'Reserved' WHERE refund = 'refund/m-001/o-2/c-1'`, "", []code{codeClosedWithMoney}},
		{"a settled leg without its posting", `UPDATE legs SET status = 'Settled' WHERE refund = 'refund/m-001/o-2/c-1'`, "", []code{codeLegCarried, codeRefundReturned}},
		{"a proposal nobody can read", `UPDATE refunds SET proposal = 'x' WHERE order_id = 'o-1'`, "", []code{codeProposalUnreadable}},
		{"components that do not sum", `UPDATE refunds SET proposal = replace(proposal, '-500', '-499') WHERE order_id = 'o-1'`, "", []code{codeComponentsDiffer}},
		{"a total that is not its proposal's", `UPDATE refunds SET total_minor = 1 WHERE order_id = 'o-2'`, "", []code{codeClaimsDiffer, codeComponentsDiffer}},
		{"planned legs that do not sum", `UPDATE refunds SET proposal = replace(proposal, '"legs":[{"amount_minor":10800}]', '"legs":[]')`, "", []code{codeLegsDiffer}},
		{"steps that do not sum to the total", withSteps(`[{"formula_id":"SUM","result_minor":10799,"adds_to":"total"},{"formula_id":"SUM","result_minor":10800,"adds_to":"legs"}]`), "", []code{codeStepsDiffer}},
		{"steps with tax that the assessment has not", withSteps(`[{"formula_id":"SUM","result_minor":10800,"adds_to":"total_and_tax"},{"formula_id":"SUM","result_minor":10800,"adds_to":"legs"}]`), "", []code{codeStepsDiffer}},
		{"steps that do not sum to the legs", withSteps(`[{"formula_id":"SUM","result_minor":10800,"adds_to":"total"}]`), "", []code{codeStepsDiffer}},
		{"a step that takes over what no step came to", withSteps(`[{"formula_id":"SUM","result_minor":10800,"adds_to":"total"},
			{"formula_id":"SUM","result_minor":10800,"adds_to":"legs","inputs":[{"name":"share","number":10801,"from":"step","step":1}]}]`), "", []code{codeStepsDiffer}},
		{"stored legs that do not sum", `UPDATE legs SET amount_minor = 4999 WHERE refund = 'refund/m-001/o-2/c-1'`, "", []code{codeLegsDiffer}},
		{"a refund without a trail", `DELETE FROM refund_event WHERE refund = 'refund/m-001/o-2/c-1'`, "", []code{codeTrailMissing}},
		{"a trail with a row cut out", `DELETE FROM refund_event WHERE event = 'LegBegun'`, "", []code{codeTrailBroken}},
		{"a trail that does not end where the refund stands", `UPDATE refunds SET status = 'Refunded' WHERE order_id = 'o-2'`, "", []code{codeTrailBroken}},
		{"a trail that leaves an end", `INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy)
			VALUES ('refund/m-001/o-2/c-1', 99, 'Marked', 'Rejected', 'PayingOut', '', 'x', '', '');
			UPDATE refunds SET status = 'PayingOut' WHERE order_id = 'o-2'`, "", []code{codeTrailBackwards}},
		{"a trail whose time runs backwards", `UPDATE refund_event SET at = 2 WHERE event = 'Closed' AND refund = 'refund/m-001/o-1/c-1'`, "", []code{codeTrailBackwards}},
	}...)
	reached := map[code]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			b.exec(c.sql)
			b.appendBook(c.moves)
			var out, errs bytes.Buffer
			exit := run(append(b.args(), "--json"), &out, &errs)
			var v verdict
			if err := json.Unmarshal(out.Bytes(), &v); err != nil {
				t.Fatalf("%v: %s%s", err, out.String(), errs.String())
			}
			if got := codesOf(v.Findings); exit != exitFindings || !slices.Equal(got, c.want) {
				t.Errorf("exit %d, found %v, want %v: %+v", exit, got, c.want, v.Findings)
			}
			for _, f := range v.Findings {
				reached[f.Code] = true
			}
		})
	}
	for _, want := range allCodes() {
		if !reached[want] {
			t.Errorf("no case reaches %s: that check may be unable to fail", want)
		}
	}
}

// TestALegWithoutItsLastWordMayHaveMovedOrNot: what the ledger does not know yet is no finding.
func TestALegWithoutItsLastWordMayHaveMovedOrNot(t *testing.T) {
	for _, moves := range []string{"", move("mgkey2", "ch_2", 5000)} {
		b := setup(t)
		b.exec(`UPDATE legs SET status = 'Unknown' WHERE refund = 'refund/m-001/o-2/c-1';
			UPDATE refunds SET closed = 0, status = 'PayingOut' WHERE order_id = 'o-2';
			DELETE FROM refund_event WHERE refund = 'refund/m-001/o-2/c-1' AND event IN ('Released', 'Closed');
			INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy)
			VALUES ('refund/m-001/o-2/c-1', 5, 'LegBegun', 'AwaitingApproval', 'PayingOut', '1', 'makegood', '', '')`)
		b.appendBook(moves)
		if found, _, err := inspect(t.Context(), b.options()); err != nil || len(found) > 0 {
			t.Errorf("moved %q: findings %v, error %v", moves, found, err)
		}
	}
}

// TestWhatALegCostBesideItsAmountIsCarried: what the provider's account gave, and who bears the rest, come to the leg's
// amount (POSTINGS P17, P19); a rest that nobody bears is a finding.
func TestWhatALegCostBesideItsAmountIsCarried(t *testing.T) {
	for rest, want := range map[string]int{"m-001/promo_funding/provider/a1": 0, "fx/m-001/position": 0, "m-001/provider_fees": 0, "m-001/goodwill": 1} {
		b := setup(t)
		b.exec(`INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (90, 'refund/m-001/o-1/c-1', '1', 'P17x', 'g1/cost/1', 9);
			INSERT INTO entries VALUES (90, 0, 'prov/a1/balance', 'CNY', 800), (90, 1, '` + rest + `', 'CNY', -800);`)
		found, _, err := inspect(t.Context(), b.options())
		if err != nil || len(found) != want {
			t.Errorf("%s: findings %v, error %v", rest, found, err)
		}
	}
}

func TestFindingsArePrintedWithTheirCodes(t *testing.T) {
	b := setup(t)
	b.appendBook(move("mgkey9", "ch_9", 1))
	var out, errs bytes.Buffer
	if exit := run(b.args(), &out, &errs); exit != exitFindings {
		t.Errorf("exit %d: %s", exit, errs.String())
	}
	want := "MOVED_UNKNOWN ch_9 CNY: the provider moved 1 of a payment the ledger does not know\n" +
		"1 findings in 3 refunds, 6 payments, 106 entries and 4 movements\n"
	if out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}

func TestFilesThatCannotBeReadAreAFaultAndNoVerdict(t *testing.T) {
	b := setup(t)
	garbled := filepath.Join(t.TempDir(), "book.jsonl")
	write(t, garbled, "not json\n")
	for name, args := range map[string][]string{
		"no arguments":      {},
		"no ledger":         {"-ledger", filepath.Join(t.TempDir(), "none.db"), "-book", b.book},
		"no book":           {"-ledger", b.ledger, "-book", filepath.Join(t.TempDir(), "none.jsonl")},
		"a garbled book":    {"-ledger", b.ledger, "-book", garbled},
		"a book for ledger": {"-ledger", b.book, "-book", b.book},
	} {
		var out, errs bytes.Buffer
		if exit := run(args, &out, &errs); exit != exitFault || !strings.Contains(errs.String(), "audit:") {
			t.Errorf("%s: exit %d, said %q", name, exit, errs.String())
		}
	}
}

func codesOf(findings []finding) []code {
	var out []code
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return slices.Compact(out)
}

func allCodes() []code {
	return []code{
		codePostingNotZero, codeBalanceDiffers, codeControlEquation, codeOpenNegative,
		codeMovedDiffers, codeMovedAboveCaptured, codeMovedUnknown, codeMovedTwice,
		codeMovedOtherAmount, codeMovedOtherPayment, codeLineOverclaimed, codeLineOverpaid, codeLineUnknown,
		codeClosedWithMoney, codeRefundReturned, codeProposalUnreadable, codeComponentsDiffer,
		codeLegsDiffer, codeClaimsDiffer, codeReplacedLegLives, codeSubstituteDiffers, codeLegCarried,
		codeFundDiffers, codeBudgetDiffers, codeBudgetHeld, codeBudgetSpent, codeOfferDiffers, codeOfferIssued,
		codeAdjustmentPaid, codeNotAgreed, codeAgreedByAuthor, codePayableDiffers, codeRecognisedDiffers,
		codeTrailMissing, codeTrailBroken, codeTrailBackwards,
	}
}

// withSteps puts an explanation into the proposal of the refund of 10800.
func withSteps(steps string) string {
	return `UPDATE refunds SET proposal = replace(proposal, '"legs":', '"steps":` + steps + `,"legs":') WHERE order_id = 'o-1'`
}

func TestAnExplanationThatAddsUpIsNoFinding(t *testing.T) {
	for name, steps := range map[string]string{
		"steps that sum": `[{"formula_id":"SUM","result_minor":11300,"adds_to":"total"},
			{"formula_id":"NEGATIVE","result_minor":-500,"adds_to":"total"},
			{"formula_id":"SUM","result_minor":500,"inputs":[{"name":"part","number":500,"from":"step.taken","step":2}]},
			{"formula_id":"SUM","result_minor":10800,"adds_to":"legs"}]`,
		"an older version's, in words alone": `[{"name":"Line 1","formula":"the price paid","result_minor":7}]`,
	} {
		b := setup(t)
		b.exec(withSteps(steps))
		var out, errs bytes.Buffer
		if exit := run(append(b.args(), "--json"), &out, &errs); exit != 0 {
			t.Errorf("%s: exit %d: %s%s", name, exit, out.String(), errs.String())
		}
	}
}
