package proof_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// TestWhatIsNotThereIsWhatTheAdaptersSay holds the reasons of the cells that are not played to what each adapter says of
// its provider: nothing is left out that an adapter has.
func TestWhatIsNotThereIsWhatTheAdaptersSay(t *testing.T) {
	empty := emptyLedger(t)
	for _, at := range cast() {
		s := newStage(t, empty, at)
		for _, c := range declared(s) {
			if _, gone := at.gone[c.of]; gone == c.has {
				t.Errorf("%s: %q is left out: %t, and by the adapter it is there: %t", at.title, c.of, gone, c.has)
			}
		}
		for of, why := range at.gone {
			if why == "" {
				t.Errorf("%s: %q is not there without a reason", at.title, of)
			}
			if !slices.ContainsFunc(situations(), func(row situation) bool { return slices.Contains(row.needs, of) }) {
				t.Errorf("%s: no row needs %q, which is not there", at.title, of)
			}
		}
	}
}

// property is a situation, and whether a provider has it by what its adapter says or does.
type property struct {
	of  paymenttest.Situation
	has bool
}

func declared(s *stage) []property {
	all := []property{
		{paymenttest.Voids, voidsSomething(s)},
		{signs, s.receiver != nil},
		{notifies, s.notifications != nil || s.records != nil},
		{hasWire, s.front != nil},
		{refundsAlone, s.outside != nil},
		{succeedsLate, s.paysAfterAll != nil},
		{paymenttest.ForgetsKey, s.forgetsAfter > 0},
	}
	if s.authorisation != "" {
		all = append(all, property{expires, s.expire != nil})
	}
	described, ok := s.provider.(payment.Described)
	if !ok { // the simulator does what it is told to
		return all
	}
	limits := described.Limits()
	all = append(all, property{paymenttest.FailsLate, limits.LateFailure}, property{paymenttest.IsRateLimited, s.front != nil})
	for of, class := range map[paymenttest.Situation]refund.DeclineClass{
		paymenttest.DeclinesInstrument: refund.DeclinedInstrument, paymenttest.DeclinesBalance: refund.DeclinedBalance,
		paymenttest.DeclinesDisputed: refund.DeclinedDisputed, paymenttest.DeclinesExceeds: refund.DeclinedExceeds,
		paymenttest.DeclinesOther: refund.DeclinedOther,
	} {
		all = append(all, property{of, hasWord(limits, class)})
	}
	return all
}

func hasWord(limits payment.Limits, class refund.DeclineClass) bool {
	for _, of := range limits.Classes {
		if of == class {
			return true
		}
	}
	return false
}

// voidsSomething: a provider without authorisations refuses every void before it is sent.
func voidsSomething(s *stage) bool {
	in := payment.Instruction{
		Key: refund.ProviderKey(s.id(), "1", 1), Refund: s.id(), Leg: "1", Provider: s.role.name, Account: s.account, Reference: s.reference, Currency: "CNY", Void: true,
	}
	got, err := s.provider.Refund(s.Context(), in)
	return !errors.Is(err, payment.ErrBadInstruction) && got.Kind != refund.OutcomeDeclined
}

// TestTheOnlyCouponsAndStoredErrorsAreThese: no adapter declares them, so the providers are named here.
func TestTheOnlyCouponsAndStoredErrorsAreThese(t *testing.T) {
	for of, want := range map[paymenttest.Situation][]string{
		paymenttest.SplitsCoupon: {"WeChat Pay", "Alipay"}, paymenttest.StoredError: {"Stripe", "PayPal", "Adyen"},
		isDisputed:                     {"Stripe", "PayPal", "Adyen", "WeChat Pay", "Alipay", "simulator"},
		balanceIsShort:                 {"Stripe", "PayPal", "Adyen", "WeChat Pay", "Alipay", "simulator"},
		paymenttest.GarbageAfterMoving: {"Stripe", "PayPal", "Adyen", "WeChat Pay", "Alipay", "simulator"},
	} {
		var has []string
		for _, at := range cast() {
			if at.gone[of] == "" {
				has = append(has, at.title)
			}
		}
		if !slices.Equal(has, want) {
			t.Errorf("%q is there at %v, want %v", of, has, want)
		}
	}
}
