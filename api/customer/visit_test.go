package customer_test

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/api/customer/customertest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// high and low are limits of the second check, above and below the refunds of these tests (11300).
const (
	high = int64(1_000_000)
	low  = int64(11299)
)

func reviewed(p refund.Proposal) refund.Proposal {
	p.ApprovalsRequired, p.ApprovalRoles = 1, []refund.Role{"support"}
	return p
}

func opened(t *testing.T, s *customertest.Shop, token, pass string) *customer.Visit {
	t.Helper()
	v, err := s.Service.Open(t.Context(), token, pass)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func shown(t *testing.T, s *customertest.Shop, v *customer.Visit) customer.Page {
	t.Helper()
	p, err := s.Service.Page(t.Context(), v, "en")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ann is a member of staff.
var ann = api.Call{Subject: api.Subject{ID: "oidc:1", Name: "ann", Kind: api.Human, Verified: api.ByOIDC}}

func TestALinkThatOpensNothingNeverSaysWhy(t *testing.T) {
	s := customertest.Open(t, high)
	revoked, revokedToken := s.Refund("o1", ledgertest.Units(1), nil)
	if _, err := s.Service.RevokeLink(t.Context(), ann, revoked, "the mailbox was lost"); err != nil {
		t.Fatal(err)
	}
	_, good := s.Refund("o2", ledgertest.Units(1), nil)
	renewed, before := s.Refund("o3", ledgertest.Units(1), nil)
	if _, err := s.Service.RenewLink(t.Context(), ann, renewed, "asked for another"); err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"nothing": "", "made up": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "longer": good + "A", "cut off": good[:31], "revoked": revokedToken, "replaced": before,
	} {
		if _, err := s.Service.Open(t.Context(), token, ""); !errors.Is(err, customer.ErrNoPage) || err.Error() != customer.ErrNoPage.Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := s.Token(renewed); opened(t, s, after, "").ID() != renewed {
		t.Error("the new link opens another page")
	}
	opened(t, s, good, "")
	s.Clock.Advance(180 * 24 * time.Hour)
	if _, err := s.Service.Open(t.Context(), good, ""); !errors.Is(err, customer.ErrNoPage) {
		t.Errorf("at its end: %v", err)
	}
}

func TestALinkOpensForATimeOnceTheRefundIsClosed(t *testing.T) {
	s := customertest.Open(t, high)
	id, token := s.Refund("o1", ledgertest.Units(1), nil)
	s.Desk.Begin(id)
	s.Desk.Record(id, refund.OutcomeSettled)
	s.Clock.Advance(90*24*time.Hour - time.Second)
	opened(t, s, token, "")
	s.Clock.Advance(time.Second)
	if _, err := s.Service.Open(t.Context(), token, ""); !errors.Is(err, customer.ErrNoPage) {
		t.Errorf("90 days after the end: %v", err)
	}
}

func TestAboveAnAmountNothingIsDoneOrShownWithoutTheSecondCheck(t *testing.T) {
	s := customertest.Open(t, low)
	id, token := s.Refund("o1", ledgertest.Units(1), nil)
	s.Desk.Begin(id)
	s.Desk.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeSettled, BankReference: "74027301"})
	v := opened(t, s, token, "")
	p := shown(t, s, v)
	if !p.NeedsCheck || p.Checked || p.Order != "" || p.Request != "" || p.Money.Ways[0].Reference != "" || !p.Money.HidesReferences {
		t.Errorf("before the check it shows %+v", p)
	}
	said := customer.Said{Locale: "en", Key: "k1"}
	for name, err := range map[string]error{
		"answer": s.Service.Answer(t.Context(), v, said, "blue"), "choose": s.Service.Choose(t.Context(), v, said, "EXCHANGE", ""),
		"offer": s.Service.AnswerOffer(t.Context(), v, said, true, ""), "appeal": s.Service.Appeal(t.Context(), v, said, "why"),
		"withdraw": s.Service.Withdraw(t.Context(), v, said, ""), "upload": upload(t, s, v, []byte("%PDF-1.7")),
	} {
		if !errors.Is(err, customer.ErrCheckNeeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if done := s.Acts.Done(); len(done) > 0 || s.Files.Count() > 0 {
		t.Errorf("done is %v, %d files are kept", done, s.Files.Count())
	}
	checked, err := s.Service.Check(t.Context(), v, " O1 ", "Li@Example.test")
	if err != nil || checked.Pass == "" {
		t.Fatalf("the check: %+v, %v", checked, err)
	}
	after := shown(t, s, opened(t, s, token, checked.Pass))
	if !after.Checked || after.Order != "o1" || after.Money.Ways[0].Reference != "74027301" {
		t.Errorf("after the check it shows %+v", after)
	}
	s.Clock.Advance(customer.PassFor)
	if opened(t, s, token, checked.Pass).Checked {
		t.Error("the check lasts longer than it is said to")
	}
}

func upload(t *testing.T, s *customertest.Shop, v *customer.Visit, content []byte) error {
	t.Helper()
	_, err := s.Service.Upload(t.Context(), v, content)
	return err
}

func TestACurrencyWithoutALimitAlwaysAsksForTheCheck(t *testing.T) {
	s := customertest.Open(t, high)
	usd := ledgertest.Units(1)
	usd.Assessment.Currency = "USD"
	_, token := s.Refund("o1", usd, func(c *refund.Cancellation) {
		c.Order.Currency, c.Order.Payments[0].Currency = "USD", "USD"
	})
	if v := opened(t, s, token, ""); !v.NeedsCheck {
		t.Error("it asks for none")
	}
}

func TestWrongWordsAndALockedCheckHaveOneAnswer(t *testing.T) {
	s := customertest.Open(t, low)
	_, token := s.Refund("o1", ledgertest.Units(1), nil)
	v := opened(t, s, token, "")
	try := func(order, email string) customer.Checked {
		t.Helper()
		before := s.Store.StatementCount()
		out, err := s.Service.Check(t.Context(), v, order, email)
		if err != nil {
			t.Fatal(err)
		}
		if count := s.Store.StatementCount() - before; count != 4 {
			t.Errorf("the try of %s and %s took %d statements", order, email, count)
		}
		return out
	}
	for _, wrong := range [][2]string{{"o2", customertest.Email}, {"o1", "lo@example.test"}, {"", ""}, {"o1", ""}, {"o2", "lo@example.test"}} {
		if try(wrong[0], wrong[1]).Pass != "" {
			t.Errorf("%v passes", wrong)
		}
	}
	if try("o1", customertest.Email).Pass != "" {
		t.Errorf("after %d wrong tries the right words pass", ledger.PageTriesMax)
	}
	s.Clock.Advance(ledger.PageLockedTime)
	if try("o1", customertest.Email).Pass == "" {
		t.Error("an hour later they do not")
	}
}

func TestWhereNoEmailIsKnownTheCheckIsNeverPassed(t *testing.T) {
	s := customertest.Open(t, low)
	c := ledgertest.Request("o1", "c1", 1)
	link := s.Pages.Make(c.ID(), 1, "", s.Clock.Now())
	if _, err := s.Store.DecideRefund(t.Context(), refund.Decide{Digest: "d", Cancellation: c, RunID: "r", Link: &link}, ledgertest.Proposing(ledgertest.Units(1))); err != nil {
		t.Fatal(err)
	}
	v := opened(t, s, s.Token(c.ID()), "")
	if out, err := s.Service.Check(t.Context(), v, "o1", ""); err != nil || out.Pass != "" || shown(t, s, v).CanCheck {
		t.Errorf("it answers %+v, %v", out, err)
	}
}

func TestAnActSaysHowItsCustomerIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		limit int64
		want  refund.Verification
	}{"by the link alone": {high, refund.ByLink}, "by the link and the check": {low, refund.ByLinkChecked}} {
		s := customertest.Open(t, c.limit)
		_, token := s.Refund("o1", reviewed(ledgertest.Units(1)), nil)
		pass := ""
		if c.limit == low {
			out, err := s.Service.Check(t.Context(), opened(t, s, token, ""), "o1", customertest.Email)
			if err != nil {
				t.Fatal(err)
			}
			pass = out.Pass
		}
		if err := s.Service.Withdraw(t.Context(), opened(t, s, token, pass), customer.Said{Locale: "zh-CN", Key: "form-1"}, ""); err != nil {
			t.Fatal(err)
		}
		done := s.Acts.Done()[0]
		who := done.Call.Subject
		if done.Customer != "customer:42" || who.Kind != api.Machine || who.Verified != c.want || !who.Verified.Proven() || who.Name != "desk/page" ||
			done.Call.Key != "page-form-1" || done.Call.Locale != "zh-CN" || len(who.ID) != len("link:")+16 {
			t.Errorf("%s: %+v", name, done)
		}
		if _, refused := who.Witnessed().MayDo(refund.Act{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{By: done.Customer}}); refused {
			t.Errorf("%s: the ledger would not take it", name)
		}
	}
}
