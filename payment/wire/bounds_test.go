package wire_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/makegood/makegood/payment/wire"
)

func TestAnAnswerIsBoundedToAMiBUnlessMoreIsAskedFor(t *testing.T) {
	const size = 3 << 20
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(bytes.Repeat([]byte("x"), size))
	}))
	defer web.Close()
	ask := func() *http.Request {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, web.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		return req
	}
	client := wire.NewClient(nil, nil)
	if got, silent := wire.Send(client, ask()); silent != nil || len(got.Body) != 1<<20 {
		t.Errorf("Send read %d bytes, %v; want a MiB", len(got.Body), silent)
	}
	if got, silent := wire.SendUpTo(client, ask(), size); silent != nil || len(got.Body) != size {
		t.Errorf("SendUpTo read %d bytes, %v; want them all", len(got.Body), silent)
	}
}
