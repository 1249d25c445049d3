package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/config"
)

func TestTheDoctorSaysHowTheAPIStands(t *testing.T) {
	answering := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}))
		t.Cleanup(s.Close)
		return strings.TrimPrefix(s.URL, "http://")
	}
	nobody := nothingListens(t).Temporal.Address
	for _, c := range []struct {
		name, address, want string
	}{
		{"ready", answering(200, `{"ok":true,"checks":[{"name":"ledger","ok":true}]}`), ""},
		{"not ready", answering(503, `{"ok":false,"checks":[{"name":"ledger","ok":false,"reason":"the ledger cannot be written"}]}`), "is not ready: ledger: the ledger cannot be written"},
		{"somebody else", answering(200, "hello"), "somebody else answers there, with 200 OK"},
		{"nobody, where one was to be", nobody, "MAKEGOOD_API_ADDRESS"},
		{"every interface", "0.0.0.0:1", ""},
	} {
		problems, _ := lookAtDoor(t.Context(), apiAt(config.API{Address: c.address}), time.Now())
		if said := strings.Join(problems, "; "); (c.want == "") != (said == "") || !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", c.name, said, c.want)
		}
	}
	if problems, _ := lookAtDoor(t.Context(), apiAt(config.API{Address: nobody, TLSCertFile: "/nowhere"}), time.Now()); len(problems) != 1 || !strings.Contains(problems[0], "MAKEGOOD_API_TLS_CERT_FILE") {
		t.Errorf("a certificate that is not there: %q", problems)
	}
	if problems, _ := lookAtDoor(t.Context(), deskAt(config.Desk{Address: nobody}), time.Now()); len(problems) != 1 || !strings.Contains(problems[0], "the desk does not answer") || !strings.Contains(problems[0], "MAKEGOOD_DESK_ADDRESS") {
		t.Errorf("a desk that was to be: %q", problems)
	}
}
