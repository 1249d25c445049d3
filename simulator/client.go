package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	clientTimeout     = 10 * time.Second
	answerBytesMax    = 64 << 20
	answerExcerptSize = 200
)

// ReadBook asks the simulator at baseURL what really moved. It changes nothing.
func ReadBook(ctx context.Context, baseURL string) (Book, error) {
	var b Book
	err := call(ctx, exchange{method: http.MethodGet, url: baseURL, path: "/v1/book", into: &b})
	return b, err
}

// Reach asks the simulator at baseURL whether it is there.
func Reach(ctx context.Context, baseURL string) error {
	return call(ctx, exchange{method: http.MethodGet, url: baseURL, path: "/healthz"})
}

// ReadRefunds lists the refunds of a payment reference ("" is all), oldest first.
func ReadRefunds(ctx context.Context, baseURL, reference string) ([]Refund, error) {
	return readAll(ctx, baseURL, "/v1/refunds", reference)
}

// ReadVoids lists the voids of a payment reference ("" is all), oldest first.
func ReadVoids(ctx context.Context, baseURL, reference string) ([]Refund, error) {
	return readAll(ctx, baseURL, "/v1/voids", reference)
}

// readAll reads a list page by page.
func readAll(ctx context.Context, baseURL, path, reference string) ([]Refund, error) {
	var all []Refund
	query := url.Values{"reference": {reference}}
	for {
		var page struct {
			Refunds, Voids []Refund
			NextCursor     string `json:"next_cursor"`
		}
		err := call(ctx, exchange{method: http.MethodGet, url: baseURL, path: path + "?" + query.Encode(), into: &page})
		all = append(append(all, page.Refunds...), page.Voids...)
		if err != nil || page.NextCursor == "" {
			return all, err
		}
		query.Set("cursor", page.NextCursor)
	}
}

// RefundOutside makes a refund without a key, as a person does in a provider's dashboard: the reference, account, amount
// and currency of a refund are all that is read.
func RefundOutside(ctx context.Context, baseURL string, asked Refund) (Refund, error) {
	body := request{Reference: asked.Reference, Account: asked.Account, AmountMinor: asked.AmountMinor, Currency: asked.Currency}
	var made Refund
	err := call(ctx, exchange{method: http.MethodPost, url: baseURL, path: "/v1/outside-refunds", body: body, into: &made})
	return made, err
}

// SetFaults replaces the faults of a payment reference; none clears them, those in the reference
// included.
func SetFaults(ctx context.Context, baseURL, reference string, faults ...Fault) error {
	if faults == nil {
		faults = []Fault{}
	}
	path := "/v1/faults/" + url.PathEscape(reference)
	return call(ctx, exchange{method: http.MethodPut, url: baseURL, path: path, body: map[string][]Fault{"faults": faults}})
}

// RegisterCharge says what was captured on a payment reference.
func RegisterCharge(ctx context.Context, baseURL string, charge Charge) error {
	path := "/v1/charges/" + url.PathEscape(charge.Reference)
	return call(ctx, exchange{method: http.MethodPut, url: baseURL, path: path, body: charge})
}

// exchange is one request of the client and where its answer goes.
type exchange struct {
	method, url, path string
	body, into        any
}

func call(ctx context.Context, e exchange) error {
	ctx, cancel := context.WithTimeout(ctx, clientTimeout)
	defer cancel()
	answer, err := e.do(ctx)
	if err != nil {
		return fmt.Errorf("simulator: %s %s: %w", e.method, e.path, err)
	}
	if e.into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, e.into); err != nil {
		return fmt.Errorf("simulator: %s %s: %w", e.method, e.path, err)
	}
	return nil
}

func (e exchange) do(ctx context.Context) ([]byte, error) {
	var body io.Reader
	if e.body != nil {
		content, err := json.Marshal(e.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(content)
	}
	req, err := http.NewRequestWithContext(ctx, e.method, strings.TrimSuffix(e.url, "/")+e.path, body)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerBytesMax))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", resp.Status, answer[:min(len(answer), answerExcerptSize)])
	}
	return answer, nil
}
