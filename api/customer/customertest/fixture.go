// Package customertest has what tests of customers' pages stand on: a ledger with refunds that have links, and a service
// behind the pages that keeps what it is asked to do.
package customertest

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Email is the customer's.
const Email = "li@example.test"

// BaseURL is where the pages are.
const BaseURL = "https://refunds.example"

// Shop is a ledger, with the service over it.
type Shop struct {
	T       *testing.T
	Store   *sqlstore.Store
	Desk    *ledgertest.Desk
	Clock   *ledgertest.Clock
	Pages   *messaging.Pages
	Acts    *Acts
	Files   *Files
	Service *customer.Service
}

// Open opens one whose pages ask for the second check above an amount of CNY, in minor units.
func Open(t *testing.T, checkAbove int64) *Shop {
	t.Helper()
	clock := ledgertest.NewClock(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	s := &Shop{T: t, Store: books.(*sqlstore.Store), Clock: clock, Acts: &Acts{}, Files: &Files{kept: map[string][]byte{}}}
	s.Desk = ledgertest.At(t, s.Store, clock)
	s.Pages, err = messaging.NewPages(messaging.Pages{
		Secrets: func() [][]byte { return [][]byte{[]byte("thirty-two bytes of a test secret")} }, BaseURL: BaseURL,
		LinkFor: 180 * 24 * time.Hour, AfterClose: 90 * 24 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Service, err = customer.New(customer.Ports{
		Acts: s.Acts, Books: s.Store, Files: s.Files, Pages: s.Pages, CheckAbove: map[refund.Currency]int64{"CNY": checkAbove}, Now: clock.Now, Help: "help@shop.example",
		Staff: func(context.Context) (refund.Staff, error) {
			return refund.Staff{Reviewers: []refund.Reviewer{{Name: "ann"}}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Refund decides a refund of an order that has a link, and returns its id and the link's token. change may change the request;
// p is what the rules propose.
func (s *Shop) Refund(order string, p refund.Proposal, change func(*refund.Cancellation)) (refund.ID, string) {
	s.T.Helper()
	c := ledgertest.Request(order, "c1", 1)
	c.Order.Customer = refund.Customer{CustomerID: "42", Locale: "en"}
	if change != nil {
		change(&c)
	}
	link := s.Pages.Make(c.ID(), 1, Email, s.Clock.Now())
	in := refund.Decide{
		Digest: "d-" + order, Cancellation: c, RunID: "run-1", Link: &link,
		Claims: []refund.MessageClaim{{MessageID: string(c.ID()) + "#acknowledged", Kind: refund.NoticeAcknowledged, Channels: []string{"email"}}},
	}
	if _, err := s.Store.DecideRefund(s.T.Context(), in, ledgertest.Proposing(p)); err != nil {
		s.T.Fatal(err)
	}
	return c.ID(), s.Token(c.ID())
}

// Token is the token of the link that a refund has.
func (s *Shop) Token(id refund.ID) string {
	s.T.Helper()
	link, err := s.Store.PageLink(s.T.Context(), id)
	if err != nil {
		s.T.Fatal(err)
	}
	address, made := s.Pages.Address(link)
	if !made {
		s.T.Fatalf("no secret makes the link of %s", id)
	}
	return strings.TrimPrefix(address, BaseURL+"/r/")
}

// Done is an act that arrived at the service behind every door.
type Done struct {
	Call     api.Call
	Request  any
	Customer refund.Person
}

// Acts keeps what it is asked to do, and answers with Err. The methods that no page calls panic.
type Acts struct {
	api.Refunds
	Err error

	mu   sync.Mutex
	done []Done
}

// Done are the acts that arrived.
func (a *Acts) Done() []Done {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Done(nil), a.done...)
}

func (a *Acts) keep(call api.Call, request any, by refund.Person) (api.Acted, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done = append(a.done, Done{call, request, by})
	return api.Acted{}, call.Failed(a.Err)
}

// Answer implements api.Refunds, as the others below.
func (a *Acts) Answer(_ context.Context, call api.Call, in api.AnswerRequest) (api.Acted, error) {
	return a.keep(call, in, in.Customer)
}

func (a *Acts) Choose(_ context.Context, call api.Call, in api.ChooseRequest) (api.Acted, error) {
	return a.keep(call, in, in.Customer)
}

func (a *Acts) AnswerOffer(_ context.Context, call api.Call, in api.AnswerOfferRequest) (api.Acted, error) {
	return a.keep(call, in, in.Customer)
}

func (a *Acts) Appeal(_ context.Context, call api.Call, in api.AppealRequest) (api.Acted, error) {
	return a.keep(call, in, in.Customer)
}

func (a *Acts) Withdraw(_ context.Context, call api.Call, in api.WithdrawRequest) (api.Acted, error) {
	return a.keep(call, in, in.Customer)
}

// Files are kept in memory.
type Files struct {
	mu   sync.Mutex
	kept map[string][]byte
}

// Keep implements customer.Files.
func (f *Files) Keep(_ context.Context, id refund.ID, sha string, content []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept[string(id)+"#"+sha] = append([]byte(nil), content...)
	return nil
}

// Read implements customer.Files.
func (f *Files) Read(_ context.Context, id refund.ID, sha string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if content, there := f.kept[string(id)+"#"+sha]; there {
		return content, nil
	}
	return nil, customer.ErrNoFile
}

// Count is how many files are kept.
func (f *Files) Count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.kept)
}
