package activities_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

var (
	at      = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	errAway = errors.New("li@example.test: the server is away")
	contact = refund.Contact{Email: "li@example.test"}
)

// desk is a customer with an e-mail address and no phone, told by both.
type desk struct {
	email, sms *messagingtest.Channel
	status     *messagingtest.StatusTopic
	notes      *notes
	tellers    activities.Tellers
}

func setup() *desk {
	d := &desk{
		email: &messagingtest.Channel{}, sms: &messagingtest.Channel{Called: messaging.ChannelSMS},
		status: &messagingtest.StatusTopic{}, notes: &notes{},
	}
	d.tellers = activities.Tellers{
		Channels: []messaging.Channel{d.email, d.sms}, Status: d.status, Contacts: contacts{}, Deliveries: d.notes, Messages: d.notes,
		Clock: func() time.Time { return time.Now().UTC() },
	}
	return d
}

type contacts struct{}

func (contacts) Contact(context.Context, string, string) (refund.Contact, error) { return contact, nil }

// notes keeps what the ledger was told.
type notes struct {
	kept    []ledger.Undelivered
	claimed []refund.MessageClaim
	// link is the refund's link to its page, links are those that were kept.
	link  refund.PageLink
	links []ledger.PageLinkKept
	// explanation is what the ledger knows of every assessment.
	explanation refund.Explanation
	away        error
}

func (n *notes) ClaimMessage(_ context.Context, _ refund.ID, in refund.MessageClaim) (bool, error) {
	n.claimed = append(n.claimed, in)
	return true, n.away
}

func (n *notes) Explanation(context.Context, refund.ID, string) (refund.Explanation, error) {
	return n.explanation, n.away
}

func (n *notes) PageLink(context.Context, refund.ID) (refund.PageLink, error) { return n.link, n.away }

func (n *notes) KeepPageLink(_ context.Context, in ledger.PageLinkKept) (refund.PageLink, error) {
	n.links, n.link = append(n.links, in), in.PageLink
	return in.PageLink, n.away
}

func (n *notes) NoteDelivery(_ context.Context, in ledger.Undelivered) error {
	if n.away != nil {
		return n.away
	}
	n.kept = append(n.kept, in)
	return nil
}

func told(kind refund.NoticeKind) refund.Notice {
	return refund.Notice{
		Refund: "refund/acme/o-1001/c-1", Kind: kind, Status: refund.StatusPayingOut, Locale: "en", Currency: "CNY",
		TotalMinor: 10000, PaidMinor: 10000, At: at,
	}
}

// run runs an activity the way a worker does, and returns what its heartbeats carried at last.
func run[In any](t *testing.T, fn func(context.Context, In) (refund.Delivery, error), in In, before *refund.Delivery) (out, beat refund.Delivery, err error) {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(fn)
	if before != nil {
		env.SetHeartbeatDetails(*before)
	}
	env.SetOnActivityHeartbeatListener(func(_ *activity.Info, details converter.EncodedValues) {
		if err := details.Get(&beat); err != nil {
			t.Error(err)
		}
	})
	value, err := env.ExecuteActivity(fn, in)
	if err == nil {
		err = value.Get(&out)
	}
	return out, beat, err
}

