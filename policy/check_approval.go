package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

// approvalsMax is how many people a refund may need: two different ones.
const approvalsMax = 2

func (c *checker) approval(written fileApproval) approval {
	c.rankedRoles(written.Roles)
	a := approval{ranks: written.Roles, defaultRoles: written.DefaultRoles, bands: map[refund.Currency][]Band{}}
	c.cell(a, written.DefaultRoles, "approval.default_roles")
	if len(written.DefaultRoles) == 0 {
		c.say("approval.default_roles", "is missing or empty: somebody is asked where nothing else says who")
	}
	scales := map[string][]Band{}
	for _, name := range slices.Sorted(maps.Keys(written.Scales)) {
		scales[name] = c.scale(a, written.Scales[name], "approval.scales."+name)
	}
	if len(written.Currencies) == 0 && written.AutoMaxMinor == nil {
		c.say("approval.currencies", "is missing")
	}
	for _, currency := range slices.Sorted(maps.Keys(written.Currencies)) {
		a.bands[currency] = c.currency(a, scales, written.Currencies[currency], "approval.currencies."+string(currency))
		if !currency.Valid() {
			c.say("approval.currencies", "names %q, which is no ISO 4217 currency in use", currency)
		}
	}
	c.short(a, written.AutoMaxMinor)
	return a
}

// rankedRoles holds the list of roles to words that differ.
func (c *checker) rankedRoles(roles []refund.Role) {
	for i, role := range roles {
		if role == "" || slices.Contains(roles[:i], role) {
			c.say("approval.roles", "names %q, which is empty or there twice", role)
		}
	}
}

// short turns limits into two bands each: up to the limit only high risk asks somebody.
func (c *checker) short(a approval, written map[refund.Currency]count) {
	const key = "approval.auto_max_minor"
	if written == nil {
		return
	}
	for currency, limit := range c.byCurrency(written, key) {
		if _, both := a.bands[currency]; both {
			c.say(key+"."+string(currency), "is there beside approval.currencies.%s", currency)
			continue
		}
		line := c.lines.of(key + "." + string(currency))
		a.bands[currency] = []Band{
			{UpToMinor: limit, High: a.defaultRoles, Line: line},
			{Open: true, Low: a.defaultRoles, Medium: a.defaultRoles, High: a.defaultRoles, Line: line},
		}
	}
}

// scale reads bands without amounts.
func (c *checker) scale(a approval, written []fileBand, key string) []Band {
	if len(written) == 0 {
		c.say(key, "has no bands")
	}
	for i := range written {
		if written[i].UpToMinor.present {
			c.say(fmt.Sprintf("%s[%d].up_to_minor", key, i), "stands in a scale: the currencies that use it say the amounts")
		}
	}
	return c.bands(a, written, key)
}

func (c *checker) bands(a approval, written []fileBand, key string) []Band {
	bands := make([]Band, len(written))
	for i, band := range written {
		at := fmt.Sprintf("%s[%d]", key, i)
		bands[i] = Band{UpToMinor: band.UpToMinor.value, Low: band.Low, Medium: band.Medium, High: band.High, Line: c.lines.of(at)}
		for _, cell := range []struct {
			risk  refund.RiskBand
			roles []refund.Role
		}{{refund.RiskLow, band.Low}, {refund.RiskMedium, band.Medium}, {refund.RiskHigh, band.High}} {
			c.need(cell.roles != nil, at+"."+string(cell.risk))
			c.cell(a, cell.roles, at+"."+string(cell.risk))
		}
		if band.High != nil && len(band.High) == 0 {
			c.say(at+".high", "is empty: high risk gets a person, never a silent yes or no")
		}
	}
	return bands
}

// cell holds a list of roles to at most two that exist.
func (c *checker) cell(a approval, roles []refund.Role, key string) {
	if len(roles) > approvalsMax {
		c.say(key, "asks %d people; at most %d are asked", len(roles), approvalsMax)
	}
	for _, role := range roles {
		if role == "" || a.rank(role) < 0 {
			c.say(key, "names %q, which approval.roles does not have", role)
		}
	}
}

// currency gives a scale its amounts, or reads the currency's own bands.
func (c *checker) currency(a approval, scales map[string][]Band, written fileCurrency, key string) []Band {
	if written.Bands != nil {
		if written.Scale.present || written.UpToMinor != nil {
			c.say(key, "has bands of its own and a scale: one of them")
		}
		bands := c.bands(a, written.Bands, key+".bands")
		for i := range bands {
			bands[i].Open = !written.Bands[i].UpToMinor.present
		}
		return c.ascending(bands, key+".bands")
	}
	scale, ok := scales[written.Scale.value]
	if !ok {
		c.say(key+".scale", "is %q, which approval.scales does not have", written.Scale.value)
		return nil
	}
	if len(written.UpToMinor) != len(scale)-1 {
		c.say(key+".up_to_minor", "has %d amounts; scale %s has %d bands, of which the last is everything above",
			len(written.UpToMinor), written.Scale.value, len(scale))
		return nil
	}
	bands := slices.Clone(scale)
	for i := range bands {
		bands[i].Open = i == len(bands)-1
		if !bands[i].Open {
			bands[i].UpToMinor = written.UpToMinor[i].value
		}
	}
	return c.ascending(bands, key+".up_to_minor")
}

// ascending holds bands to amounts that grow, and a last one for everything above them.
func (c *checker) ascending(bands []Band, key string) []Band {
	if len(bands) == 0 {
		c.say(key, "has no bands")
	}
	for i, band := range bands {
		last := i == len(bands)-1
		switch {
		case band.Open != last && last:
			c.say(key, "ends at %d: the last band has no up_to_minor, and is everything above", band.UpToMinor)
		case band.Open != last:
			c.say(fmt.Sprintf("%s[%d]", key, i), "has no up_to_minor, and is not the last")
		case !last && i > 0 && band.UpToMinor <= bands[i-1].UpToMinor:
			c.say(fmt.Sprintf("%s[%d]", key, i), "is up to %d, not above the %d before it", band.UpToMinor, bands[i-1].UpToMinor)
		}
	}
	return bands
}
