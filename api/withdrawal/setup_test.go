package withdrawal_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

const (
	shopSecret  = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	otherSecret = "whsec_c2Vjb25kLXNlY29uZC1zZWNvbmQtc2Vjb25kLTMy"
	customer    = "buyer@example.com"
	knownOrder  = refund.OrderID("o-1")
)

// bench is the service and a pass over a real ledger, with pretend mail and a pretend service of refunds.
type bench struct {
	*withdrawal.Service
	t       *testing.T
	clock   *ledgertest.Clock
	books   ledger.Store
	vault   *privacy.Vault
	mail    *mailbox
	refunds *refunds
	shops   withdrawal.Shops
	trouble []withdrawal.Trouble
}

func newBench(t *testing.T) *bench {
	t.Helper()
	desk := ledgertest.NewDesk(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := books.Close(); err != nil {
				t.Error(err)
			}
		})
		return books
	})
	clock, books := desk.Clock, desk.Store
	clock.Advance(9 * 24 * time.Hour)
	b := &bench{t: t, clock: clock, books: books, vault: privacy.NewVault(books, privacy.Master{}), mail: &mailbox{}, refunds: &refunds{asked: map[refund.ID]refund.Cancellation{}}}
	b.shops = withdrawal.Shops{
		{Merchant: "m-001", Name: "Acme", Hosts: []string{"acme.example"}, Language: "de", TimeZone: "Europe/Berlin", Secrets: secretsOf(shopSecret)},
		{Merchant: "m-002", Name: "Other", Language: "en", Secrets: secretsOf(otherSecret)},
	}
	var err error
	b.Service, err = withdrawal.New(withdrawal.Ports{
		Books: func(context.Context) (withdrawal.Books, error) { return books, nil }, Refunds: b.refunds,
		Vault: func(context.Context) (*privacy.Vault, error) { return b.vault, nil },
		Staff: func(context.Context) (refund.Staff, error) {
			return refund.Staff{Reviewers: []refund.Reviewer{{Name: "ann", Roles: []refund.Role{"agent"}}}, Ranks: []refund.Role{"agent"}}, nil
		},
		Shops: func() withdrawal.Shops { return b.shops }, Now: clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func secretsOf(text string) func() ([]standardwebhooks.Secret, error) {
	return func() ([]standardwebhooks.Secret, error) { return standardwebhooks.ParseSecrets(text) }
}

// pass is a process that works on statements.
func (b *bench) pass(change ...func(*withdrawal.PassConfig)) *withdrawal.Pass {
	b.t.Helper()
	config := withdrawal.PassConfig{
		Books: b.books, Vault: b.vault, Mail: b.mail, Refunds: b.refunds, Shops: func() withdrawal.Shops { return b.shops }, NewAttempt: rand.Text,
		Report: func(t withdrawal.Trouble) { b.trouble = append(b.trouble, t) },
	}
	for _, one := range change {
		one(&config)
	}
	p, err := withdrawal.NewPass(config)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// register tells of the order of the contract's example, as its shop does.
func (b *bench) register(order refund.OrderID) withdrawal.Link {
	b.t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "..", "internal", "demo", "examples", "order-cancelled.whole.json"))
	if err != nil {
		b.t.Fatal(err)
	}
	body = []byte(strings.Replace(string(body), `"order_id": "820982911946154508"`, fmt.Sprintf(`"order_id": %q`, order), 1))
	header := http.Header{}
	secrets, err := standardwebhooks.ParseSecrets(shopSecret)
	if err != nil {
		b.t.Fatal(err)
	}
	standardwebhooks.Sign(header, secrets, "reg_1", body, b.clock.Now())
	link, err := b.Register(b.t.Context(), api.Call{}, header, withdrawal.Registered{Merchant: "m-001", Order: order, Body: body, Until: b.clock.Now().Add(time.Hour)})
	if err != nil {
		b.t.Fatal(err)
	}
	return link
}

// declaration is one that is about the known order, by its customer.
func declaration() withdrawal.Declaration {
	return withdrawal.Declaration{Merchant: "m-001", Name: "Li Lei", Contract: string(knownOrder), ReplyTo: customer}
}

func (b *bench) declare(d withdrawal.Declaration) withdrawal.Receipt {
	b.t.Helper()
	receipt, err := b.Declare(b.t.Context(), api.Call{}, withdrawal.Declared{ID: b.NewStatementID(), Declaration: d, Locale: "de"})
	if err != nil {
		b.t.Fatal(err)
	}
	return receipt
}

func (b *bench) statement(id ledger.StatementID) ledger.Statement {
	b.t.Helper()
	out, err := b.books.Statement(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// mailbox keeps what it is handed, or fails.
type mailbox struct {
	mu   sync.Mutex
	got  []messaging.Message
	fail error
}

func (m *mailbox) Deliver(_ context.Context, one messaging.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.got = append(m.got, one)
	return nil
}

// refunds is api.Service as far as requests go: the same again is the same, another body is a conflict.
type refunds struct {
	mu       sync.Mutex
	asked    map[refund.ID]refund.Cancellation
	contacts []refund.Contact
	calls    []api.Call
	count    int
	fail     error
	previews []api.Previewed
	tried    []refund.Request
}

func (r *refunds) RequestRefund(_ context.Context, call api.Call, in api.RequestRefundRequest) (api.RequestedRefund, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	if r.fail != nil {
		return api.RequestedRefund{}, call.Failed(r.fail)
	}
	id := in.Cancellation.ID()
	if known, is := r.asked[id]; is && refund.Digest(known) != refund.Digest(in.Cancellation) {
		return api.RequestedRefund{}, call.Failed(refund.Problem{Code: refund.CodeConflict, Detail: "another body"})
	}
	r.asked[id] = in.Cancellation
	r.contacts, r.calls = append(r.contacts, in.Contact), append(r.calls, call)
	return api.RequestedRefund{Standing: refund.Standing{Refund: id, Status: refund.StatusPayingOut}}, nil
}

func (r *refunds) PreviewRefund(_ context.Context, _ api.Call, in api.PreviewRefundRequest) ([]api.Previewed, error) {
	r.tried = append(r.tried, in.Requests...)
	return r.previews, r.fail
}

// refusedWith fails unless err is the service's own error with a code.
func refusedWith(t *testing.T, what string, err error, code refund.Code) {
	t.Helper()
	var own *api.Error
	if !errors.As(err, &own) || own.Code != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}
