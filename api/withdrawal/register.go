package withdrawal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// RegistrationBytesMax bounds a registration.
const RegistrationBytesMax = 1 << 20

// Register keeps an order of a shop, whose post is signed by Standard Webhooks with the shop's secret, and answers with a link
// for its customer that is good until a moment. The e-mail address is kept as a keyed digest alone.
func (s *Service) Register(ctx context.Context, call api.Call, header http.Header, in Registered) (Link, error) {
	link, err := s.register(ctx, header, in)
	return link, call.Failed(err)
}

// Registered is a registration as it came.
type Registered struct {
	Merchant refund.MerchantID
	Order    refund.OrderID
	Body     []byte
	Until    time.Time
}

func (s *Service) register(ctx context.Context, header http.Header, in Registered) (Link, error) {
	secrets, err := s.secretsOf(in.Merchant)
	if err != nil {
		return Link{}, err
	}
	if err := standardwebhooks.Verify(secrets, header, in.Body, s.ports.Now(), standardwebhooks.Tolerance); err != nil {
		return Link{}, refund.Problem{Code: refund.CodeBadToken, Detail: "the registration is not signed by the shop, or was signed too long ago"}
	}
	if err := in.namesItself(); err != nil {
		return Link{}, err
	}
	return s.RegisterOrder(ctx, in)
}

// namesItself refuses a registration whose body is not about the order that the address names. The signature is of the body
// alone: without this, who has seen one signed post could send it again as another order of the shop, and be answered with that
// order's links.
func (in Registered) namesItself() error {
	var said *struct {
		Merchant refund.MerchantID `json:"merchant_id"`
		Order    refund.OrderID    `json:"order_id"`
	}
	if err := json.Unmarshal(in.Body, &said); err != nil || said == nil {
		return refund.Problem{Code: refund.CodeMalformed, Detail: "the registration is no JSON object"}
	}
	if said.Merchant != in.Merchant || said.Order != in.Order {
		return refund.Problem{Code: refund.CodeConflict, Detail: "the registration's merchant_id and order_id are not those of the address"}
	}
	return nil
}

// RegisterOrder is Register for who holds the shop's secrets: the command line. Its errors are not yet the caller's.
func (s *Service) RegisterOrder(ctx context.Context, in Registered) (Link, error) {
	request, err := decodeOrder(in, s.ports.Now())
	if err != nil {
		return Link{}, err
	}
	secrets, err := s.secretsOf(in.Merchant)
	if err != nil {
		return Link{}, err
	}
	link, err := SignLink(secrets, in.Merchant, in.Order, in.Until)
	if err != nil {
		return Link{}, err
	}
	if err := s.CheckLink(link); err != nil {
		return Link{}, err
	}
	mac, err := s.contactMAC(ctx, in.Merchant, request.Cancellation.Order.Customer.CustomerID, request.Contact.Email)
	if err != nil {
		return Link{}, err
	}
	books, err := s.ports.Books(ctx)
	if err != nil {
		return Link{}, err
	}
	order := request.Cancellation.Order
	return link, books.RegisterOrder(ctx, ledger.RegisteredOrder{
		Merchant: in.Merchant, ID: in.Order, Order: order, ContactMAC: mac, Locale: order.Customer.Locale,
	})
}

func (s *Service) secretsOf(merchant refund.MerchantID) ([]standardwebhooks.Secret, error) {
	shop, known := s.Shops().Of(merchant)
	if !known || shop.Secrets == nil {
		return nil, refund.Problem{Code: refund.CodeBadToken, Detail: "no shop of that name has a secret here"}
	}
	return shop.Secrets()
}

// ofCancellation are the fields of an event that are about a cancellation, and not about its order.
var ofCancellation = []string{"cancelled_lines", "cancelled_shipping", "evidence"}

// decodeOrder holds an order to the event contract, by the decoder of events: a registration is an event of the order without
// what is about a cancellation.
func decodeOrder(in Registered, now time.Time) (refund.Request, error) {
	var told map[string]json.RawMessage
	if err := json.Unmarshal(in.Body, &told); err != nil || told == nil {
		return refund.Request{}, refund.Problem{Code: refund.CodeMalformed, Detail: "the registration is no JSON object"}
	}
	for _, field := range ofCancellation {
		delete(told, field)
	}
	for field, value := range map[string]string{
		"merchant_id": string(in.Merchant), "order_id": string(in.Order), "cancellation_id": "registration", "scope": string(refund.ScopeWholeOrder),
		"occurred_at": now.UTC().Format(time.RFC3339Nano), "reason": string(refund.ReasonOther), "initiator": string(refund.InitiatorSystem),
		"requested_by": string(refund.ActorMakegood),
	} {
		raw, err := json.Marshal(value)
		if err != nil {
			return refund.Request{}, err
		}
		told[field] = raw
	}
	whole, err := json.Marshal(told)
	if err != nil {
		return refund.Request{}, err
	}
	return event.Decode(event.Message{Value: whole}, now)
}

// contactMAC is the keyed digest by which a customer's e-mail address is recognised.
func (s *Service) contactMAC(ctx context.Context, merchant refund.MerchantID, customer refund.CustomerID, email string) (string, error) {
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return "", err
	}
	return vault.Digest(ctx, refund.CustomerOwner(merchant, customer), sameAddress(email))
}

// sameAddress is an address as it is compared: mail providers do not tell capital letters apart.
func sameAddress(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// knownOrder is an order, with what is known of its customer's address.
type knownOrder struct {
	order refund.Order
	mac   string
}

// findOrder returns an order that its shop told of, or that was refunded before. false: nobody knows it.
func findOrder(ctx context.Context, books ledger.WithdrawalReader, merchant refund.MerchantID, id refund.OrderID) (knownOrder, bool, error) {
	if !refund.ValidBusinessID(string(id)) {
		return knownOrder{}, false, nil
	}
	told, err := books.RegisteredOrder(ctx, merchant, id)
	if err == nil {
		return knownOrder{order: told.Order, mac: told.ContactMAC}, true, nil
	}
	if !errors.Is(err, ledger.ErrNotFound) {
		return knownOrder{}, false, err
	}
	pinned, err := books.PinnedOrder(ctx, merchant, id)
	if errors.Is(err, ledger.ErrNotFound) {
		return knownOrder{}, false, nil
	}
	return knownOrder{order: pinned}, err == nil, err
}
