package main

import (
	"encoding/json"
	"strings"
)

// booksAsset is a programme as the books name it, whichever way an event does: PTS:<programme>.
func booksAsset(asset string) string { return "PTS:" + strings.TrimPrefix(asset, "PTS:") }

// pointsTaken is what a proposal takes of earned points, by programme.
func (p proposal) pointsTaken() sums[string] {
	taken := sums[string]{}
	for _, c := range p.Assessment.Components {
		if c.Kind == "EARNED_POINTS" && c.Units != nil {
			taken[booksAsset(c.Units.Asset)] -= c.Units.Amount
		}
	}
	return taken
}

// pointsAreBooked: what a refund's recognition took of earned points is what its proposal says while it holds its
// claims, and nothing before and after; and no customer has less than nothing of a programme.
func pointsAreBooked(e evidence) []finding {
	booked := map[string]sums[string]{}
	for _, line := range e.entries {
		if strings.HasPrefix(line.account, "points/") && strings.HasSuffix(line.account, "/issuer") && recognises(line.template) {
			if booked[line.subject] == nil {
				booked[line.subject] = sums[string]{}
			}
			booked[line.subject][line.asset] -= line.amount
		}
	}
	var out []finding
	for _, r := range e.refunds {
		differ := sums[string]{}
		if r.recognised && r.stands {
			differ = r.stored().pointsTaken()
		}
		for asset, units := range booked[r.id] {
			differ[asset] -= units
		}
		for _, asset := range differ.keys() {
			if differ[asset] != 0 {
				out = append(out, found(codePointsDiffer, r.id, "takes %d more %s than is booked", differ[asset], asset))
			}
		}
	}
	for _, name := range e.totals.keys() {
		if strings.HasPrefix(name, "points/") && strings.Contains(name, "/customer-") && e.totals[name] > 0 {
			account, asset, _ := strings.Cut(name, " ")
			out = append(out, found(codePointsBelowZero, account, "the customer has %d %s", -e.totals[name], asset))
		}
	}
	return out
}

// pointsAreInProportion: the refunds of an order that stand take at most what its purchase earned, and all of it
// once all units came back, and the order's pin has booked what was earned.
func pointsAreInProportion(e evidence) []finding {
	taken, learned := map[string]sums[string]{}, map[string]sums[string]{}
	for _, r := range e.refunds {
		if r.stands {
			add(taken, r.order, r.stored().pointsTaken())
		}
	}
	for _, line := range e.entries {
		if line.template == "P14e" && line.amount > 0 {
			add(learned, strings.TrimPrefix(line.subject, "order/"), sums[string]{line.asset: line.amount})
		}
	}
	var out []finding
	for _, o := range e.orders {
		var s snapshot
		if json.Unmarshal([]byte(o.snapshot), &s) != nil {
			continue
		}
		earned := s.earned()
		if len(earned) == 0 && len(taken[o.id]) == 0 && len(learned[o.id]) == 0 {
			continue
		}
		whole := e.allBack(o.id, s)
		for _, asset := range merged(earned, taken[o.id], learned[o.id]).keys() {
			is, of := taken[o.id][asset], earned[asset]
			if is < 0 || is > of || whole && is != of {
				out = append(out, found(codePointsExceed, o.id, "its purchase earned %d %s, its refunds take %d", of, asset, is))
			}
			if learned[o.id][asset] != of {
				out = append(out, found(codePointsDiffer, o.id, "its purchase earned %d %s, %d are booked", of, asset, learned[o.id][asset]))
			}
		}
	}
	return out
}

func (s snapshot) earned() sums[string] {
	all := sums[string]{}
	for _, p := range s.EarnedPoints {
		all[booksAsset(p.Asset)] += p.Amount
	}
	return all
}

// allBack reports whether all units of an order came back, and nothing was given without goods: a given-up
// allowance may leave a line short.
func (e evidence) allBack(order string, s snapshot) bool {
	left := sums[string]{}
	for _, l := range s.Lines {
		left[l.LineID] += l.Quantity
	}
	for _, c := range e.rows.claimsOn[order] {
		if c.kind != "LINE" || c.released || c.replaced {
			continue
		}
		if c.quantity == 0 {
			return false
		}
		left[c.line] -= c.quantity
	}
	for _, units := range left {
		if units != 0 {
			return false
		}
	}
	return len(left) > 0
}

func add(to map[string]sums[string], key string, more sums[string]) {
	to[key] = merged(to[key], more)
}

func merged(all ...sums[string]) sums[string] {
	out := sums[string]{}
	for _, one := range all {
		for key, value := range one {
			out[key] += value
		}
	}
	return out
}
