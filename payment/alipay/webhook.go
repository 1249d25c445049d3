package alipay

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Receiver holds Alipay's notifications to their signature. It is safe for concurrent use.
//
// It reads no facts of them: a notification after a refund tells what was refunded of its trade in all (refund_fee),
// not the amount of the refund that it is sent for (out_biz_no), so it proves none. A look-up does.
type Receiver struct {
	// AppID is the application's; a notification for another is not this merchant's.
	AppID string
	// AlipayKeys is as in Config; it is asked for each notification.
	AlipayKeys func() ([]string, error)
	// Now is the clock; nil: time.Now.
	Now func() time.Time
}

var _ payment.Receiver = Receiver{}

// Verify implements payment.Receiver: the form's parameters but for sign and sign_type, by one of Alipay's keys.
func (r Receiver) Verify(_ http.Header, body []byte) error {
	parameters, err := parametersOf(body)
	if err != nil {
		return fmt.Errorf("%w: %w", payment.ErrForged, err)
	}
	keys, err := r.AlipayKeys()
	if err != nil {
		return fmt.Errorf("alipay: the keys of Alipay: %w", err)
	}
	if parameters["sign_type"] != "RSA2" || parameters["app_id"] != r.AppID {
		return fmt.Errorf("%w: it is signed by another method, or for another application", payment.ErrForged)
	}
	signed := content(parameters, "sign", "sign_type")
	if err := verify(keys, signed, parameters["sign"], "", nowOr(r.Now)()); err != nil {
		return fmt.Errorf("%w: %w", payment.ErrForged, err)
	}
	return nil
}

// parametersOf reads a form in which every name comes once: of two values only one would be signed.
func parametersOf(body []byte) (map[string]string, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("it is no form")
	}
	parameters := map[string]string{}
	for name, values := range form {
		if len(values) != 1 {
			return nil, errors.New("a parameter comes more than once")
		}
		parameters[name] = values[0]
	}
	return parameters, nil
}

// Facts implements payment.Receiver: none, by what is said at Receiver.
func (r Receiver) Facts(body []byte) ([]refund.Fact, error) {
	if _, err := parametersOf(body); err != nil {
		return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
	}
	return nil, nil
}

// Answer implements payment.Receiver: anything but this word is sent again for a day.
func (Receiver) Answer() (int, string, []byte) {
	return http.StatusOK, "text/plain; charset=utf-8", []byte("success")
}
