package rest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// TestAHeaderThatIsThereTwiceIsRefused: the door would take the first, and a proxy in between may see the last. An empty one
// counts too.
func TestAHeaderThatIsThereTwiceIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		header string
		values []string
		status int
		code   refund.Code
	}{
		"two keys":               {"Idempotency-Key", []string{"a", "b"}, 400, refund.CodeMalformed},
		"one key twice":          {"Idempotency-Key", []string{"a", "a"}, 400, refund.CodeMalformed},
		"an empty key and a key": {"Idempotency-Key", []string{"", "a"}, 400, refund.CodeMalformed},
		"two versions":           {"If-Match", []string{`"1"`, `"2"`}, 400, refund.CodeMalformed},
		"any version, and one":   {"If-Match", []string{"*", `"2"`}, 400, refund.CodeMalformed},
		"two tokens":             {"Authorization", []string{"Bearer of-ann", "Bearer of-shop"}, 401, api.CodeTokenRefused},
		"two content types":      {"Content-Type", []string{"application/json", "text/plain"}, 415, api.CodeMediaType},
		"a body that is packed":  {"Content-Encoding", []string{"gzip"}, 415, api.CodeMediaType},
		"a key that is no text":  {"Idempotency-Key", []string{"\xff\xfe"}, 400, refund.CodeMalformed},
		"a key of a blank":       {"Idempotency-Key", []string{"a b"}, 400, refund.CodeMalformed},
	} {
		o := open(t)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.server.URL+at+":decide", strings.NewReader(`{"decision":"approve"}`))
		if err != nil {
			t.Fatal(err)
		}
		for header, value := range map[string]string{"Authorization": "Bearer of-ann", "Content-Type": "application/json", "Idempotency-Key": "k-1"} {
			request.Header.Set(header, value)
		}
		request.Header[c.header] = c.values
		response, err := o.server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		var p struct{ Code refund.Code }
		if err != nil || json.Unmarshal(body, &p) != nil || response.StatusCode != c.status || p.Code != c.code {
			t.Errorf("%s: %d %s, %v; want %d %s", name, response.StatusCode, body, err, c.status, c.code)
		}
		if len(o.Stories.Acts()) != 0 {
			t.Errorf("%s: it was sent", name)
		}
	}
}

// TestAnErrorDoesNotSendBackAllThatItQuotes: gRPC has it three times among its headers.
func TestAnErrorDoesNotSendBackAllThatItQuotes(t *testing.T) {
	o := open(t)
	_, body := o.ask(t, asked{method: "POST", path: at + ":decide", token: "of-ann", body: `{"` + strings.Repeat("k", 500_000) + `":1}`})
	if len(body) > 4<<10 || !strings.Contains(body, "there is no field") || !strings.Contains(body, "…") {
		t.Errorf("%d bytes: %.200s", len(body), body)
	}
}
