package reviewers

import (
	"fmt"
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

var (
	roleForm   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	marketForm = regexp.MustCompile(`^[A-Z]{2}$`)
)

// checker turns written reviewers into checked ones, and collects every mistake on the way.
type checker struct{ *sheet.Checker }

func (c *checker) staff(written file) refund.Staff {
	c.Need(len(written.Ranks) > 0, "ranks")
	c.Need(len(written.Reviewers) > 0, "reviewers")
	staff := refund.Staff{Ranks: c.ranks(written.Ranks)}
	for i, own := range written.Reviewers {
		key := fmt.Sprintf("reviewers[%d]", i)
		reviewer := c.reviewer(own, key, staff.Ranks)
		if _, there := staff.Find(reviewer.Name); there && own.Name.Present {
			c.Say(key+".name", "%q is there twice (case and spaces make no other person)", own.Name.Value)
		}
		staff.Reviewers = append(staff.Reviewers, reviewer)
	}
	return staff
}

func (c *checker) ranks(written []sheet.Text) []refund.Role {
	var ranks []refund.Role
	for i, own := range written {
		key, role := fmt.Sprintf("ranks[%d]", i), refund.Role(own.Value)
		if !roleForm.MatchString(own.Value) {
			c.Say(key, "is %q; a role is lower-case letters, digits and hyphens", own.Value)
		}
		if slices.Contains(ranks, role) {
			c.Say(key, "%q is there twice", role)
		}
		if role == refund.RoleAuditor {
			c.Say(key, "%q is no rank: nobody acts for an auditor, and an auditor for nobody", role)
		}
		ranks = append(ranks, role)
	}
	return ranks
}

func (c *checker) reviewer(written fileReviewer, key string, ranks []refund.Role) refund.Reviewer {
	if strings.TrimSpace(written.Name.Value) == "" {
		c.Say(key+".name", "is missing")
	}
	c.Need(len(written.Roles) > 0, key+".roles")
	reviewer := refund.Reviewer{Name: refund.Person(written.Name.Value), Email: c.email(written.Email, key+".email"), LimitMinor: c.limits(written.LimitMinor, key+".limit_minor")}
	for i, own := range written.Roles {
		role := refund.Role(own.Value)
		if !slices.Contains(ranks, role) && role != refund.RoleAuditor {
			c.Say(fmt.Sprintf("%s.roles[%d]", key, i), "is %q, which is none of the ranks %v", role, ranks)
		}
		reviewer.Roles = append(reviewer.Roles, role)
	}
	for i, own := range written.Markets {
		if !marketForm.MatchString(own.Value) {
			c.Say(fmt.Sprintf("%s.markets[%d]", key, i), "is %q, which is no ISO 3166 alpha-2 code", own.Value)
		}
		reviewer.Markets = append(reviewer.Markets, own.Value)
	}
	c.auditor(reviewer, key)
	return reviewer
}

// auditor refuses an auditor who could act: who checks refunds has no part in them.
func (c *checker) auditor(r refund.Reviewer, key string) {
	if !slices.Contains(r.Roles, refund.RoleAuditor) {
		return
	}
	if len(r.Roles) > 1 {
		c.Say(key+".roles", "has %q beside other roles: who checks refunds has no part in them", refund.RoleAuditor)
	}
	if len(r.LimitMinor) > 0 {
		c.Say(key+".limit_minor", "is an auditor's, who agrees to no amount")
	}
}

// email is an address without a name, or none.
func (c *checker) email(written sheet.Text, key string) string {
	if !written.Present {
		return ""
	}
	if address, err := mail.ParseAddress(written.Value); err != nil || address.Address != written.Value {
		c.Say(key, "is %q, which is no e-mail address", written.Value)
	}
	return written.Value
}

func (c *checker) limits(written map[refund.Currency]sheet.Count, key string) map[refund.Currency]int64 {
	limits := map[refund.Currency]int64{}
	for _, currency := range slices.Sorted(maps.Keys(written)) {
		if !currency.Valid() {
			c.Say(key+"."+string(currency), "names %q, which is no ISO 4217 currency in use", currency)
		}
		c.Need(written[currency].Present, key+"."+string(currency))
		limits[currency] = written[currency].Value
	}
	return limits
}
