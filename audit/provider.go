package main

// undecided reports whether a leg was sent and the provider's last word is missing.
func (l leg) undecided() bool {
	switch l.status {
	case "Sending", "Pending", "Unknown", "RequiresAction", "Abnormal":
		return true
	}
	return false
}

// place is a payment at the provider: its account, its reference and the currency.
type place struct{ account, reference, currency string }

// movedIsReturned: per payment reference the provider moved what the ledger returned, apart from
// legs of which the ledger does not know the end yet; never more than was captured; and nothing
// for a payment nobody registered (promises 1 and 4).
func movedIsReturned(e evidence) []finding {
	open := map[string]bool{}
	for _, l := range e.legs {
		open[l.key] = open[l.key] || l.undecided()
	}
	moved, decided := map[place]int64{}, map[place]int64{}
	for _, m := range e.journal {
		at := m.place()
		moved[at] += m.AmountMinor
		if !open[m.Key] {
			decided[at] += m.AmountMinor
		}
	}
	var out []finding
	captured, returned, order := e.atProvider()
	for _, at := range order {
		if decided[at] != returned[at] {
			out = append(out, found(codeMovedDiffers, at.String(), "the provider moved %d, the ledger returned %d", decided[at], returned[at]))
		}
		if moved[at] > captured[at] {
			out = append(out, found(codeMovedAboveCaptured, at.String(), "captured %d, the provider moved %d", captured[at], moved[at]))
		}
		delete(moved, at)
	}
	for at, amount := range moved {
		out = append(out, found(codeMovedUnknown, at.String(), "the provider moved %d of a payment the ledger does not know", amount))
	}
	return out
}

func (p place) String() string {
	if p.account == "" {
		return p.reference + " " + p.currency
	}
	return p.account + " " + p.reference + " " + p.currency
}

func (m movement) place() place { return place{m.Account, m.Reference, m.Currency} }

func (p payment) place() place { return place{p.account, p.reference, p.currency} }

// atProvider adds up what was captured and returned at each of the provider's references; several
// payments of the ledger may share one. What goes back to a capture is held against the capture.
func (e evidence) atProvider() (captured, returned map[place]int64, order []place) {
	captured, returned = map[place]int64{}, map[place]int64{}
	for _, p := range e.payments {
		if p.provider != e.provider {
			continue
		}
		at, c := p.place(), e.controlsOf(p)
		if _, seen := captured[at]; !seen {
			order = append(order, at)
		}
		captured[at] += c.captured
		returned[at] += c.returned - e.otherWay(p) + e.madeElsewhere(p)
		for _, to := range e.toCaptures(p) {
			if _, seen := captured[to.place]; !seen {
				order = append(order, to.place)
				captured[to.place] = to.captured
			}
			returned[at] -= to.returned
			returned[to.place] += to.returned
		}
	}
	return captured, returned, order
}

// capturePlace is a capture at the provider, with what was captured and what the provider returned of it.
type capturePlace struct {
	place
	captured, returned int64
}

// toCaptures are the captures that legs of a payment go to.
func (e evidence) toCaptures(p payment) (out []capturePlace) {
	for _, c := range e.rows.capturesOf[p.id] {
		to := capturePlace{place: place{p.account, c.reference, p.currency}, captured: c.amount}
		used := false
		for _, l := range e.rows.legsAgainst[p.id] {
			if c.reference == "" || l.captureReference != c.reference {
				continue
			}
			used = true
			if l.via == "" && l.status == "Settled" {
				to.returned += l.amount
			}
			if l.via == "" {
				to.returned += l.extra
			}
		}
		if used {
			out = append(out, to)
		}
	}
	return out
}

// otherWay is what of a payment's returns no provider moved: store credit, and what was paid outside.
func (e evidence) otherWay(p payment) (minor int64) {
	for _, l := range e.rows.legsAgainst[p.id] {
		if l.via != "" && l.via != "DISPUTE" && l.status == "Settled" {
			minor += l.amount
		}
	}
	return minor
}

// keysMoveTheirLegs: a key moves the money of the payment or the capture that its leg is against, whether or not the
// ledger knows the leg's end yet.
func keysMoveTheirLegs(e evidence) []finding {
	payments, legs := map[string]payment{}, map[string]leg{}
	for _, p := range e.payments {
		payments[p.id] = p
	}
	for _, l := range e.legs {
		legs[l.key] = l
	}
	var out []finding
	for _, m := range e.journal {
		l, known := legs[m.Key]
		want := payments[l.payment].place()
		if l.captureReference != "" {
			want.reference = l.captureReference
		}
		if known && m.place() != want {
			out = append(out, found(codeMovedOtherPayment, m.Key, "moved %d of %s, leg %s of %s is against %s", m.AmountMinor, m.place(), l.id, l.refund, want))
		}
	}
	return out
}

// keysMovedOnce: a key moves money out at most once, net of what came back, and moves the amount
// of its leg (promises 3 and 4).
func keysMovedOnce(e evidence) []finding {
	legs := map[string]leg{}
	for _, l := range e.legs {
		if l.key != "" {
			legs[l.key] = l
		}
	}
	times := sums[string]{}
	var out []finding
	for _, m := range e.journal {
		if m.AmountMinor < 0 {
			times[m.Key]--
			continue
		}
		times[m.Key]++
		if times[m.Key] == 2 {
			out = append(out, found(codeMovedTwice, m.Key, "moved money again: %d of %s", m.AmountMinor, m.Reference))
		}
		if l, known := legs[m.Key]; known && l.amount != m.AmountMinor {
			out = append(out, found(codeMovedOtherAmount, m.Key, "moved %d, leg %s of %s is %d", m.AmountMinor, l.id, l.refund, l.amount))
		}
	}
	return out
}
