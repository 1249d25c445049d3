package support

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// Ports are what a Service works with: what all topics share, and one field a topic.
type Ports struct {
	// Refunds is the service behind every door. Acts on refunds go through it.
	Refunds api.Refunds
	// Staff reads who may decide.
	Staff func(context.Context) (refund.Staff, error)
	// Now is UTC.
	Now func() time.Time

	// The ports of the topics. The methods of a topic whose port is nil answer FAULT.

	// Queue is the ledger as the queue needs it.
	Queue QueueBooks
}

// Service is what staff can ask and do around refunds. It is safe for concurrent use as far as its ports are. Every error
// of its methods is an *api.Error.
type Service struct {
	ports  Ports
	counts countsKept
}

// New returns the service over its ports, and an error where a shared one is missing.
func New(p Ports) (*Service, error) {
	var missing []error
	for _, port := range []struct {
		absent bool
		name   string
	}{
		{p.Refunds == nil, "the service of refunds"}, {p.Staff == nil, "staff"}, {p.Now == nil, "a clock"},
	} {
		if port.absent {
			missing = append(missing, errors.New("support: a service needs "+port.name))
		}
	}
	if len(missing) > 0 {
		return nil, errors.Join(missing...)
	}
	return &Service{ports: p}, nil
}

// permitPeople refuses a call of nobody (UNAUTHENTICATED) and one that is not a person's (NOT_PERMITTED): the desk is for
// people.
func permitPeople(call api.Call) error {
	s := call.Subject
	switch {
	case strings.TrimSpace(string(s.Name)) == "" || s.Verified == "":
		return refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody is known who calls"}
	case s.Kind != api.Human:
		return refund.Problem{Code: api.CodeNotPermitted, Detail: "the desk is for people"}
	}
	return nil
}

// errNoPort: the process that runs the service did not wire a topic.
func errNoPort(topic string) error {
	return errors.New("support: this process has no port for " + topic)
}
