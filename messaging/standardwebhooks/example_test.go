package standardwebhooks_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/makegood/makegood/messaging/standardwebhooks"
)

// receive is the receiver of docs/webhooks.md.
func receive(secretFile string, seen func(id string) bool, act func(body []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, "cannot read it", http.StatusBadRequest)
			return
		}
		secrets, err := standardwebhooks.ParseSecrets(secretFile)
		if err != nil {
			http.Error(w, "try again later", http.StatusServiceUnavailable)
			return
		}
		if err := standardwebhooks.Verify(secrets, r.Header, body, time.Now(), standardwebhooks.Tolerance); err != nil {
			http.Error(w, "not signed by makegood", http.StatusUnauthorized)
			return
		}
		if !seen(r.Header.Get(standardwebhooks.HeaderID)) { // keep it where act's own work is kept
			act(body)
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func Example() {
	const file = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	acted := map[string]bool{}
	handler := receive(file, func(id string) bool { before := acted[id]; acted[id] = true; return before }, func(body []byte) { fmt.Println(string(body)) })
	secrets, err := standardwebhooks.ParseSecrets(file)
	if err != nil {
		fmt.Println(err)
	}
	for _, body := range []string{`{"type":"refund.sent"}`, `{"type":"refund.sent"}`, `{"type":"refund.forged"}`} {
		post := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		standardwebhooks.Sign(post.Header, secrets, "evt_1", []byte(`{"type":"refund.sent"}`), time.Now())
		answer := httptest.NewRecorder()
		handler(answer, post)
		fmt.Println(answer.Code)
	}
	// Output:
	// {"type":"refund.sent"}
	// 204
	// 204
	// 401
}
