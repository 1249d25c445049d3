package customer_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/api/customer/customertest"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// says is a text in a locale.
func says(locale, id string) string {
	return wording.WordsOf(api.Call{Locale: locale}.Speaker()).Say(id)
}

// TestWhatIsSaidIsTrueAtEveryOutcome: refunded is said only after settlement, and what nobody knows never failed.
func TestWhatIsSaidIsTrueAtEveryOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		outcome      *refund.OutcomeKind
		status, leg  string
		step         customer.StepState
		promisesADay bool
	}{
		"before it is sent": {nil, "page.status.paying", "page.leg.sending", customer.StepNow, true},
		"accepted":          {kindOf(refund.OutcomePending), "page.status.sent", "page.leg.sent", customer.StepNow, true},
		"unanswered":        {kindOf(refund.OutcomeUnknown), "page.status.unknown", "page.leg.unknown", customer.StepUnknown, false},
		"abnormal":          {kindOf(refund.OutcomeAbnormal), "page.status.unknown", "page.leg.unknown", customer.StepUnknown, false},
		"declined":          {kindOf(refund.OutcomeDeclined), "page.status.delayed", "page.leg.waits", customer.StepNow, false},
		"failed":            {kindOf(refund.OutcomeFailed), "page.status.delayed", "page.leg.waits", customer.StepNow, false},
		"settled":           {kindOf(refund.OutcomeSettled), "page.status.refunded", "page.leg.refunded", customer.StepDone, false},
	} {
		s := customertest.Open(t, high)
		expecting(t, s)
		id, token := s.Refund("o1", ledgertest.Units(1), nil)
		s.Desk.Begin(id)
		if c.outcome != nil {
			s.Desk.Record(id, *c.outcome)
		}
		p := shown(t, s, opened(t, s, token, ""))
		if p.Status.Text != c.status || p.Money.Ways[0].State.Text != c.leg || (p.Money.By != "") != c.promisesADay {
			t.Errorf("%s: %s, its money %+v", name, p.Status.Text, p.Money)
		}
		if !slices.ContainsFunc(p.Steps, func(one customer.Step) bool { return one.State == c.step }) {
			t.Errorf("%s: the steps are %+v", name, p.Steps)
		}
		last := p.Steps[len(p.Steps)-1]
		if refunded := p.Status.Text == "page.status.refunded"; (last.State == customer.StepDone) != refunded || (p.Money.Paid != "") != refunded {
			t.Errorf("%s: its last step is %+v, paid is %q", name, last, p.Money.Paid)
		}
	}
}

func kindOf(kind refund.OutcomeKind) *refund.OutcomeKind { return &kind }

