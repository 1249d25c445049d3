package withdrawal_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	service "github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/withdrawal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// books keep statements and orders in memory. What pages never ask of the ledger panics.
type books struct {
	service.Books
	kept   map[ledger.StatementID]ledger.Statement
	orders map[refund.OrderID]refund.Order
	// asked counts what was looked up.
	asked int
	fail  error
}

func (b *books) KeepStatement(_ context.Context, in ledger.Statement) (ledger.KeptStatement, error) {
	if b.fail != nil {
		return ledger.KeptStatement{}, b.fail
	}
	if known, is := b.kept[in.ID]; is {
		return ledger.KeptStatement{Statement: known, Known: known.SHA256 == in.SHA256, Conflict: known.SHA256 != in.SHA256}, nil
	}
	in.ReceivedAt, in.First, in.Match, in.Acknowledged, in.Start = now, in.ID, ledger.MatchNew, ledger.AckOwed, ledger.StartNone
	b.kept[in.ID] = in
	return ledger.KeptStatement{Statement: in}, nil
}

func (b *books) RegisteredOrder(_ context.Context, merchant refund.MerchantID, id refund.OrderID) (ledger.RegisteredOrder, error) {
	b.asked++
	order, is := b.orders[id]
	if !is {
		return ledger.RegisteredOrder{}, ledger.ErrNotFound
	}
	return ledger.RegisteredOrder{Merchant: merchant, ID: id, Order: order}, nil
}

func (b *books) PinnedOrder(context.Context, refund.MerchantID, refund.OrderID) (refund.Order, error) {
	b.asked++
	return refund.Order{}, ledger.ErrNotFound
}

// noRefunds asks for nothing: statements are followed elsewhere.
type noRefunds struct{}

func (noRefunds) RequestRefund(context.Context, api.Call, api.RequestRefundRequest) (api.RequestedRefund, error) {
	return api.RequestedRefund{}, errors.New("a page asked for a refund")
}

func (noRefunds) PreviewRefund(context.Context, api.Call, api.PreviewRefundRequest) ([]api.Previewed, error) {
	return nil, errors.New("a page asked for a preview")
}

// bench is the pages over the real service.
type bench struct {
	t       *testing.T
	books   *books
	service *service.Service
	handler http.Handler
	secrets []standardwebhooks.Secret
}

const tea = "Tea <b>&amp;</b> \u202ecake"

func newBench(t *testing.T, shops ...service.Shop) *bench {
	t.Helper()
	b := &bench{t: t, books: &books{kept: map[ledger.StatementID]ledger.Statement{}, orders: map[refund.OrderID]refund.Order{
		"o-1": {Customer: refund.Customer{CustomerID: "42"}, Lines: []refund.Line{{LineID: "1", Title: tea, Quantity: 3}, {LineID: "2", Title: "Pot", Quantity: 1}}},
	}}}
	var err error
	if b.secrets, err = standardwebhooks.ParseSecrets("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="); err != nil {
		t.Fatal(err)
	}
	if len(shops) == 0 {
		shops = []service.Shop{
			{Merchant: "m-001", Name: "Acme", Hosts: []string{"acme.example"}, Language: "de", Secrets: func() ([]standardwebhooks.Secret, error) { return b.secrets, nil }},
			{Merchant: "m-002", Name: "Other", Hosts: []string{"other.example"}, Language: "en"},
		}
	}
	b.service, err = service.New(service.Ports{
		Books: func(context.Context) (service.Books, error) { return b.books, nil }, Refunds: noRefunds{},
		Vault: func(context.Context) (*privacy.Vault, error) { return nil, nil }, Staff: func(context.Context) (refund.Staff, error) { return refund.Staff{}, nil },
		Shops: func() service.Shops { return shops }, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	kit := newKit(t)
	pages, err := withdrawal.New(kit, b.service)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	b.handler = kit.Guard(web.Public, mux)
	return b
}

func newKit(t *testing.T) *web.Kit {
	t.Helper()
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return kit
}

func (b *bench) get(target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

func (b *bench) post(target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

// typed is a whole form.
func typed() url.Values {
	return url.Values{"merchant": {"m-001"}, "name": {"Li Lei"}, "contract": {"o-1"}, "part": {""}, "reply_to": {"buyer@example.com"}}
}
