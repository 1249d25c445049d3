package rulebook

import (
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// approvalsMax is how many people a refund may need: two different ones.
const approvalsMax = 2

// clearRolesCount is how many people say what became of an undecided leg.
const clearRolesCount = 2

func (c *checker) approval(written fileApproval) Approval {
	c.rankedRoles(written.Roles)
	a := Approval{Ranks: written.Roles, DefaultRoles: written.DefaultRoles, Bands: map[refund.Currency][]Band{}}
	c.cell(a, written.DefaultRoles, "approval.default_roles")
	if len(written.DefaultRoles) == 0 {
		c.Say("approval.default_roles", "is missing or empty: somebody is asked where nothing else says who")
	}
	a.ClearRoles = written.ClearRoles
	if len(written.ClearRoles) != clearRolesCount {
		c.Say("approval.clear_roles", "has %d roles; what became of an undecided leg is said by people of exactly two", len(written.ClearRoles))
	} else {
		c.cell(a, written.ClearRoles, "approval.clear_roles")
	}
	scales := map[string][]Band{}
	for _, name := range slices.Sorted(maps.Keys(written.Scales)) {
		scales[name] = c.scale(a, written.Scales[name], "approval.scales."+name)
	}
	if len(written.Currencies) == 0 && written.AutoMaxMinor == nil {
		c.Say("approval.currencies", "is missing")
	}
	for _, currency := range slices.Sorted(maps.Keys(written.Currencies)) {
		a.Bands[currency] = c.currency(a, scales, written.Currencies[currency], "approval.currencies."+string(currency))
		if !currency.Valid() {
			c.Say("approval.currencies", "names %q, which is no ISO 4217 currency in use", currency)
		}
	}
	if written.ElsewhereAloneMaxMinor != nil {
		a.ElsewhereAloneMax = c.byCurrency(written.ElsewhereAloneMaxMinor, "approval.elsewhere_alone_max_minor")
	}
	c.short(a, written.AutoMaxMinor)
	if written.VerifiedAboveMinor != nil {
		a.VerifiedAboveMinor = c.byCurrency(written.VerifiedAboveMinor, "approval.verified_above_minor")
	}
	return a
}

// rankedRoles holds the list of roles to words that differ.
func (c *checker) rankedRoles(roles []refund.Role) {
	for i, role := range roles {
		if role == "" || slices.Contains(roles[:i], role) {
			c.Say("approval.roles", "names %q, which is empty or there twice", role)
		}
	}
}

// short turns limits into two bands each: up to the limit only high risk asks somebody.
func (c *checker) short(a Approval, written map[refund.Currency]sheet.Count) {
	const key = "approval.auto_max_minor"
	if written == nil {
		return
	}
	for currency, limit := range c.byCurrency(written, key) {
		if _, both := a.Bands[currency]; both {
			c.Say(key+"."+string(currency), "is there beside approval.currencies.%s", currency)
			continue
		}
		line := c.Lines.Of(key + "." + string(currency))
		a.Bands[currency] = []Band{
			{UpToMinor: limit, High: a.DefaultRoles, Line: line},
			{Open: true, Low: a.DefaultRoles, Medium: a.DefaultRoles, High: a.DefaultRoles, Line: line},
		}
	}
}

// scale reads bands without amounts.
func (c *checker) scale(a Approval, written []fileBand, key string) []Band {
	if len(written) == 0 {
		c.Say(key, "has no bands")
	}
	for i := range written {
		if written[i].UpToMinor.Present {
			c.Say(fmt.Sprintf("%s[%d].up_to_minor", key, i), "stands in a scale: the currencies that use it say the amounts")
		}
	}
	return c.bands(a, written, key)
}

func (c *checker) bands(a Approval, written []fileBand, key string) []Band {
	bands := make([]Band, len(written))
	for i, band := range written {
		at := fmt.Sprintf("%s[%d]", key, i)
		bands[i] = Band{UpToMinor: band.UpToMinor.Value, Low: band.Low, Medium: band.Medium, High: band.High, Line: c.Lines.Of(at)}
		for _, cell := range []struct {
			risk  refund.RiskBand
			roles []refund.Role
		}{{refund.RiskLow, band.Low}, {refund.RiskMedium, band.Medium}, {refund.RiskHigh, band.High}} {
			c.Need(cell.roles != nil, at+"."+string(cell.risk))
			c.cell(a, cell.roles, at+"."+string(cell.risk))
		}
		if band.High != nil && len(band.High) == 0 {
			c.Say(at+".high", "is empty: high risk gets a person, never a silent yes or no")
		}
	}
	return bands
}

// cell holds a list of roles to at most two that exist.
func (c *checker) cell(a Approval, roles []refund.Role, key string) {
	if len(roles) > approvalsMax {
		c.Say(key, "asks %d people; at most %d are asked", len(roles), approvalsMax)
	}
	for _, role := range roles {
		if role == "" || a.rank(role) < 0 {
			c.Say(key, "names %q, which approval.roles does not have", role)
		}
	}
}

// currency gives a scale its amounts, or reads the currency's own bands.
func (c *checker) currency(a Approval, scales map[string][]Band, written fileCurrency, key string) []Band {
	if written.Bands != nil {
		if written.Scale.Present || written.UpToMinor != nil {
			c.Say(key, "has bands of its own and a scale: one of them")
		}
		bands := c.bands(a, written.Bands, key+".bands")
		for i := range bands {
			bands[i].Open = !written.Bands[i].UpToMinor.Present
		}
		return c.ascending(bands, key+".bands")
	}
	scale, ok := scales[written.Scale.Value]
	if !ok {
		c.Say(key+".scale", "is %q, which approval.scales does not have", written.Scale.Value)
		return nil
	}
	if len(written.UpToMinor) != len(scale)-1 {
		c.Say(key+".up_to_minor", "has %d amounts; scale %s has %d bands, of which the last is everything above",
			len(written.UpToMinor), written.Scale.Value, len(scale))
		return nil
	}
	bands := slices.Clone(scale)
	for i := range bands {
		bands[i].Open = i == len(bands)-1
		if !bands[i].Open {
			bands[i].UpToMinor = written.UpToMinor[i].Value
		}
	}
	return c.ascending(bands, key+".up_to_minor")
}

// ascending holds bands to amounts that grow, and a last one for everything above them.
func (c *checker) ascending(bands []Band, key string) []Band {
	if len(bands) == 0 {
		c.Say(key, "has no bands")
	}
	for i, band := range bands {
		last := i == len(bands)-1
		switch {
		case band.Open != last && last:
			c.Say(key, "ends at %d: the last band has no up_to_minor, and is everything above", band.UpToMinor)
		case band.Open != last:
			c.Say(fmt.Sprintf("%s[%d]", key, i), "has no up_to_minor, and is not the last")
		case !last && i > 0 && band.UpToMinor <= bands[i-1].UpToMinor:
			c.Say(fmt.Sprintf("%s[%d]", key, i), "is up to %d, not above the %d before it", band.UpToMinor, bands[i-1].UpToMinor)
		}
	}
	return bands
}
