package identity_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

func TestTheDemosSignInSaysWhatItIsAndGivesASamplePersonsToken(t *testing.T) {
	now := noon
	d := newDemo(t, &now).Showing(map[refund.Person]string{"noah": "lead & more"})
	server := httptest.NewServer(d.Page())
	t.Cleanup(server.Close)
	var host string // as the request names it; empty: as it is
	ask := func(method string, form url.Values, origin string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Host = host
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		page, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(page)
	}
	if status, page := ask(http.MethodGet, nil, ""); status != http.StatusOK || !strings.Contains(page, identity.DemoNotice) || !strings.Contains(page, "noah</button>lead &amp; more</p>") {
		t.Errorf("%d %s", status, page)
	}
	status, page := ask(http.MethodPost, url.Values{"person": {"mia"}}, "")
	token := regexp.MustCompile(`mgd_[A-Za-z0-9_-]+`).FindString(page)
	if who, err := d.Identify(token); status != http.StatusOK || err != nil || who.Name != "mia" || !strings.Contains(page, identity.DemoNotice) {
		t.Errorf("%d %+v, %v", status, who, err)
	}
	if status, page := ask(http.MethodPost, url.Values{"person": {"eve"}}, ""); status != http.StatusBadRequest || strings.Contains(page, "mgd_") {
		t.Errorf("who is no sample person: %d", status)
	}
	host = "evil.example:8090"
	if status, page := ask(http.MethodPost, url.Values{"person": {"mia"}}, "http://evil.example:8090"); status != http.StatusForbidden || strings.Contains(page, "mgd_") {
		t.Errorf("by a name that was led here: %d", status)
	}
	host = ""
	if status, page := ask(http.MethodPost, url.Values{"person": {"mia"}}, "https://evil.example"); status != http.StatusForbidden || strings.Contains(page, "mgd_") {
		t.Errorf("from another site: %d", status)
	}
}
