package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
)

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// voidBody is the body of a POST of a void: an amount has no place in it.
type voidBody struct {
	Reference string `json:"reference"`
	Account   string `json:"account"`
	Currency  string `json:"currency_code"`
}

func (v voidBody) request() request {
	return request{Kind: KindVoid, Reference: v.Reference, Account: v.Account, Currency: v.Currency}
}

func (q request) validate() error {
	switch {
	case q.Key == "" || len(q.Key) > idLengthMax:
		return fmt.Errorf("the header %s must have 1 to %d characters", headerKey, idLengthMax)
	}
	return q.validateBody()
}

func (q request) validateBody() error {
	switch {
	case q.Reference == "" || len(q.Reference) > referenceBytesMax:
		return fmt.Errorf("reference must have 1 to %d bytes", referenceBytesMax)
	case q.Kind == KindRefund && q.AmountMinor <= 0:
		return errors.New("amount_minor must be positive")
	case !currencyCode.MatchString(q.Currency):
		return errors.New("currency_code must be three capitals")
	}
	return nil
}

func (c Charge) validate() error {
	if c.AmountMinor < 0 || c.AuthorizedMinor < 0 || !currencyCode.MatchString(c.Currency) {
		return errors.New("amount_minor and authorized_minor must not be negative, currency_code three capitals")
	}
	if len(c.Captures) == 0 {
		return nil
	}
	seen, sum := map[string]bool{c.Reference: true}, int64(0)
	for _, capture := range c.Captures {
		if capture.Reference == "" || len(capture.Reference) > referenceBytesMax || seen[capture.Reference] {
			return fmt.Errorf("captures need references of their own, of 1 to %d bytes", referenceBytesMax)
		}
		if capture.AmountMinor <= 0 || capture.AmountMinor > c.AmountMinor-sum {
			return errors.New("captures must be positive, and sum to amount_minor")
		}
		seen[capture.Reference] = true
		sum += capture.AmountMinor
	}
	if sum != c.AmountMinor {
		return errors.New("captures must be positive, and sum to amount_minor")
	}
	return nil
}

func (f faultSet) validate() error {
	if len(f.Faults) > faultsMax {
		return fmt.Errorf("more than %d faults", faultsMax)
	}
	for _, fault := range f.Faults {
		if err := fault.validate(); err != nil {
			return err
		}
	}
	return nil
}

// readJSON reads the whole body: one JSON object, and nothing after it. Only once a body was read
// to its end does net/http notice that a client has gone.
func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	err := decodeWhole(http.MaxBytesReader(w, r.Body, bodyBytesMax), into)
	if err != nil {
		writeJSON(w, http.StatusBadRequest, problem{"bad_request", err.Error()})
	}
	return err == nil
}

func decodeWhole(body io.Reader, into any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}