func (d *desk) tell(t *testing.T, n refund.Notice) refund.Delivery {
	t.Helper()
	out, _, err := run(t, d.tellers.Tell, activities.Telling{Notice: n, Contact: contact}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantDelivery(t *testing.T, got, want refund.Delivery) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

var (
	emailTold  = refund.ChannelDelivery{Channel: "email", Told: true}
	emailLeft  = refund.ChannelDelivery{Channel: "email"}
	smsNowhere = refund.ChannelDelivery{Channel: "sms", Skipped: "no address"}
	everybody  = refund.Delivery{Channels: []refund.ChannelDelivery{emailTold, smsNowhere}, StatusTold: true}
)

func TestEverybodyIsToldAtOnceAndItIsWrittenDown(t *testing.T) {
	d := setup()
	got := d.tell(t, told(refund.NoticeRefunded))
	wantDelivery(t, got, everybody)
	if !got.Complete() || len(d.email.Delivered()) != 1 || len(d.status.Published()) != 1 || len(d.notes.kept) != 0 {
		t.Errorf("complete %v, mails %v, notes %v", got.Complete(), d.email.Delivered(), d.notes.kept)
	}
}

func TestANoticeThatIsNotForAPhoneIsKeptFromIt(t *testing.T) {
	d := setup()
	got := d.tell(t, told(refund.NoticeSurvey))
	if c := got.Channels[1]; c.Skipped != "not for this channel" || !got.Complete() {
		t.Errorf("got %+v", got)
	}
}

func TestAChannelThatIsAwayIsLeftForThePatientActivity(t *testing.T) {
	d := setup()
	d.email.Break(errAway)
	wantDelivery(t, d.tell(t, told(refund.NoticeRefunded)), refund.Delivery{
		Channels: []refund.ChannelDelivery{emailLeft, smsNowhere}, StatusTold: true, Problem: "not told yet: email",
	})
}

func TestWhatAChannelWillNeverTellIsSaidAndNotTriedAgain(t *testing.T) {
	for err, skipped := range map[error]string{
		messaging.ErrRefused: "refused by the channel", messaging.ErrUnknown: "may have been told: the answer was lost",
	} {
		d := setup()
		d.email.Break(err)
		if got := d.tell(t, told(refund.NoticeRefunded)); got.Channels[0].Skipped != skipped || got.Channels[0].Told || !got.Complete() {
			t.Errorf("%v: got %+v", err, got)
		}
	}
}

func TestANoticeWithoutWordsReachesOtherSystemsAndNoCustomer(t *testing.T) {
	d := setup()
	got := d.tell(t, told(refund.NoticeNeedsInfo)) // it asks nothing
	if got.Channels[0].Skipped != "no words for it" || !got.Complete() || len(d.email.Delivered()) != 0 || len(d.status.Published()) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestWithoutAChannelTheCustomerIsSkippedInWords(t *testing.T) {
	d := setup()
	d.tellers.Channels = nil
	if got := d.tell(t, told(refund.NoticeRefunded)); !got.Complete() || got.Channels[0].Skipped != "no channel is set up" {
		t.Errorf("got %+v", got)
	}
}

// stuck never answers, whatever becomes of the caller.
type stuck struct{ messaging.Channel }

func (stuck) Deliver(context.Context, messaging.Message) error { select {} }

func TestTellAnswersWithinTwoSecondsWhateverAChannelDoes(t *testing.T) {
	d := setup()
	d.tellers.Channels = []messaging.Channel{d.email, stuck{d.sms}}
	began := time.Now()
	got := d.tell(t, told(refund.NoticeRefunded))
	if took := time.Since(began); took > 1900*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	wantDelivery(t, got, refund.Delivery{
		Channels: []refund.ChannelDelivery{emailTold, {Channel: "sms"}}, StatusTold: true, Problem: "not told yet: sms",
	})
}

func TestThePatientActivityTellsOnlyWhoIsLeft(t *testing.T) {
	d := setup()
	d.email.Break(errAway)
	first := d.tell(t, told(refund.NoticeRefunded))
	d.email.Break(nil)
	d.sms.Break(errAway) // it had no address: nobody asks it again
	got, _, err := run(t, d.tellers.DeliverNotice, activities.Undelivered{Notice: told(refund.NoticeRefunded), Delivery: first}, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantDelivery(t, got, everybody)
	if len(d.email.Delivered()) != 1 || len(d.status.Published()) != 1 {
		t.Errorf("mails %v, records %v", d.email.Delivered(), d.status.Published())
	}
	wantNotes(t, d, note{first, false}, note{everybody, false})
}

func TestAnotherAttemptGoesOnWhereTheLastOneStopped(t *testing.T) {
	d := setup()
	d.status.Break(errAway)
	in := activities.Undelivered{Notice: told(refund.NoticeRefunded)}
	_, beat, err := run(t, d.tellers.DeliverNotice, in, nil)
	if err == nil || strings.Contains(err.Error(), "li@") || strings.Contains(err.Error(), "example.test") {
		t.Errorf("history says %v", err)
	}
	wantDelivery(t, beat, refund.Delivery{Channels: everybody.Channels, Problem: "not told yet: status topic"})
	d.status.Break(nil)
	d.email.Break(errAway) // it was told: nobody asks it again
	got, _, err := run(t, d.tellers.DeliverNotice, in, &beat)
	if err != nil {
		t.Fatal(err)
	}
	wantDelivery(t, got, everybody)
	if len(d.email.Delivered()) != 1 {
		t.Errorf("mails %v", d.email.Delivered())
	}
}

func TestTheLedgerKnowsWhatWasGivenUpAndWhoHadBeenTold(t *testing.T) {
	d := setup()
	left := refund.Delivery{Channels: []refund.ChannelDelivery{emailLeft, smsNowhere}, StatusTold: true, Problem: "not told yet: email"}
	if _, err := d.tellers.GiveUpNotice(t.Context(), activities.Undelivered{Notice: told(refund.NoticeRefunded), Delivery: left}); err != nil {
		t.Fatal(err)
	}
	wantNotes(t, d, note{left, true})
}

func TestALedgerThatIsAwayKeepsNobodyFromBeingTold(t *testing.T) {
	d := setup()
	d.notes.away = errAway
	in := activities.Undelivered{Notice: told(refund.NoticeRefunded)}
	_, beat, err := run(t, d.tellers.DeliverNotice, in, nil)
	if err == nil {
		t.Error("the end was not noted, and nobody tries again")
	}
	wantDelivery(t, beat, everybody)
	d.notes.away = nil
	if _, _, err := run(t, d.tellers.DeliverNotice, in, &beat); err != nil || len(d.email.Delivered()) != 1 {
		t.Errorf("got %v, mails %v", err, d.email.Delivered())
	}
}

func TestAChannelThatIsNotSetUpAnyMoreIsNotWaitedFor(t *testing.T) {
	d := setup()
	before := refund.Delivery{Channels: []refund.ChannelDelivery{{Channel: "push"}}, StatusTold: true}
	got, _, err := run(t, d.tellers.DeliverNotice, activities.Undelivered{Notice: told(refund.NoticeRefunded), Delivery: before}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := everybody
	want.Channels = append(want.Channels[:2:2], refund.ChannelDelivery{Channel: "push", Skipped: "the channel is not set up any more"})
	wantDelivery(t, got, want)
}

// note is what the ledger keeps of a delivery.
type note struct {
	delivery refund.Delivery
	givenUp  bool
}

func wantNotes(t *testing.T, d *desk, want ...note) {
	t.Helper()
	var all []ledger.Undelivered
	for _, n := range want {
		all = append(all, ledger.Undelivered{
			Refund: "refund/acme/o-1001/c-1", MessageID: "refund/acme/o-1001/c-1#refunded", Kind: refund.NoticeRefunded, Since: at, Delivery: n.delivery, GivenUp: n.givenUp,
		})
	}
	if !reflect.DeepEqual(d.notes.kept, all) {
		t.Errorf("\ngot  %+v\nwant %+v", d.notes.kept, all)
	}
}

func TestAMessageSpeaksTheCustomersLanguageAndCarriesItsLink(t *testing.T) {
	d := setup()
	links, err := messaging.NewLinks(messaging.Links{Secret: []byte(strings.Repeat("s", 32)), BaseURL: "https://acme.example/offers"})
	if err != nil {
		t.Fatal(err)
	}
	d.tellers.Links = links
	d.tellers.Speak = func(e refund.Explanation, locale string) refund.Statement {
		return refund.Statement{Rows: []refund.StatementRow{{Label: "商品 (" + locale + ")", AmountMinor: e.Assessment.TotalMinor}}}
	}
	d.notes.explanation.Assessment = &refund.Assessment{Currency: "CNY", TotalMinor: 10000}
	n := told(refund.NoticeApproved)
	n.Locale, n.AssessmentHash = "zh-CN", "of-the-assessment"
	d.tell(t, n)
	offer := told(refund.NoticeOffer)
	offer.OfferTerms = &refund.OfferTerms{ExpirySeconds: 3600, Choices: []refund.OfferChoice{{ID: "c", Kind: refund.OfferCoupon, AmountMinor: 2000}}}
	d.tell(t, offer)
	mails := d.email.Delivered()
	if len(mails) != 2 || !strings.Contains(mails[0].Body, "商品 (zh-CN)：￥100.00") || !strings.Contains(mails[1].Body, mails[1].Link) || mails[1].Link == "" {
		t.Errorf("got %+v", mails)
	}
}

func TestAnOffersTokenIsGoodForItsOwnRefundUntilItRunsOut(t *testing.T) {
	links, err := messaging.NewLinks(messaging.Links{Secret: []byte(strings.Repeat("s", 32)), BaseURL: "https://acme.example/offers"})
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(links.Offer("refund/acme/o-1001/c-1", at.Add(time.Hour)), "token=")
	for name, c := range map[string]struct {
		id    refund.ID
		token string
		now   time.Time
		links *messaging.Links
		want  refund.Code
	}{
		"in time":          {"refund/acme/o-1001/c-1", token, at, links, ""},
		"too late":         {"refund/acme/o-1001/c-1", token, at.Add(time.Hour), links, refund.CodeTooLate},
		"another refund":   {"refund/acme/o-1001/c-2", token, at, links, refund.CodeBadToken},
		"another token":    {"refund/acme/o-1001/c-1", "mine", at, links, refund.CodeBadToken},
		"links not set up": {"refund/acme/o-1001/c-1", token, at, nil, refund.CodeBadToken},
	} {
		books := &bookOfActs{}
		door := activities.Ledger{Books: books, Staff: nobody{}, Links: c.links, Clock: func() time.Time { return c.now }}
		reply := &refund.OfferReply{By: "customer:42", Token: c.token, Accept: true}
		got, err := door.CarryOutAct(t.Context(), refund.ActRequest{Refund: c.id, Act: refund.Act{Kind: refund.ActAnswerOffer, OfferReply: reply}})
		if err != nil || got.Code != c.want || got.Accepted != (c.want == "") {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
		if taken := len(books.taken) == 1; taken != (c.want == "") || taken && books.taken[0].Act.OfferReply.Token != "" {
			t.Errorf("%s: the ledger got %+v", name, books.taken)
		}
	}
}

// bookOfActs takes every act.
type bookOfActs struct {
	activities.Books
	taken []refund.ActRequest
}

func (b *bookOfActs) CarryOut(_ context.Context, in refund.ActRequest, _ ledger.Rules) (refund.Acted, error) {
	b.taken = append(b.taken, in)
	return refund.Acted{Answer: refund.Answer{Accepted: true}}, nil
}

func (b *bookOfActs) Standing(context.Context, refund.ID) (refund.Standing, error) {
	return refund.Standing{}, nil
}

type nobody struct{}

func (nobody) Staff() refund.Staff { return refund.Staff{} }

func TestOtherSystemsAreToldTheCreditNoteOnceMoneyIsSent(t *testing.T) {
	for kind, want := range map[refund.NoticeKind]bool{
		refund.NoticeAcknowledged: false, refund.NoticeApproved: false, refund.NoticeRejected: false, refund.NoticeSent: true,
		refund.NoticeRefunded: true, refund.NoticePartlyRefunded: true, refund.NoticeCorrected: true, refund.NoticeOffer: false,
	} {
		d := setup()
		d.notes.explanation.Assessment = &refund.Assessment{Currency: "CNY", CreditNote: &refund.CreditNote{NetMinor: 8850}}
		n := told(kind)
		n.AssessmentHash = "h"
		d.tell(t, n)
		if got := d.status.Published(); len(got) != 1 || (got[0].CreditNote != nil) != want {
			t.Errorf("%s: got %+v, want a credit note: %t", kind, got, want)
		}
	}
}
