package cases_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/cases"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// files keep some contents by their hashes.
type files map[string]string

func (f files) Kept(context.Context, api.Call, refund.ID) (map[string]string, error) {
	out := map[string]string{}
	for hash, content := range f {
		if content != ofAnother {
			out[hash] = kindOf(content)
		}
	}
	return out, nil
}

func (f files) Evidence(_ context.Context, _ api.Call, hash string) ([]byte, string, error) {
	content, ok := f[hash]
	if !ok {
		return nil, "", refund.Problem{Code: refund.CodeNotFound, Detail: "no such file"}
	}
	return []byte(content), kindOf(content), nil
}

func kindOf(content string) string {
	if strings.HasPrefix(content, "<svg") {
		return "image/svg+xml"
	}
	return "image/png"
}

func sum(content string) string {
	raw := sha256.Sum256([]byte(content))
	return hex.EncodeToString(raw[:])
}

// ofAnother is the content of a file that is kept of another case.
const ofAnother = "of another case"

const (
	casePath  = "/refunds/m/o/r"
	elsewhere = "https://evil.example/photo.png"
)

func withDocuments(documents ...refund.Evidence) support.Case {
	c := support.Case{}
	c.ID = "refund/m/o/r"
	c.Cancellation.Evidence = documents
	return c
}

func TestADocumentIsNeverLoadedFromItsAddress(t *testing.T) {
	photo, drawing := sum("a photo"), sum("<svg>")
	c := withDocuments(
		refund.Evidence{URI: elsewhere, SHA256: strings.ToUpper(photo), MediaType: "image/png"}, refund.Evidence{URI: "javascript:alert(1)", MediaType: "image/png"},
		refund.Evidence{URI: elsewhere, SHA256: drawing, MediaType: "image/svg+xml"}, refund.Evidence{URI: elsewhere, SHA256: sum("not kept"), MediaType: "image/png"},
	)
	c.Around.Seen = []ledger.EvidenceSeen{{SHA256: photo, Refund: "refund/m/o2/r", Source: ledger.EvidenceOfAppeal}}
	page := newDesk(t, cases.Ports{Cases: told{c}, Files: files{photo: "a photo", drawing: "<svg>"}}).page(casePath)
	has(t, page, elsewhere, "javascript:alert(1)", "The same document was named in another case", "refund/m/o2/r", "Without a hash")
	for _, key := range []string{"src", "href", "action", "data", "srcset", "poster"} {
		for _, n := range page.All("", "", "") {
			if value := webtest.Attr(n, key); strings.Contains(value, "evil.example") || strings.Contains(value, "javascript:") {
				t.Errorf("%s of %s is %q", key, n.Data, value)
			}
		}
	}
	pictures := page.All("img", "", "")
	if len(pictures) != 1 || webtest.Attr(pictures[0], "src") != casePath+"/evidence/"+photo || webtest.Attr(pictures[0], "class") != "blurred" ||
		webtest.Attr(pictures[0], "alt") == "" || pictures[0].Parent.Data != "details" || webtest.Attr(pictures[0], "loading") != "lazy" {
		t.Errorf("%d pictures: %+v", len(pictures), pictures)
	}
	if saved := len(page.All("a", "href", casePath+"/evidence/"+drawing)); saved != 1 {
		t.Errorf("a drawing may be saved in %d places", saved)
	}
}

func TestOwnCopiesAreServedToBeSavedAndOnlyWhereTheCaseNamesThem(t *testing.T) {
	photo, drawing, wrong, other := sum("a photo"), sum("<svg>"), sum("was this"), sum(ofAnother)
	kept := files{photo: "a photo", drawing: "<svg>", wrong: "is that", other: ofAnother}
	c := withDocuments(refund.Evidence{SHA256: photo}, refund.Evidence{SHA256: drawing}, refund.Evidence{SHA256: wrong}, refund.Evidence{SHA256: sum("gone")})
	d := newDesk(t, cases.Ports{Cases: told{c}, Files: kept})
	for hash, kind := range map[string]string{photo: "image/png", drawing: "application/octet-stream"} {
		w := d.get(casePath + "/evidence/" + hash)
		h := w.Header()
		if w.Code != http.StatusOK || w.Body.String() != kept[hash] || h.Get("Content-Type") != kind || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") ||
			h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s is answered %d %v", hash, w.Code, h)
		}
	}
	for name, one := range map[string]struct {
		desk   desk
		hash   string
		status int
	}{
		"another case's":         {d, other, http.StatusNotFound},
		"one that is not kept":   {d, sum("gone"), http.StatusNotFound},
		"no hash":                {d, "abc", http.StatusNotFound},
		"in capitals":            {d, strings.ToUpper(photo), http.StatusNotFound},
		"not what its hash says": {d, wrong, http.StatusInternalServerError},
		"without files":          {newDesk(t, cases.Ports{Cases: told{c}}), photo, http.StatusNotFound},
		"to whom it is masked":   {newDesk(t, cases.Ports{Cases: told{masked(c)}, Files: kept}), photo, http.StatusNotFound},
	} {
		if w := one.desk.get(casePath + "/evidence/" + one.hash); w.Code != one.status || strings.Contains(w.Body.String(), "a photo") {
			t.Errorf("%s is answered %d", name, w.Code)
		}
	}
}

// TestWhatACustomerSentAloneIsShownToStaff: also where no act names it.
func TestWhatACustomerSentAloneIsShownToStaff(t *testing.T) {
	photo := sum("a photo")
	d := newDesk(t, cases.Ports{Cases: told{withDocuments()}, Files: files{photo: "a photo"}})
	page := d.page(casePath)
	has(t, page, "Sent by the customer's page", photo)
	if pictures := page.All("img", "src", casePath+"/evidence/"+photo); len(pictures) != 1 {
		t.Errorf("%d pictures", len(pictures))
	}
	if w := d.get(casePath + "/evidence/" + photo); w.Code != http.StatusOK || w.Body.String() != "a photo" {
		t.Errorf("it is answered %d", w.Code)
	}
}

func masked(c support.Case) support.Case {
	c.Masked = true
	return c
}
