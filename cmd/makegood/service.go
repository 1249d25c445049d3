package main

import (
	"context"
	"errors"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// withService does work with the service that refunds are looked at and acted on through: over the wire where the settings
// name an API, else here in process.
func (c *cli) withService(work func(service) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	return c.withServiceBy(s, work)
}

// withServiceBy is withService on settings that were read.
func (c *cli) withServiceBy(s config.Settings, work func(service) error) error {
	if !s.Remote.On() {
		return c.withServiceHere(s, nil, work)
	}
	far, err := app.RemoteService(s, func(text string) { c.stderr().Printf("note: %s\n", text) })
	if err != nil {
		return err
	}
	return work(far)
}

// withServiceHere does work with the service in process, on settings, or with other rehearsals than theirs.
func (c *cli) withServiceHere(s config.Settings, rehearse func(context.Context, func(api.Rehearsal) error) error, work func(service) error) error {
	own := app.NewServicePorts(s, c.now)
	defer own.Close()
	ports := own.Ports()
	ports.Attest = c.vouched(s, ports.Attest)
	ports.Books = vouchedBooks{ports.Books, func(ctx context.Context, typed refund.Person) (api.Subject, error) { return c.acting(ctx, s, typed) }}
	if c.staff != nil {
		ports.Staff = func(ctx context.Context) (refund.Staff, error) { return c.staff(ctx, s) }
	}
	if rehearse != nil {
		ports.Rehearse = rehearse
	}
	if c.stories != nil {
		ports.Stories = c.stories
	}
	if c.kept != nil {
		ports.Books = casesElsewhere{Books: ports.Books, kept: c.kept}
	}
	near, err := api.New(ports)
	if err != nil {
		return err
	}
	return work(near)
}

// casesElsewhere reads refunds elsewhere than in the configured ledger.
type casesElsewhere struct {
	api.Books
	kept func(context.Context, refund.ID) (refund.Case, error)
}

// Case implements api.Books.
func (k casesElsewhere) Case(ctx context.Context, id refund.ID) (refund.Case, error) {
	return k.kept(ctx, id)
}

// call is a call by somebody who is named on the command line, under an id that makes it repeatable.
func (c *cli) call(by, key string) api.Call {
	said := map[string]bool{}
	return api.Call{Subject: c.typedAs(refund.Person(by)), Key: key, Note: func(n api.Note) {
		if !said[n.Text] {
			c.stderr().Printf("note: %s\n", n.Text)
		}
		said[n.Text] = true
	}}
}

// reading is a call that only reads, by whoever can reach Temporal and the ledger.
func (c *cli) reading() api.Call { return c.call(string(refund.ActorOperator), "") }

// perform acts through the service and prints the answer; a refusal is an error with its code.
func (c *cli) perform(act func(service) (api.Acted, error)) error {
	return c.withService(func(s service) error {
		acted, err := act(s)
		if err != nil {
			return err
		}
		return c.printActed(acted)
	})
}

func (c *cli) printActed(acted api.Acted) error {
	return c.print(acted, func(w foreign.Terminal) {
		w.Printf("%s: accepted: %s (%s)\n", acted.ID, acted.Detail, acted.Status)
	})
}

// shown is a refund whole: what has to be known of it before it is acted on, its workflow and the ledger have to say.
func (c *cli) shown(ctx context.Context, s service, id refund.ID) (api.Refund, error) {
	found, err := s.GetRefund(ctx, c.reading(), api.GetRefundRequest{ID: id})
	switch {
	case err != nil:
		return found, err
	case found.Workflow != nil:
		return found, found.Workflow
	case found.Ledger != nil:
		return found, found.Ledger
	}
	return found, nil
}

// wake asks the refund's workflow to read the ledger again: the ledger here, and its Temporal.
func (c *cli) wake(ctx context.Context, id refund.ID, by refund.Person) (answer refund.Answer, err error) {
	settings, err := c.settings()
	if err != nil {
		return answer, err
	}
	err = c.withServiceHere(settings, nil, func(s service) error {
		acted, err := s.LookNow(ctx, c.call(string(by), ""), api.LookNowRequest{ID: id})
		var refused *api.Error
		if errors.As(err, &refused) && refused.Status != "" {
			answer = refund.Answer{Code: refused.Code, Detail: refused.Detail, Status: refused.Status}
			return nil
		}
		answer = acted.Answer
		return err
	})
	return answer, err
}
