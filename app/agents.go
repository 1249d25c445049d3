package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/api/mcp"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/api/server"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
)

// AgentsHandler is the agents' door of the API. by has the service behind it, and says who calls.
func AgentsHandler(s config.Settings, now func() time.Time, by rpc.Config) (http.Handler, error) {
	inside := by
	inside.Identify = mcp.Known // the door has asked, and each call counts once
	server, err := rpc.Server(inside)
	if err != nil {
		return nil, err
	}
	return mcp.Handler(mcp.HTTPConfig{
		Config:   mcp.Config{Refunds: mcp.InProcess(server), MayAsk: mcp.NeedsSignature(signing(s, now)), Version: Version()},
		Identify: by.Identify, URL: s.Agents.URL, Issuer: s.Identity.JWT.URL,
		Refused: func(ctx context.Context, err error) {
			if by.Ended != nil {
				by.Ended(ctx, "", err)
			}
		},
	})
}

// agentsDoors is the agents' door at each of its paths; none where it is switched off.
func agentsDoors(s config.Settings, now func() time.Time, by rpc.Config) (all []server.Door, err error) {
	if !s.Agents.On() {
		return nil, nil
	}
	handler, err := AgentsHandler(s, now, by)
	if err != nil {
		return nil, err
	}
	for _, path := range mcp.Paths() {
		all = append(all, server.Door{Name: "mcp", Prefix: path, Handler: rest.Problems(handler), Refuse: rest.Refuse})
	}
	return all, nil
}

// signing reports whether this door signs who acts. A key that cannot be read does not sign.
func signing(s config.Settings, now func() time.Time) func() bool {
	return func() bool {
		sign, err := Attests(s, now)
		return err == nil && sign != nil
	}
}

// ServeAgent answers one agent of this machine by lines of JSON, until ctx ends or the agent leaves. It acts as the machine of
// the configured token. Without an API to ask it works in this process, and without a token as local, whose word nobody has
// checked: a machine without a limit, so that whatever it asks for waits for a person.
func ServeAgent(ctx context.Context, s config.Settings, now func() time.Time, local api.Subject, from io.Reader, to io.Writer) (err error) {
	if s.Remote.On() {
		return serveAgentOverWire(ctx, s, from, to)
	}
	ports := NewServicePorts(s, now)
	defer ports.Close()
	service, err := api.New(ports.Ports())
	if err != nil {
		return err
	}
	who, err := agentOf(s, now, local)
	if err != nil {
		return err
	}
	inside, err := rpc.Server(rpc.Config{Service: service, Identify: who.identify})
	if err != nil {
		return err
	}
	return mcp.ServeLines(ctx, mcp.Config{Refunds: mcp.InProcess(inside), Token: who.token, MayAsk: who.mayAsk, Version: Version()}, from, to)
}

// agent is who acts for an agent of this machine.
type agent struct {
	chain identity.Chain
	// of is the configured token; not set: local acts.
	of    secret.Value
	local api.Subject
	signs func() bool
}

func agentOf(s config.Settings, now func() time.Time, local api.Subject) (agent, error) {
	if local.Kind != api.Machine || len(local.DayLimitMinor) > 0 {
		return agent{}, errors.New("app: an agent whose word nobody has checked is a machine without a limit")
	}
	chain, err := Identities(s, now, nil)
	return agent{chain: chain, of: secret.Either(s.Remote.Token, s.Remote.TokenFile), local: local, signs: signing(s, now)}, err
}

// asserted stands where a token would: the door is this process's own, so that nobody else can bring it.
const asserted = "asserted"

// token is the configured one, read again for each call.
func (a agent) token() (string, error) {
	if a.of.IsZero() {
		return asserted, nil
	}
	token, err := a.of.ReadFilled()
	if err != nil {
		return "", Coded{Code: CodeBadConfig, Err: fmt.Errorf("the agent's token: %w", err)}
	}
	return token, nil
}

// identify is who acts by a token.
func (a agent) identify(ctx context.Context, token string) (api.Subject, error) {
	if a.of.IsZero() {
		return a.local, nil
	}
	return a.chain.Identify(ctx, token)
}

// mayAsk refuses requests for refunds as a person, and those that nothing would hold to a limit.
func (a agent) mayAsk(ctx context.Context) error {
	token, err := a.token()
	if err != nil {
		return err
	}
	who, err := a.identify(ctx, token)
	if err != nil {
		return err
	}
	if err := mcp.OnlyMachines(who); err != nil {
		return err
	}
	return mcp.NeedsSignature(a.signs)(ctx)
}
