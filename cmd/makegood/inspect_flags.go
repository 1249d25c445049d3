package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// inspectFlags are an inspection as it is typed.
type inspectFlags struct {
	allAccepted                       bool
	accept, partial, refuse, evidence []string
	by, note, inspectionID            string
	receivedAt, carrier, reference    string
}

// received is when the goods came back; nil: now.
func (f inspectFlags) received() (*time.Time, error) {
	if f.receivedAt == "" {
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339, f.receivedAt)
	if err != nil {
		return nil, usage("--received-at %q is not a time such as 2026-11-28T09:00:00Z", f.receivedAt)
	}
	at = at.UTC()
	return &at, nil
}

// foundForm is a line with a quantity, and what follows it.
var foundForm = regexp.MustCompile(`^(.+?)=([0-9]{1,18})(?::(.*))?$`)

// inspecting collects what was typed, line by line in the sequence the lines are first named in.
type inspecting struct {
	lines    []refund.InspectedLine
	currency refund.Currency
}

// request reads the flags, line by line.
func (f inspectFlags) request(id refund.ID) (api.InspectRequest, error) {
	var found inspecting
	for _, part := range []struct {
		flag  string
		texts []string
		take  func(line *refund.InspectedLine, quantity int64, rest string) error
	}{{"accept", f.accept, found.accept}, {"partial", f.partial, found.partial}, {"refuse", f.refuse, found.refuse}} {
		for _, text := range part.texts {
			parts := foundForm.FindStringSubmatch(text)
			if parts == nil {
				return api.InspectRequest{}, usage("--%s %q is not LINE=QUANTITY...; see `makegood inspect --help`", part.flag, text)
			}
			quantity, err := strconv.ParseInt(parts[2], 10, 64)
			if err != nil || quantity == 0 {
				return api.InspectRequest{}, usage("--%s %q: the quantity is nothing", part.flag, text)
			}
			if err := part.take(found.line(refund.LineID(parts[1])), quantity, parts[3]); err != nil {
				return api.InspectRequest{}, err
			}
		}
	}
	if len(found.lines) == 0 {
		return api.InspectRequest{}, usage("say what was found: --all-accepted, --accept, --partial or --refuse")
	}
	if err := found.show(f.evidence); err != nil {
		return api.InspectRequest{}, err
	}
	received, err := f.received()
	if err != nil {
		return api.InspectRequest{}, err
	}
	return api.InspectRequest{ID: id, Lines: found.lines, Note: f.note, ReceivedAt: received, Currency: found.currency}, nil
}

// line is what is said of a line so far.
func (i *inspecting) line(id refund.LineID) *refund.InspectedLine {
	at := slices.IndexFunc(i.lines, func(l refund.InspectedLine) bool { return l.LineID == id })
	if at < 0 {
		at = len(i.lines)
		i.lines = append(i.lines, refund.InspectedLine{LineID: id})
	}
	return &i.lines[at]
}

func (i *inspecting) accept(line *refund.InspectedLine, quantity int64, rest string) error {
	if rest != "" || line.AcceptedQuantity > 0 {
		return usage("--accept of line %s is LINE=QUANTITY, once", line.LineID)
	}
	line.AcceptedQuantity = quantity
	return nil
}

// partial takes AMOUNT[:WHY] behind the quantity. All deductions are in one currency.
func (i *inspecting) partial(line *refund.InspectedLine, quantity int64, rest string) error {
	if line.PartialQuantity > 0 {
		return usage("--partial of line %s is said twice", line.LineID)
	}
	amount, why, _ := strings.Cut(rest, ":")
	minor, currency, err := refund.ParseAmount(amount)
	if err != nil {
		return err
	}
	if i.currency != "" && i.currency != currency {
		return refund.Problem{Code: refund.CodeCurrencyMismatch, Detail: "deductions in " + string(i.currency) + " and in " + string(currency)}
	}
	i.currency = currency
	line.PartialQuantity, line.DeductMinor = quantity, minor
	line.Reason = alsoFor(line.Reason, why)
	return nil
}

func (i *inspecting) refuse(line *refund.InspectedLine, quantity int64, rest string) error {
	if line.RefusedQuantity > 0 {
		return usage("--refuse of line %s is said twice", line.LineID)
	}
	line.RefusedQuantity = quantity
	line.Reason = alsoFor(line.Reason, rest)
	return nil
}

func alsoFor(reason, more string) string {
	if reason == "" || more == "" {
		return reason + more
	}
	return reason + "; " + more
}

// show adds evidence to the line it names, or to every line. What stands before a "=" names a line,
// unless it is an address's own beginning.
func (i *inspecting) show(evidence []string) error {
	for _, text := range evidence {
		id, uri, named := strings.Cut(text, "=")
		if !named || strings.ContainsAny(id, ":/?") {
			named, uri = false, text
		}
		if named && !i.has(refund.LineID(id)) {
			return usage("--evidence %q: nothing is said of line %s", text, id)
		}
		for at := range i.lines {
			if !named || string(i.lines[at].LineID) == id {
				i.lines[at].Evidence = append(i.lines[at].Evidence, refund.Evidence{URI: uri})
			}
		}
	}
	return nil
}

func (i *inspecting) has(id refund.LineID) bool {
	return slices.ContainsFunc(i.lines, func(l refund.InspectedLine) bool { return l.LineID == id })
}
