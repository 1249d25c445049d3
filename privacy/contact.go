package privacy

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// SealRequest returns a workflow's input with its contact and the texts of its event sealed under the customer's key.
// An event that has neither asks for no key.
func (v *Vault) SealRequest(ctx context.Context, in refund.Request) (refund.Request, error) {
	if v == nil || in.Contact == (refund.Contact{Sealed: in.Contact.Sealed}) && !hasText(in.Cancellation) {
		return in, nil
	}
	k, err := v.of(ctx, in.Cancellation.Owner())
	if err != nil {
		return in, err
	}
	in.Cancellation = walked(in.Cancellation, false, k.sealText)
	in.Contact, err = k.sealContact(in.Contact)
	return in, err
}

func (k key) sealContact(c refund.Contact) (refund.Contact, error) {
	if c == (refund.Contact{Sealed: c.Sealed}) {
		return c, nil
	}
	raw, err := json.Marshal(c)
	return refund.Contact{Sealed: k.sealText(string(raw))}, err
}

// OpenContact returns a contact as it can be written to. One that was never sealed is returned as it is. Erased says
// that the customer's key is deleted.
func (v *Vault) OpenContact(ctx context.Context, c refund.Contact) (refund.Contact, error) {
	if c.Sealed == "" {
		return c, nil
	}
	if v == nil {
		return refund.Contact{}, fmt.Errorf("privacy: a sealed contact, and no keys: %w", ErrNotOpened)
	}
	var out refund.Contact
	failed := error(ErrNotOpened)
	refund.EachSealed(c.Sealed, func(whole, id string, sealed []byte) string {
		var k key
		if k, failed = v.byID(ctx, id); failed != nil {
			return whole
		}
		var raw []byte
		if raw, failed = k.open(sealed); failed == nil {
			failed = json.Unmarshal(raw, &out)
		}
		return whole
	})
	if failed != nil {
		return refund.Contact{}, failed
	}
	out.Sealed = ""
	return out, nil
}
