package adyen

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/makegood/makegood/payment"
)

// Receiver reads Adyen's standard notifications. It is safe for concurrent use.
//
// The HMAC covers eight fields: which modification or dispute of which payment, its amount, event and success. It does
// not cover the reason, the time, nor additionalData (an answer's due date, a dispute's status, whether a reversal
// cancelled or refunded): those are as good as the channel, so BasicAuth belongs to it in production.
type Receiver struct {
	// HMACKeys return the endpoint's keys, hexadecimal, two while one is changed; they are asked for each notification.
	HMACKeys func() ([]string, error)
	// BasicAuth returns the user and password that Adyen sends; nil: they are not asked for.
	BasicAuth func() (user, password string, err error)
	// Name is the provider as payments name it.
	Name string
}

var _ payment.Receiver = Receiver{}

// notification is what Adyen sends.
type notification struct {
	Items []struct {
		Item item `json:"NotificationRequestItem"`
	} `json:"notificationItems"`
}

// item is one event. Success is text.
type item struct {
	Additional map[string]any `json:"additionalData"`
	Amount     amount         `json:"amount"`
	Event      string         `json:"eventCode"`
	Date       string         `json:"eventDate"`
	Account    string         `json:"merchantAccountCode"`
	Reference  string         `json:"merchantReference"`
	Original   string         `json:"originalReference"`
	Psp        string         `json:"pspReference"`
	Reason     string         `json:"reason"`
	Success    string         `json:"success"`
}

// additional is a text in additionalData; empty: there is none.
func (i item) additional(name string) string {
	text, _ := i.Additional[name].(string)
	return text
}

func itemsIn(body []byte) ([]item, error) {
	var n notification
	if err := json.Unmarshal(body, &n); err != nil {
		return nil, err
	}
	items := make([]item, 0, len(n.Items))
	for _, i := range n.Items {
		items = append(items, i.Item)
	}
	if len(items) == 0 {
		return nil, errors.New("it has no item")
	}
	return items, nil
}

// Verify implements payment.Receiver: each item's HMAC-SHA256 (docs.adyen.com, verify HMAC signatures). Adyen's scheme
// has no time; a repeated notification has the same facts.
func (r Receiver) Verify(header http.Header, body []byte) error {
	if err := r.signedIn(header); err != nil {
		return err
	}
	keys, err := r.keys()
	if err != nil {
		return err
	}
	items, err := itemsIn(body)
	if err != nil {
		return fmt.Errorf("%w: %w", payment.ErrForged, err)
	}
	for _, i := range items {
		if !i.signedBy(keys) {
			return fmt.Errorf("%w: the HMAC of %s is of something else", payment.ErrForged, strconv.Quote(i.Event))
		}
	}
	return nil
}

func (r Receiver) signedIn(header http.Header) error {
	if r.BasicAuth == nil {
		return nil
	}
	user, password, err := r.BasicAuth()
	if err != nil {
		return fmt.Errorf("adyen: the notifications' password: %w", err)
	}
	gotUser, gotPassword, ok := (&http.Request{Header: header}).BasicAuth()
	right := subtle.ConstantTimeCompare([]byte(gotUser), []byte(user)) & subtle.ConstantTimeCompare([]byte(gotPassword), []byte(password))
	if !ok || right != 1 {
		return fmt.Errorf("%w: not signed in", payment.ErrForged)
	}
	return nil
}

func (r Receiver) keys() ([][]byte, error) {
	texts, err := r.HMACKeys()
	if err != nil {
		return nil, fmt.Errorf("adyen: the HMAC keys: %w", err)
	}
	var keys [][]byte
	for _, text := range texts {
		key, err := hex.DecodeString(text)
		if err != nil || len(key) == 0 {
			return nil, errors.New("adyen: an HMAC key is not hexadecimal")
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// signedBy reports whether one of the keys signed the item. The fields are joined by colons and not escaped, so a
// colon in any but our own reference could move a field's border.
func (i item) signedBy(keys [][]byte) bool {
	for _, field := range []string{i.Psp, i.Original, i.Account, string(i.Amount.Currency), i.Event, i.Success} {
		if strings.Contains(field, ":") {
			return false
		}
	}
	given, err := base64.StdEncoding.DecodeString(i.additional("hmacSignature"))
	if err != nil {
		return false
	}
	for _, key := range keys {
		if hmac.Equal(given, i.sum(key)) {
			return true
		}
	}
	return false
}

func (i item) sum(key []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(strings.Join([]string{
		i.Psp, i.Original, i.Account, i.Reference, strconv.FormatInt(i.Amount.Value, 10), string(i.Amount.Currency), i.Event, i.Success,
	}, ":")))
	return mac.Sum(nil)
}

// Answer implements payment.Receiver.
func (Receiver) Answer() (int, string, []byte) {
	return http.StatusOK, "text/plain", []byte("[accepted]")
}
