package privacy_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/privacy/privacytest"
	"github.com/makegood/makegood/refund"
)

var (
	owner    = refund.CustomerOwner("m-001", "42")
	erasedAt = time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
)

const theirs = refund.ID("refund/m-001/o-1/c-1")

func newVault() (*privacy.Vault, *privacytest.Keys) {
	keys := &privacytest.Keys{Owners: map[refund.ID]refund.KeyOwner{theirs: owner}}
	return privacy.NewVault(keys, privacy.Master{}), keys
}

func decision() refund.Act {
	return refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{
		DecisionID: "d-1", Verb: refund.VerbReject, Reviewer: "ann", Note: "她的花瓶 was \"worn\"", Message: "Dear Mrs Li",
	}}
}

func sealed(t *testing.T, v *privacy.Vault, act refund.Act) refund.Act {
	t.Helper()
	out, err := privacy.SealFor(t.Context(), v, theirs, act)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func opened[T any](t *testing.T, v *privacy.Vault, value T) T {
	t.Helper()
	out, err := privacy.Open(t.Context(), v, value)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatSomebodyWroteIsSealedAndOpensAgain(t *testing.T) {
	v, _ := newVault()
	act := decision()
	s := sealed(t, v, act)
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"花瓶", "worn", "Mrs Li"} {
		if strings.Contains(string(raw), word) {
			t.Errorf("%q is readable in %s", word, raw)
		}
	}
	if s.Decision.Reviewer != "ann" || s.Decision.DecisionID != "d-1" {
		t.Errorf("more than what was written is sealed: %s", raw)
	}
	if *act.Decision != *decision().Decision {
		t.Error("the caller's own act was changed")
	}
	if problem, bad := s.Check(); bad {
		t.Errorf("a sealed act is refused: %v", problem)
	}
	if got := opened(t, v, s); *got.Decision != *decision().Decision {
		t.Errorf("opened is %+v", got.Decision)
	}
}

func TestTheSameActIsTheSameWhenItIsSealedAgain(t *testing.T) {
	v, _ := newVault()
	first := sealed(t, v, decision())
	if again := sealed(t, v, decision()); *again.Decision != *first.Decision {
		t.Error("a repeated act is another act")
	}
	if twice := sealed(t, v, first); *twice.Decision != *first.Decision {
		t.Error("what is sealed was sealed once more")
	}
	other := decision()
	other.Decision.Note += "!"
	if sealed(t, v, other).Decision.Note == first.Decision.Note {
		t.Error("two texts have one sealed form")
	}
}

func TestATextThatOnlyLooksSealedIsSealed(t *testing.T) {
	v, _ := newVault()
	act := decision()
	act.Decision.Note = "sealed:v1:AAAAAAAAAAAAAAAA:Mrs-Li-lives-in-Hangzhou"
	s := sealed(t, v, act)
	if strings.Contains(s.Decision.Note, "Hangzhou") {
		t.Errorf("kept readable: %s", s.Decision.Note)
	}
}

func TestTextsWithinOthersOpenToo(t *testing.T) {
	v, _ := newVault()
	note := sealed(t, v, decision()).Decision.Note
	trail := []refund.TrailEntry{{Event: "Rejected", Reason: "reject: " + note + " (twice: " + note + ")"}}
	want := "reject: " + decision().Decision.Note + " (twice: " + decision().Decision.Note + ")"
	if got := opened(t, v, trail)[0].Reason; got != want {
		t.Errorf("opened is %q", got)
	}
	if got := refund.HideSealed(trail[0].Reason); got != "reject: [sealed] (twice: [sealed])" {
		t.Errorf("hidden is %q", got)
	}
	byName := map[string]any{"note": note}
	if got := opened(t, v, byName)["note"]; got != decision().Decision.Note {
		t.Errorf("in a map it is %q", got)
	}
}

func TestAfterTheErasureNothingOpensAndANewKeyOpensNothingOld(t *testing.T) {
	v, keys := newVault()
	in := request()
	s := seal(t, v, in)
	note := sealed(t, v, decision()).Decision.Note
	letter, err := v.SealBytes(t.Context(), owner, []byte(`{"email":"li@example.test"}`))
	if err != nil {
		t.Fatal(err)
	}
	keys.Erase(owner, erasedAt)
	for range 2 { // the second time there is a new key
		if _, err := v.OpenContact(t.Context(), s.Contact); !privacy.IsErased(err) {
			t.Errorf("the contact: %v", err)
		}
		if got := opened(t, v, "reject: "+note); got != "reject: [erased on 2026-11-29]" {
			t.Errorf("the note: %q", got)
		}
		if got, err := v.OpenBytes(t.Context(), letter); !privacy.IsErased(err) || len(got) > 0 {
			t.Errorf("the letter: %q, %v", got, err)
		}
		if again := sealed(t, v, decision()).Decision.Note; again == note {
			t.Error("the new key is the old one")
		}
	}
}

func request() refund.Request {
	return refund.Request{
		Cancellation: refund.Cancellation{
			Key:      refund.Key{Merchant: "m-001", Order: "o-1", Request: "c-1"},
			Evidence: []refund.Evidence{{URI: "https://cdn.example/li-lei/vase.jpg", SHA256: "aa"}},
			Order:    refund.Order{Customer: refund.Customer{CustomerID: "42"}},
		},
		Contact: refund.Contact{Email: "li@example.test", Phone: "+8613800000000", PushToken: "token-42"},
	}
}

func seal(t *testing.T, v *privacy.Vault, in refund.Request) refund.Request {
	t.Helper()
	out, err := v.SealRequest(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestARequestIsSealedUnderItsCustomersKey(t *testing.T) {
	v, keys := newVault()
	in := request()
	s := seal(t, v, in)
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"li@", "13800", "token-42", "li-lei"} {
		if bytes.Contains(raw, []byte(word)) {
			t.Errorf("%q is readable in %s", word, raw)
		}
	}
	if got := keys.Kept(); len(got) != 1 || got[0].Owner != owner {
		t.Errorf("the keys are %+v", got)
	}
	contact, err := v.OpenContact(t.Context(), s.Contact)
	if err != nil || contact != in.Contact {
		t.Errorf("the contact is %+v, %v", contact, err)
	}
	if got := opened(t, v, s.Cancellation.Evidence); got[0] != in.Cancellation.Evidence[0] {
		t.Errorf("the evidence is %+v", got)
	}
	if in.Cancellation.Evidence[0].URI != request().Cancellation.Evidence[0].URI {
		t.Error("the caller's own request was changed")
	}
}

func TestARequestThatSaysNothingOfAPersonAsksForNoKey(t *testing.T) {
	v, keys := newVault()
	in := request()
	in.Contact, in.Cancellation.Evidence = refund.Contact{}, nil
	if s := seal(t, v, in); s.Contact != (refund.Contact{}) || keys.Asked != 0 {
		t.Errorf("contact %+v, %d keys", s.Contact, keys.Asked)
	}
}

func TestAnUnsealedContactOfAnOlderHistoryIsReadAsItIs(t *testing.T) {
	for _, v := range []*privacy.Vault{nil, privacy.NewVault(&privacytest.Keys{Away: errors.New("away")}, privacy.Master{})} {
		if got, err := v.OpenContact(t.Context(), request().Contact); err != nil || got != request().Contact {
			t.Errorf("got %+v, %v", got, err)
		}
	}
}

func TestWhileTheKeysAreAwayNothingIsSealedAsItIs(t *testing.T) {
	v, keys := newVault()
	s := sealed(t, v, decision())
	keys.Away = errors.New("away")
	if _, err := v.SealRequest(t.Context(), request()); err == nil {
		t.Error("a request went through without a key")
	}
	if _, err := privacy.SealFor(t.Context(), v, theirs, decision()); err == nil {
		t.Error("an act went through without a key")
	}
	if _, err := v.SealBytes(t.Context(), owner, []byte("x")); err == nil {
		t.Error("a letter went through without a key")
	}
	if _, err := privacy.Open(t.Context(), v, s); err == nil || privacy.IsErased(err) {
		t.Errorf("a key that could not be read: %v", err)
	}
}

func TestWhatWasChangedDoesNotOpen(t *testing.T) {
	v, _ := newVault()
	letter, err := v.SealBytes(t.Context(), owner, []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	letter[len(letter)-1] ^= 1
	if _, err := v.OpenBytes(t.Context(), letter); !errors.Is(err, privacy.ErrNotOpened) {
		t.Errorf("it opened: %v", err)
	}
}

func masterLine(id string, b byte) string {
	return id + " " + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32)) + "\n"
}

func master(t *testing.T, file string) privacy.Master {
	t.Helper()
	m, err := privacy.ParseMaster(file)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMasterKeysWrapAndAreFollowedByNewOnes(t *testing.T) {
	_, keys := newVault()
	old := seal(t, privacy.NewVault(keys, master(t, "# ours\n"+masterLine("2026", 1))), request())
	if kept := keys.Kept()[0].Secret; !strings.HasPrefix(kept, "wrapped:2026:") {
		t.Errorf("kept as %q", kept)
	}
	both := privacy.NewVault(keys, master(t, masterLine("2027", 2)+masterLine("2026", 1)))
	if got, err := both.OpenContact(t.Context(), old.Contact); err != nil || got != request().Contact {
		t.Errorf("after a new master key: %+v, %v", got, err)
	}
	for name, m := range map[string]privacy.Master{"without the old one": master(t, masterLine("2027", 2)), "without any": {}} {
		if _, err := privacy.NewVault(keys, m).OpenContact(t.Context(), old.Contact); !errors.Is(err, privacy.ErrNoMaster) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := privacy.NewVault(keys, master(t, masterLine("2026", 9))).OpenContact(t.Context(), old.Contact); err == nil {
		t.Error("another key of the same name unwraps")
	}
}

func TestABadFileOfMasterKeysIsRefusedWithoutQuotingIt(t *testing.T) {
	for _, file := range []string{"", "# none\n", "2026", "2026 c2VjcmV0", "20:26 " + masterLine("", 1), "2026 not-base64-secret"} {
		if _, err := privacy.ParseMaster(file); err == nil || strings.Contains(err.Error(), "c2VjcmV0") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", file, err)
		}
	}
}
