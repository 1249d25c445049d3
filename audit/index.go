package main

// index finds rows by what they belong to, in the sequence in which they were read, so that a check which asks for
// each refund or payment does not read all rows each time.
type index struct {
	// legsOf and trailOf are by refund; legsAgainst, capturesOf and outsideOf by payment; claimsOn by order.
	legsOf, legsAgainst map[string][]leg
	trailOf             map[string][]event
	capturesOf          map[string][]capture
	outsideOf           map[string][]outside
	claimsOn            map[string][]claim
}

func indexOf(b books) index {
	return index{
		legsOf:      by(b.legs, func(l leg) string { return l.refund }),
		legsAgainst: by(b.legs, func(l leg) string { return l.payment }),
		trailOf:     by(b.trail, func(row event) string { return row.refund }),
		capturesOf:  by(b.captures, func(c capture) string { return c.payment }),
		outsideOf:   by(b.outside, func(o outside) string { return o.payment }),
		claimsOn:    by(b.claims, func(c claim) string { return c.order }),
	}
}

// by groups rows by a key.
func by[T any](rows []T, key func(T) string) map[string][]T {
	groups := map[string][]T{}
	for _, row := range rows {
		groups[key(row)] = append(groups[key(row)], row)
	}
	return groups
}
