package e2e

import (
	"os"
	"path/filepath"
	"time"

	"github.com/makegood/makegood/refund"
)

// order is what is ordered: two of something, with 12.00 CNY shipping, paid with one wallet.
type order struct {
	// price of one, in fen; 0: 64.00 CNY.
	price                              int64
	reason, category, title, reference string
	delivered, newAccount              bool
}

// event writes the order's cancellation, of a minute ago, as a file in the day's folder.
func (d *day) event(name string, o order) (file string, id refund.ID) {
	now := time.Now().UTC().Truncate(time.Second)
	path, id := d.w.event(name, func(body map[string]any) {
		body["requested_by"], body["customer"].(map[string]any)["locale"] = "customer:"+name, "en"
		body["occurred_at"], body["placed_at"] = now.Add(-time.Minute), now.Add(-48*time.Hour)
		firstPayment(body)["captured_at"] = now.Add(-48 * time.Hour)
		o.fill(body, now)
	})
	file = name + ".json"
	if err := os.Rename(path, filepath.Join(d.dir, file)); err != nil {
		d.w.t.Fatal(err)
	}
	return file, id
}

func (o order) fill(body map[string]any, now time.Time) {
	line := body["lines"].([]any)[0].(map[string]any)
	if o.price > 0 {
		line["unit_price_minor"] = o.price
		firstPayment(body)["captured_minor"] = 2*o.price + 1200
		delete(line, "tax")
	}
	for key, value := range map[string]string{"category": o.category, "title": o.title} {
		if value != "" {
			line[key] = value
		}
	}
	if o.reason != "" {
		body["reason"] = o.reason
	}
	if o.reference != "" {
		firstPayment(body)["provider_reference"] = o.reference
	}
	if o.delivered {
		body["delivered_at"], line["fulfilment"] = now.Add(-24*time.Hour), "DELIVERED"
	}
	if o.newAccount {
		body["customer"].(map[string]any)["registered_at"] = now.Add(-72 * time.Hour)
	}
}