// expecting lets the service know when money is expected.
func expecting(t *testing.T, s *customertest.Shop) {
	t.Helper()
	with, err := customer.New(customer.Ports{
		Acts: s.Acts, Books: s.Store, Files: s.Files, Pages: s.Pages, CheckAbove: map[refund.Currency]int64{"CNY": high}, Now: s.Clock.Now,
		Staff: func(context.Context) (refund.Staff, error) { return refund.Staff{}, nil },
		Expect: func(_ context.Context, n refund.Notice) refund.Notice {
			from, by := n.At.Add(48*time.Hour), n.At.Add(96*time.Hour)
			n.ExpectedFrom, n.ExpectedBy = &from, &by
			return n
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Service = with
}

func TestALateFailureTakesRefundedBack(t *testing.T) {
	s := customertest.Open(t, high)
	id, token := s.Refund("o1", ledgertest.Units(1), nil)
	s.Desk.Begin(id)
	s.Desk.Record(id, refund.OutcomeSettled)
	s.Desk.Record(id, refund.OutcomeFailed)
	if got := s.Desk.Standing(id).Legs[0].Status; got != refund.LegLateFailed {
		t.Fatalf("the leg is %s: the test means nothing", got)
	}
	p := shown(t, s, opened(t, s, token, ""))
	if p.Status.Text == "page.status.refunded" || p.Money.Ways[0].State.Text != "page.leg.returned" {
		t.Errorf("it says %+v of %+v", p.Status, p.Money.Ways)
	}
	for _, step := range p.Steps {
		if step.Text == "page.step.refunded" && step.State == customer.StepDone {
			t.Errorf("the steps are %+v", p.Steps)
		}
	}
}

func TestEveryStatusHasAtMostEightWordsInEveryLocale(t *testing.T) {
	for _, status := range refund.Statuses() {
		s := customer.StatusOf(refund.Standing{Status: status, PaidMinor: 1})
		for _, locale := range messaging.Locales() {
			text := says(locale, s.Text)
			if text == s.Text || len(strings.Fields(text)) > 8 || locale == messaging.LocaleChinese && len([]rune(text)) > 16 {
				t.Errorf("%s in %s: %q", status, locale, text)
			}
		}
	}
}

func TestThePageSaysAmountsAndDaysAsMessagesDo(t *testing.T) {
	s := customertest.Open(t, high)
	_, token := s.Refund("o1", ledgertest.Units(1), func(c *refund.Cancellation) {
		c.Order.Customer.Locale, c.Order.TimeZone, c.Order.Lines[0].Title = "zh-CN", "Asia/Shanghai", "花瓶"
	})
	v := opened(t, s, token, "")
	p, err := s.Service.Page(t.Context(), v, "zh-CN")
	if err != nil {
		t.Fatal(err)
	}
	voice := messaging.VoiceOf("zh-CN", "Asia/Shanghai")
	if v.Locale != "zh-CN" || p.Money.Total != voice.Amount(11300, "CNY") || len(p.Money.Rows) != 1 || !strings.Contains(p.Money.Rows[0].Label, "花瓶") ||
		len(p.Told) != 1 || p.Told[0].At != voice.Moment(s.Clock.Now()) {
		t.Errorf("it says %+v", p)
	}
}

func TestAQuestionIsAnsweredWithTheFilesThatWereSent(t *testing.T) {
	s := customertest.Open(t, high)
	id, token := s.Refund("o1", reviewed(ledgertest.Units(1)), nil)
	s.Desk.Taken(id, refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "i1", By: "anna", Question: "which unit?"}})
	v := opened(t, s, token, "")
	if p := shown(t, s, v); p.Question == nil || p.Question.Text != "which unit?" || !p.MaySend || !p.MayWithdraw || p.Status.Text != "page.status.question" {
		t.Errorf("it shows %+v", p)
	}
	file, err := s.Service.Upload(t.Context(), v, []byte("\xff\xd8\xffa photo"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Service.Answer(t.Context(), v, customer.Said{Key: "k"}, "the blue one"); err != nil {
		t.Fatal(err)
	}
	got := s.Acts.Done()[0].Request.(api.AnswerRequest)
	if got.ID != id || got.Answer != "the blue one" || !slices.Equal(got.Evidence, []string{refund.PageFileURI(file.SHA256)}) {
		t.Errorf("the answer is %+v", got)
	}
	if p := shown(t, s, opened(t, s, token, "")); len(p.Files) != 1 || p.Files[0].MediaType != "image/jpeg" || p.FilesLeft != 9 {
		t.Errorf("it shows the files %+v, %d are left", p.Files, p.FilesLeft)
	}
}

func TestOnlyPhotosAndDocumentsAreTaken(t *testing.T) {
	s := customertest.Open(t, high)
	_, token := s.Refund("o1", reviewed(ledgertest.Units(1)), nil)
	v := opened(t, s, token, "")
	for name, content := range map[string]string{
		"nothing": "", "text": "hello", "a page": "<!doctype html><script>alert(1)</script>", "a drawing that runs": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
		"an archive": "PK\x03\x04aaaa", "a program": "\x7fELF", "a page before a PDF": "<html>%PDF-1.7", "GIF": "GIF89a", "a cut PNG": "\x89PNG", "another RIFF": "RIFF....WAVEfmt ",
	} {
		problem, is := refund.ProblemIn(upload(t, s, v, []byte(content)))
		if !is || problem.Code != customer.CodeBadFile {
			t.Errorf("%s: %v", name, problem)
		}
	}
	for name, content := range map[string]string{
		"image/jpeg": "\xff\xd8\xff\xe0", "image/png": "\x89PNG\r\n\x1a\n", "image/webp": "RIFF....WEBPVP8 ", "image/heic": "\x00\x00\x00\x18ftypheic", "application/pdf": "%PDF-1.7\n<script>",
	} {
		file, err := s.Service.Upload(t.Context(), v, []byte(content))
		if err != nil || file.MediaType != name {
			t.Errorf("%s is taken as %q, %v", name, file.MediaType, err)
		}
	}
	large := append([]byte("%PDF-1.7"), make([]byte, customer.FileBytesMax)...)
	if problem, is := refund.ProblemIn(upload(t, s, v, large)); !is || problem.Code != refund.CodeTooLarge {
		t.Errorf("a large one: %v", problem)
	}
}

func TestASurveyIsSaidOnceAfterTheEnd(t *testing.T) {
	s := customertest.Open(t, high)
	id, token := s.Refund("o1", ledgertest.Units(1), nil)
	if problem, is := refund.ProblemIn(s.Service.SaySurvey(t.Context(), opened(t, s, token, ""), 5, "")); !is || problem.Code != refund.CodeWrongState {
		t.Errorf("before the end: %v", problem)
	}
	s.Desk.Begin(id)
	s.Desk.Record(id, refund.OutcomeSettled)
	v := opened(t, s, token, "")
	for _, score := range []int{0, 6} {
		if problem, is := refund.ProblemIn(s.Service.SaySurvey(t.Context(), v, score, "")); !is || problem.Code != refund.CodeMalformed {
			t.Errorf("a score of %d: %v", score, problem)
		}
	}
	for _, score := range []int{4, 1} {
		if err := s.Service.SaySurvey(t.Context(), v, score, "quick"); err != nil {
			t.Fatal(err)
		}
	}
	figures, err := s.Service.Surveys(t.Context(), s.Clock.Now().Add(-time.Hour))
	if p := shown(t, s, v); err != nil || p.Survey == nil || p.Survey.Said != 4 || figures.Count != 1 || figures.ByScore[0].Score != 4 {
		t.Errorf("said is %+v, the figures are %+v, %v", p.Survey, figures, err)
	}
}

func TestStaffReadFilesAndRevokeLinksAndNobodyElseDoes(t *testing.T) {
	s := customertest.Open(t, high)
	id, token := s.Refund("o1", reviewed(ledgertest.Units(1)), nil)
	photo := []byte("\xff\xd8\xffa photo")
	file, err := s.Service.Upload(t.Context(), opened(t, s, token, ""), photo)
	if err != nil {
		t.Fatal(err)
	}
	stranger, machine, auditor := ann, ann, ann
	stranger.Subject.Name, auditor.Subject.Roles = "omar", []refund.Role{refund.RoleAuditor}
	machine.Subject.Kind = api.Machine
	for name, call := range map[string]api.Call{"nobody": {}, "a stranger": stranger, "a machine": machine, "an auditor": auditor} {
		if content, _, err := s.Service.Evidence(t.Context(), call, file.SHA256); err == nil || content != nil {
			t.Errorf("%s reads %q", name, content)
		}
		if _, err := s.Service.RevokeLink(t.Context(), call, id, "why"); err == nil {
			t.Errorf("%s revokes", name)
		}
		if address, err := s.Service.Address(t.Context(), call, id, "why"); err == nil {
			t.Errorf("%s has %s", name, address)
		}
	}
	content, known, err := s.Service.Evidence(t.Context(), ann, file.SHA256)
	if err != nil || string(content) != string(photo) || len(known) != 1 || known[0].Refund != id {
		t.Errorf("ann reads %q of %v, %v", content, known, err)
	}
	if _, _, err := s.Service.Evidence(t.Context(), ann, strings.Repeat("0", 64)); err == nil {
		t.Error("a file that nobody sent is read")
	}
	first, err := s.Service.Address(t.Context(), ann, id, "told on the telephone")
	if err != nil || first != customertest.BaseURL+"/r/"+token {
		t.Errorf("the link is %s, %v", first, err)
	}
	if _, err := s.Service.RevokeLink(t.Context(), ann, id, "the mailbox was lost"); err != nil {
		t.Fatal(err)
	}
	second, err := s.Service.Address(t.Context(), ann, id, "told on the telephone")
	if err != nil || second == first {
		t.Errorf("after it was revoked the link is %s, %v", second, err)
	}
	link, err := s.Service.Link(t.Context(), ann, id)
	if err != nil || !link.Opens || !link.Checked || link.Generation != 2 || len(link.Acts) != 2 || link.Acts[1].Reason != "told on the telephone" {
		t.Errorf("it stands as %+v, %v", link, err)
	}
}
