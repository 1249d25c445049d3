package activities_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/privacy/privacytest"
	"github.com/makegood/makegood/refund"
)

var person = refund.CustomerOwner("acme", "42")

// sealedDesk is a desk whose customer's contact and question are sealed.
func sealedDesk(t *testing.T) (*desk, *privacytest.Keys, activities.Telling) {
	t.Helper()
	d, keys := setup(), &privacytest.Keys{Owners: map[refund.ID]refund.KeyOwner{"refund/acme/o-1001/c-1": person}}
	d.tellers.Vault = privacy.NewVault(keys, privacy.Master{})
	request, err := d.tellers.Vault.SealRequest(t.Context(), refund.Request{
		Contact: contact, Cancellation: refund.Cancellation{Key: refund.Key{Merchant: "acme"}, Order: refund.Order{Customer: refund.Customer{CustomerID: "42"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := privacy.Seal(t.Context(), d.tellers.Vault, person, refund.InfoRequest{Question: "Which vase, Mrs Li?"})
	if err != nil {
		t.Fatal(err)
	}
	notice := told(refund.NoticeNeedsInfo)
	by := at.Add(72 * time.Hour)
	notice.Question, notice.Reason, notice.AnswerBy = asked.Question, "asked: "+asked.Question, &by
	return d, keys, activities.Telling{Notice: notice, Contact: request.Contact}
}

func TestASealedQuestionIsAskedInWordsAtASealedAddress(t *testing.T) {
	d, _, in := sealedDesk(t)
	got, _, err := run(t, d.tellers.Tell, in, nil)
	if err != nil || !got.Complete() {
		t.Fatalf("got %+v, %v", got, err)
	}
	if len(d.email.Delivered()) != 1 {
		t.Fatalf("no mail: %+v", got)
	}
	mail := d.email.Delivered()[0]
	if mail.To != contact || !strings.Contains(mail.Body, "Which vase, Mrs Li?") || strings.Contains(mail.Body, refund.SealedPrefix) {
		t.Errorf("to %+v: %s", mail.To, mail.Body)
	}
	if record := d.status.Published()[0]; strings.Contains(record.Question+record.Reason, "Mrs Li") {
		t.Errorf("other systems are told %+v", record)
	}
}

func TestWhoWasErasedIsToldNothingAndOtherSystemsAre(t *testing.T) {
	d, keys, in := sealedDesk(t)
	keys.Erase(person, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC))
	got, _, err := run(t, d.tellers.Tell, in, nil)
	if err != nil || !got.Complete() || got.Channels[0].Skipped != "the customer was erased" {
		t.Errorf("got %+v, %v", got, err)
	}
	if len(d.email.Delivered()) != 0 || len(d.status.Published()) != 1 {
		t.Errorf("%d mails, %d records", len(d.email.Delivered()), len(d.status.Published()))
	}
}

func TestWhileTheKeysAreAwayAMessageIsLeftForLater(t *testing.T) {
	d, keys, in := sealedDesk(t)
	keys.Away = errors.New("away")
	got, _, err := run(t, d.tellers.Tell, in, nil)
	if err != nil || got.Complete() || !strings.Contains(got.Problem, "the keys are away") || len(d.email.Delivered()) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if !got.StatusTold || len(d.status.Published()) != 1 {
		t.Errorf("other systems are told %d times, %+v: they need no key", len(d.status.Published()), got)
	}
}

func TestTheLogQuotesNoAddress(t *testing.T) {
	d, _, in := sealedDesk(t)
	d.email.Break(errors.New("550 <LI@example.test>: mailbox full (li@example.test)"))
	var lines bytes.Buffer
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(&lines, nil))))
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(d.tellers.Tell)
	if _, err := env.ExecuteActivity(d.tellers.Tell, in); err != nil {
		t.Fatal(err)
	}
	if said := lines.String(); !strings.Contains(said, "mailbox full") || strings.Contains(strings.ToLower(said), "li@example.test") {
		t.Errorf("the log says %s", said)
	}
}

// acted keeps what the books were asked to carry out, and to decide.
type acted struct {
	activities.Books
	acts    []refund.Act
	decided []refund.Cancellation
}

func (a *acted) CarryOut(_ context.Context, in refund.ActRequest, _ ledger.Rules) (refund.Acted, error) {
	a.acts = append(a.acts, in.Act)
	return refund.Acted{}, nil
}

func (a *acted) DecideRefund(_ context.Context, in refund.Decide, _ ledger.Rules) (refund.Decided, error) {
	a.decided = append(a.decided, in.Cancellation)
	return refund.Decided{}, nil
}

type noStaff struct{}

func (noStaff) Staff() refund.Staff { return refund.Staff{} }

func TestWhatCameUnsealedIsSealedForTheBooks(t *testing.T) {
	d, keys, _ := sealedDesk(t)
	books := &acted{}
	door := activities.Ledger{Books: books, Staff: noStaff{}, Vault: d.tellers.Vault}
	in := refund.ActRequest{Refund: "refund/acme/o-1001/c-1", Act: refund.Act{
		Kind: refund.ActAssign, Assignment: &refund.Assignment{By: "noah", To: "olga", Note: "Mrs Li called"},
	}}
	if _, err := door.CarryOutAct(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if note := books.acts[0].Assignment.Note; !strings.HasPrefix(note, refund.SealedPrefix) {
		t.Errorf("the note is kept as %q", note)
	}
	c := refund.Cancellation{Key: refund.Key{Merchant: "acme"}, Order: refund.Order{Customer: refund.Customer{CustomerID: "42"}},
		Evidence: []refund.Evidence{{URI: "https://cdn.example/li.jpg"}}}
	if _, err := door.DecideRefund(t.Context(), refund.Decide{Cancellation: c}); err != nil {
		t.Fatal(err)
	}
	if uri := books.decided[0].Evidence[0].URI; !strings.HasPrefix(uri, refund.SealedPrefix) {
		t.Errorf("the document is kept as %q", uri)
	}
	keys.Away = errors.New("away")
	if _, err := door.CarryOutAct(t.Context(), in); err == nil || len(books.acts) != 1 {
		t.Error("without a key a note went to the books as it is")
	}
}
