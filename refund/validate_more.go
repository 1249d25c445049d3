package refund

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// validateShipments holds deliveries to the order's own lines, each sent with one of them at most.
func (o Order) validateShipments() error {
	lines := o.lineIDs()
	return cmp.Or(
		each("shipments", o.Shipments, func(s Shipment) error { return s.validate(lines) }),
		unique("shipments", o.Shipments, func(s Shipment) string { return string(s.ShipmentID) }),
		o.sentOnce(),
	)
}

func (o Order) lineIDs() map[LineID]bool {
	lines := make(map[LineID]bool, len(o.Lines))
	for _, l := range o.Lines {
		lines[l.LineID] = true
	}
	return lines
}

func (s Shipment) validate(lines map[LineID]bool) error {
	return cmp.Or(
		opaqueID("shipment_id", string(s.ShipmentID)),
		s.Shipping.validate(),
		linesOf("line_ids", s.LineIDs, lines),
	)
}

// sentOnce refuses a line that is in two shipments, or twice in one.
func (o Order) sentOnce() error {
	seen := map[LineID]bool{}
	for i, s := range o.Shipments {
		for k, line := range s.LineIDs {
			if seen[line] {
				return problem(CodeDuplicateID, fmt.Sprintf("shipments[%d].line_ids[%d]", i, k), fmt.Sprintf("line %q is in a shipment already", line))
			}
			seen[line] = true
		}
	}
	return nil
}

// validateSeller holds a commission to a seller, and to the line's net amount.
func (l Line) validateSeller() error {
	if l.SellerID != "" {
		if err := opaqueID("seller_id", string(l.SellerID)); err != nil {
			return err
		}
	}
	if l.Commission == nil {
		return nil
	}
	if l.SellerID == "" {
		return problem(CodeMissingField, "seller_id", "is missing, and a commission is given")
	}
	net, err := l.NetMinor()
	if err != nil {
		return at("commission", err)
	}
	return in("commission", l.Commission.validate(net))
}

func (c Commission) validate(netMinor int64) error {
	switch {
	case c.Rate == "" && c.AmountMinor == nil:
		return problem(CodeMissingField, "rate", "is missing, and so is amount_minor")
	case c.Rate != "" && c.AmountMinor != nil:
		return problem(CodeMalformed, "rate", "is there beside amount_minor")
	}
	return cmp.Or(rate("rate", c.Rate), countedPtr("amount_minor", c.AmountMinor), atMost("amount_minor", c.AmountMinor, netMinor))
}

// validateEarnedPoints holds points to the order's lines; the same lines earn points of one programme once.
func (o Order) validateEarnedPoints() error {
	lines := o.lineIDs()
	return cmp.Or(
		each("earned_points", o.EarnedPoints, func(p EarnedPoints) error { return p.validate(lines) }),
		unique("earned_points", o.EarnedPoints, EarnedPoints.earnedBy),
	)
}

func (p EarnedPoints) validate(lines map[LineID]bool) error {
	if Currency(p.Asset).Valid() {
		return problem(CodeBadID, "asset", fmt.Sprintf("%s is a currency, and points are no money", p.Asset))
	}
	if p.Amount == 0 {
		return problem(CodeMissingField, "amount", "is 0")
	}
	return cmp.Or(
		opaqueID("asset", p.Asset),
		counted("amount", p.Amount),
		linesOf("line_ids", p.LineIDs, lines),
		unique("line_ids", p.LineIDs, func(id LineID) string { return string(id) }),
	)
}

// earnedBy names a programme and the lines that earned its points, in whatever sequence they were named.
func (p EarnedPoints) earnedBy() string {
	parts := []string{fmt.Sprintf("%q", p.Asset)}
	for _, id := range p.LineIDs {
		parts = append(parts, fmt.Sprintf("%q", id))
	}
	slices.Sort(parts[1:])
	return strings.Join(parts, " ")
}

// earliestZone is where a calendar day begins first: an invoice's date is its issuer's, wherever that is.
var earliestZone = time.FixedZone("UTC+14", 14*60*60)

// validate wants a number, and a date, where there is one, that has begun somewhere by latest. nil is no invoice.
func (i *Invoice) validate(latest time.Time) error {
	if i == nil {
		return nil
	}
	if err := cmp.Or(required("number", i.Number), printable("number", i.Number, idBytesMax)); err != nil || i.Date == "" {
		return err
	}
	day, err := time.ParseInLocation(time.DateOnly, i.Date, earliestZone)
	if err != nil {
		return problem(CodeMalformed, "date", fmt.Sprintf("%q is no calendar date such as 2026-11-28", i.Date))
	}
	if day.After(latest) {
		return problem(CodeTimeInFuture, "date", i.Date+" lies in the future")
	}
	return nil
}
