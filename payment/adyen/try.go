package adyen

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/makegood/makegood/payment/wire"
)

// Try asks for the payment methods of a merchant account, or of the one that is set: a question that moves nothing,
// and that only the account's key is answered. nil: it was answered.
func (a *Adapter) Try(ctx context.Context, account string) error {
	ctx, cancel := context.WithTimeout(ctx, a.terms.CallTimeout)
	defer cancel()
	key, err := a.config.Key()
	if err != nil {
		return fmt.Errorf("adyen adapter: the key: %w", err)
	}
	content, err := json.Marshal(map[string]string{"merchantAccount": cmp.Or(account, a.config.MerchantAccount)})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.baseURL+"/paymentMethods", bytes.NewReader(content))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-API-Key", key)
	reply, silent := wire.Send(a.http, req)
	if silent != nil {
		return silent
	}
	if reply.Status == http.StatusOK {
		return nil
	}
	var c complaint
	if json.Unmarshal(reply.Body, &c) != nil {
		c = complaint{}
	}
	return errors.New(c.reason(reply))
}
