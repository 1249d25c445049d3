package customer

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
)

// Checked is what a try of the second check came to. Pass is for the visitor's browser to keep, for PassFor; empty: it was
// not passed, and it is not said why.
type Checked struct{ Pass string }

// Check tries the second check: the order's number and the customer's e-mail. Wrong words, a check that is locked, and a
// refund whose e-mail is not known have the same answer, after the same work.
func (s *Service) Check(ctx context.Context, v *Visit, order, email string) (Checked, error) {
	mail := s.ports.Pages.Checked(v.link, email)
	number := subtle.ConstantTimeCompare([]byte(folded(order)), []byte(folded(string(v.kept.Cancellation.Key.Order)))) == 1
	passed, err := s.ports.Books.TryPageCheck(ctx, ledger.PageTry{Refund: v.link.Refund, Right: mail && number})
	if err != nil {
		return Checked{}, fmt.Errorf("second check of %s: %w", v.link.Refund, err)
	}
	pass := s.ports.Pages.Pass(v.link, s.ports.Now().Add(PassFor))
	if !passed {
		pass = ""
	}
	return Checked{Pass: pass}, nil
}

// folded is an order's number as it is compared: in small letters, without spaces around it.
func folded(text string) string { return strings.ToLower(strings.TrimSpace(text)) }
