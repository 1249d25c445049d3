package withdrawal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

// linkPurpose keeps a link's signature from being good for anything else the secret signs.
const linkPurpose = "makegood/order-link/1"

// LinkLifeMax bounds how long a link may be good: whoever has it may apply for the order.
const LinkLifeMax = 400 * 24 * time.Hour

// Link is a shop's word that who holds it may act for an order's customer, until a moment (whole seconds).
type Link struct {
	Merchant refund.MerchantID
	Order    refund.OrderID
	Until    time.Time
	Token    string
}

// SignLink makes a link with the first of the secrets.
func SignLink(secrets []standardwebhooks.Secret, merchant refund.MerchantID, order refund.OrderID, until time.Time) (Link, error) {
	if len(secrets) == 0 {
		return Link{}, fmt.Errorf("withdrawal: %s has no secret that signs links", merchant)
	}
	if !refund.ValidBusinessID(string(merchant)) || !refund.ValidBusinessID(string(order)) {
		return Link{}, refund.Problem{Code: refund.CodeBadID, Detail: "merchant and order ids are [A-Za-z0-9._-]{1,64}"}
	}
	link := Link{Merchant: merchant, Order: order, Until: until.UTC().Truncate(time.Second)}
	link.Token = tokenText.EncodeToString(secrets[0].MAC(link.signed()))
	return link, nil
}

// tokenText is strict: a token has one spelling.
var tokenText = base64.RawURLEncoding.Strict()

// signed is what a token signs: purpose, merchant, order and the end in Unix seconds, a line each. None of them has a line
// break.
func (l Link) signed() []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n%d", linkPurpose, l.Merchant, l.Order, l.Until.Unix())
}

// Query is the link as the query of an address.
func (l Link) Query() url.Values {
	return url.Values{"merchant": {string(l.Merchant)}, "order": {string(l.Order)}, "until": {strconv.FormatInt(l.Until.Unix(), 10)}, "token": {l.Token}}
}

// LinkIn reads a link from a query or a form; false: there is none.
func LinkIn(values url.Values) (Link, bool) {
	seconds, err := strconv.ParseInt(values.Get("until"), 10, 64)
	if err != nil || values.Get("token") == "" {
		return Link{}, false
	}
	return Link{
		Merchant: refund.MerchantID(values.Get("merchant")), Order: refund.OrderID(values.Get("order")), Until: time.Unix(seconds, 0).UTC(), Token: values.Get("token"),
	}, true
}

// CheckLink returns a Problem: BAD_TOKEN for a link that no secret of the shop signed, TOO_LATE for one that has run out. The
// signature is compared in constant time, and before anything else of the link is believed.
func (s *Service) CheckLink(l Link) error {
	shop, known := s.Shops().Of(l.Merchant)
	if !known || shop.Secrets == nil {
		return badLink()
	}
	secrets, err := shop.Secrets()
	if err != nil {
		return err
	}
	given, err := tokenText.DecodeString(l.Token)
	if err != nil || len(given) != sha256.Size || !signedBy(secrets, l.signed(), given) {
		return badLink()
	}
	now := s.ports.Now()
	if !now.Before(l.Until) || l.Until.Sub(now) > LinkLifeMax {
		return refund.Problem{Code: refund.CodeTooLate, Detail: "the link was good until " + l.Until.Format(time.RFC3339)}
	}
	return nil
}

func signedBy(secrets []standardwebhooks.Secret, said, signature []byte) bool {
	for _, secret := range secrets {
		if hmac.Equal(signature, secret.MAC(said)) {
			return true
		}
	}
	return false
}

func badLink() error {
	return refund.Problem{Code: refund.CodeBadToken, Detail: "the link was not made by the shop, or is not whole"}
}
