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

// ReadRefunds lists the refunds of a payment reference ("" is all), oldest first, at most 1000.
func ReadRefunds(ctx context.Context, baseURL, reference string) ([]Refund, error) {
	var list struct{ Refunds []Refund }
	path := "/v1/refunds?reference=" + url.QueryEscape(reference)
	err := call(ctx, exchange{method: http.MethodGet, url: baseURL, path: path, into: &list})
	return list.Refunds, err
}

// ReadVoids lists the voids of a payment reference ("" is all), oldest first, at most 1000.
func ReadVoids(ctx context.Context, baseURL, reference string) ([]Refund, error) {
	var list struct{ Voids []Refund }
	path := "/v1/voids?reference=" + url.QueryEscape(reference)
	err := call(ctx, exchange{method: http.MethodGet, url: baseURL, path: path, into: &list})
	return list.Voids, err
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
