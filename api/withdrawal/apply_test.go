package withdrawal_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

func TestAnApplicationIsMadeByTheShopsLinkAndTwiceIsOnce(t *testing.T) {
	b := newBench(t)
	link := b.register(knownOrder)
	order, err := b.Order(t.Context(), api.Call{}, link)
	if err != nil || len(order.Order.Lines) != 1 || len(order.Reasons) != len(refund.Reasons())-1 {
		t.Fatalf("%+v, %v", order, err)
	}
	in := withdrawal.Application{
		Link: link, ID: b.NewApplicationID(), Lines: []refund.CancelledLine{{LineID: "1", Quantity: 1}}, Reason: refund.ReasonDamaged, Email: "Li <" + customer + ">",
	}
	b.refunds.previews = []api.Previewed{{Line: &preview.Line{TotalMinor: 6400, CurrencyCode: "CNY", Eligible: true}}}
	said, err := b.Preview(t.Context(), api.Call{}, in)
	if err != nil || said.Line.TotalMinor != 6400 || len(b.refunds.asked) != 0 {
		t.Fatalf("%+v, %v", said, err)
	}
	for range 2 {
		b.clock.Advance(time.Minute)
		if _, err := b.Apply(t.Context(), api.Call{Locale: "en"}, in); err != nil {
			t.Fatal(err)
		}
	}
	c := b.refunds.asked[refund.ID("refund/m-001/o-1/a-"+in.ID)]
	if len(b.refunds.asked) != 1 || c.Reason != refund.ReasonDamaged || len(c.CancelledLines) != 1 || c.RequestedBy != "customer:42" || b.refunds.contacts[0].Email != customer {
		t.Errorf("asked for %+v", b.refunds.asked)
	}
	if err := c.Validate(b.clock.Now()); err != nil {
		t.Error(err)
	}
	if tried := b.refunds.tried[0].Cancellation; refund.Digest(tried) != refund.Digest(c) {
		t.Error("what was previewed is not what was asked for")
	}
	if who := b.refunds.calls[0].Subject; who.Verified != refund.ByLink || who.Name != "customer:42" {
		t.Errorf("asked by %+v", who)
	}
}

func TestWhatAnApplicationIsRefusedFor(t *testing.T) {
	b := newBench(t)
	link := b.register(knownOrder)
	secrets, err := secretsOf(shopSecret)()
	if err != nil {
		t.Fatal(err)
	}
	unknown, err := withdrawal.SignLink(secrets, "m-001", "o-2", link.Until)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*withdrawal.Application)
		code   refund.Code
	}{
		"an order that the shop has not told of": {func(a *withdrawal.Application) { a.Link = unknown }, withdrawal.CodeOrderUnknown},
		"a link of nobody's":                     {func(a *withdrawal.Application) { a.Link.Order = "o-3" }, refund.CodeBadToken},
		"a reason that is not the customer's":    {func(a *withdrawal.Application) { a.Reason = refund.ReasonFraudSuspected }, withdrawal.CodeReasonNotCustomers},
		"an address that is none":                {func(a *withdrawal.Application) { a.Email = "x\r\nBcc: y@example.com" }, refund.CodeMalformed},
	} {
		in := withdrawal.Application{Link: link, ID: b.NewApplicationID(), Reason: refund.ReasonDamaged}
		c.change(&in)
		_, err := b.Apply(t.Context(), api.Call{}, in)
		refusedWith(t, name, err, c.code)
		_, err = b.Preview(t.Context(), api.Call{}, in)
		refusedWith(t, name+", before it is sent", err, c.code)
	}
	if b.refunds.count != 0 || len(b.refunds.tried) != 0 {
		t.Errorf("%d requests, %d previews", b.refunds.count, len(b.refunds.tried))
	}
}

func TestAnOrderIsRegisteredOnlyAsItsShopSignedItAndAsTheContractHasIt(t *testing.T) {
	b := newBench(t)
	link := b.register(knownOrder)
	told, err := b.books.RegisteredOrder(t.Context(), "m-001", knownOrder)
	if err != nil || told.Order.Customer.CustomerID != "42" || told.ContactMAC == "" || link.Order != knownOrder {
		t.Fatalf("%+v, %v", told, err)
	}
	secrets, err := secretsOf(shopSecret)()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := secretsOf(otherSecret)()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		secrets []standardwebhooks.Secret
		body    string
		signed  time.Time
		code    refund.Code
	}{
		"signed by another shop":     {theirs, `{}`, b.clock.Now(), refund.CodeBadToken},
		"signed too long ago":        {secrets, `{}`, b.clock.Now().Add(-time.Hour), refund.CodeBadToken},
		"no JSON":                    {secrets, `[`, b.clock.Now(), refund.CodeMalformed},
		"no object":                  {secrets, `null`, b.clock.Now(), refund.CodeMalformed},
		"an order without payments":  {secrets, `{"merchant_id":"m-001","order_id":"o-7","currency_code":"CNY"}`, b.clock.Now(), refund.CodeMissingField},
		"sent again as another's":    {secrets, `{"merchant_id":"m-001","order_id":"o-1","currency_code":"CNY"}`, b.clock.Now(), refund.CodeConflict},
		"of another merchant":        {secrets, `{"merchant_id":"m-002","order_id":"o-7","currency_code":"CNY"}`, b.clock.Now(), refund.CodeConflict},
		"of no order":                {secrets, `{"currency_code":"CNY"}`, b.clock.Now(), refund.CodeConflict},
		"a body that signs the rest": {nil, `{}`, b.clock.Now(), refund.CodeBadToken},
	} {
		header := http.Header{}
		standardwebhooks.Sign(header, c.secrets, "reg_1", []byte(c.body), c.signed)
		_, err := b.Register(t.Context(), api.Call{}, header, withdrawal.Registered{Merchant: "m-001", Order: "o-7", Body: []byte(c.body), Until: link.Until})
		refusedWith(t, name, err, c.code)
	}
	if _, err := b.books.RegisteredOrder(t.Context(), "m-001", "o-7"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("it is registered: %v", err)
	}
}
