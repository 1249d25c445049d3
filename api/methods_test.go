package api_test

import (
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/refund"
)

// scopes are what a machine needs for each method; "" is a method for people alone.
var scopes = map[api.Method]api.Scope{
	api.MethodRequestRefund: api.ScopeRequest, api.MethodPreviewRefund: api.ScopeRead, api.MethodGetRefund: api.ScopeRead,
	api.MethodListRefunds: api.ScopeRead, api.MethodWithdraw: api.ScopeCustomer, api.MethodAnswer: api.ScopeCustomer,
	api.MethodAppeal: api.ScopeCustomer, api.MethodChoose: api.ScopeCustomer, api.MethodAnswerOffer: api.ScopeCustomer,
	api.MethodDecide: "", api.MethodAsk: "", api.MethodInspect: "", api.MethodResolve: "", api.MethodClear: "",
	api.MethodLookNow: "", api.MethodAssign: "", api.MethodAttribute: "",
}

// calls are a call of every method; what it says beside who calls is good.
func (b *bench) calls(t *testing.T) map[api.Method]func(api.Call) error {
	t.Helper()
	out := map[api.Method]func(api.Call) error{
		api.MethodRequestRefund: func(c api.Call) error {
			in := example(t, "whole")
			c.Key, in.Cancellation.RequestedBy = "", "customer:42"
			if c.Subject.Kind == api.Human {
				in.Cancellation.RequestedBy = ""
			}
			_, err := b.Service.RequestRefund(t.Context(), c, api.RequestRefundRequest{Cancellation: in.Cancellation, Contact: in.Contact})
			return err
		},
		api.MethodPreviewRefund: func(c api.Call) error {
			_, err := b.Service.PreviewRefund(t.Context(), c, api.PreviewRefundRequest{})
			return err
		},
		api.MethodGetRefund: func(c api.Call) error {
			_, err := b.Service.GetRefund(t.Context(), c, api.GetRefundRequest{ID: known})
			return err
		},
		api.MethodListRefunds: func(c api.Call) error {
			_, err := b.Service.ListRefunds(t.Context(), c, api.ListRefundsRequest{})
			return err
		},
		api.MethodAttribute: func(c api.Call) error {
			_, err := b.Service.Attribute(t.Context(), c, api.AttributeRequest{ProviderRefundID: "re_1", Provider: "stripe", Reference: "ch_1", Note: "an apology"})
			return err
		},
	}
	for method, act := range acts() {
		out[method] = func(c api.Call) error {
			_, err := act(t.Context(), b.Service, c)
			return err
		}
	}
	return out
}

// TestWhoMayCallWhat: a machine may ask and never decides, and nobody calls namelessly.
func TestWhoMayCallWhat(t *testing.T) {
	b := newBench(t)
	calls := b.calls(t)
	for _, method := range api.Methods() {
		call, ok := calls[method]
		if !ok {
			t.Fatalf("%s is not called here", method)
		}
		scope, ok := scopes[method]
		if !ok {
			t.Fatalf("nobody has said who may call %s", method)
		}
		refusedWith(t, string(method)+" by nobody", call(api.Call{Key: "k-1"}), api.CodeUnauthenticated)
		unverified := api.Call{Subject: api.Subject{Name: "ann", Kind: api.Human}, Key: "k-1"}
		refusedWith(t, string(method)+" by a name that no door has looked at", call(unverified), api.CodeUnauthenticated)
		refusedWith(t, string(method)+" by a machine without its scope", call(apitest.Shop("refunds:other")), api.CodeNotPermitted)
		all := apitest.Shop(api.ScopeRead, api.ScopeRequest, api.ScopeCustomer)
		if scope == "" {
			refusedWith(t, string(method)+" by a machine", call(all), api.CodeNotPermitted)
			continue
		}
		if err := call(apitest.Shop(scope)); codeOf(err) == api.CodeNotPermitted {
			t.Errorf("%s by a machine that may: %v", method, err)
		}
	}
	permitted := 0
	for _, scope := range scopes {
		if scope == api.ScopeCustomer {
			permitted++
		}
	}
	if sent := len(b.Stories.Acts()); sent != permitted || len(b.Books.Said) != 0 {
		t.Errorf("%d acts were sent, %d were permitted; %d attributions", sent, permitted, len(b.Books.Said))
	}
}

func codeOf(err error) refund.Code {
	if own, ok := err.(*api.Error); ok {
		return own.Code
	}
	return ""
}

// TestWhatTheLedgerKeepsUnderAKeyNeedsOne, and nothing of a call without it is sent.
func TestWhatTheLedgerKeepsUnderAKeyNeedsOne(t *testing.T) {
	keyed := map[api.Method]bool{
		api.MethodDecide: true, api.MethodAsk: true, api.MethodInspect: true, api.MethodAppeal: true, api.MethodResolve: true, api.MethodClear: true,
	}
	for method, act := range acts() {
		b := newBench(t)
		_, err := act(t.Context(), b.Service, b.By("ann", ""))
		if !keyed[method] {
			if err != nil || len(b.Stories.Acts()) != 1 {
				t.Errorf("%s: %v", method, err)
			}
			continue
		}
		refusedWith(t, string(method), err, api.CodeKeyMissing)
		if len(b.Stories.Acts()) != 0 {
			t.Errorf("%s: it was sent", method)
		}
	}
}
