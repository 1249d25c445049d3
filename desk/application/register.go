package application

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

// registered is what a shop is answered that told of an order.
type registered struct {
	// ApplyURL and WithdrawURL are for the order's customer alone, until Until.
	ApplyURL    string    `json:"apply_url"`
	WithdrawURL string    `json:"withdraw_url"`
	Until       time.Time `json:"until"`
}

// problem is an error by RFC 9457.
type problem struct {
	Type   string      `json:"type"`
	Title  string      `json:"title"`
	Status int         `json:"status"`
	Detail string      `json:"detail"`
	Code   refund.Code `json:"code"`
}

// register takes the shop's word on an order: PUT /apply/orders/MERCHANT/ORDER, signed by Standard Webhooks.
func (p *Pages) register(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, withdrawal.RegistrationBytesMax))
	if err != nil {
		fail(w, r, refund.Problem{Code: refund.CodeTooLarge, Detail: "the registration is larger than is taken"})
		return
	}
	link, err := p.service.Register(r.Context(), web.Call(r), r.Header, withdrawal.Registered{
		Merchant: refund.MerchantID(r.PathValue("merchant")), Order: refund.OrderID(r.PathValue("order")), Body: body, Until: p.config.Now().Add(p.config.LinkLife),
	})
	if err != nil {
		fail(w, r, err)
		return
	}
	query := "?" + link.Query().Encode()
	base := strings.TrimSuffix(p.config.BaseURL, "/")
	answer(w, http.StatusOK, "application/json", registered{ApplyURL: base + PathForm + query, WithdrawURL: base + "/withdraw" + query, Until: link.Until})
}

func fail(w http.ResponseWriter, r *http.Request, err error) {
	failure := web.FailureOf(web.Call(r), err)
	answer(w, failure.Status, "application/problem+json", problem{
		Type: "urn:makegood:problem:" + string(failure.Code), Title: http.StatusText(failure.Status), Status: failure.Status, Detail: failure.Sentence, Code: failure.Code,
	})
}

func answer(w http.ResponseWriter, status int, kind string, value any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // who has hung up reads nothing
}
