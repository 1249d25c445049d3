package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/policies"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

// shops are those of the settings' file, which is watched until ctx ends; without a file there are none.
func (a *App) shops(ctx context.Context) (func() withdrawal.Shops, error) {
	path := a.settings.Shops.File
	if path == "" {
		return func() withdrawal.Shops { return nil }, nil
	}
	file, err := watch.NewOther(a.files(ctx, path, one(ctx, shopsSource, path)), watch.Other[withdrawal.ShopFile]{
		Of: "shops", Load: withdrawal.LoadShops, Name: func(f withdrawal.ShopFile) string { return fmt.Sprintf("%d shops (%s)", len(f.Shops), f.Hash) },
	})
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	go file.Run(ctx)
	return func() withdrawal.Shops { return file.InForce().Shops }, nil
}

// shopsSource reads the file of shops.
func shopsSource(ctx context.Context, path string) (sheet.Source, error) {
	content, err := ReadFile(ctx, path, sheet.BytesMax)
	return sheet.Source{Name: path, Content: content}, err
}

// Shops are those of the settings' file, read once: for a command.
func Shops(ctx context.Context, s config.Settings) (withdrawal.Shops, error) {
	if s.Shops.File == "" {
		return nil, Coded{Code: CodeBadConfig, Err: errors.New(config.Prefix + "SHOPS_FILE is not set: it names the shops and their secrets")}
	}
	source, err := shopsSource(ctx, s.Shops.File)
	if err != nil {
		return nil, err
	}
	file, err := withdrawal.LoadShops(source.Content)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", source.Name, err)}
	}
	return file.Shops, nil
}

// Withdrawals is the service of withdrawals and applications over the ports of a process.
func (p *ServicePorts) Withdrawals(refunds withdrawal.Refunds, shops func() withdrawal.Shops) (*withdrawal.Service, error) {
	return withdrawal.New(withdrawal.Ports{
		Books: func(ctx context.Context) (withdrawal.Books, error) {
			books, err := p.writer.get(ctx)
			return books, databaseAway(err)
		},
		Refunds: refunds, Vault: p.vault, Staff: p.staff, Shops: shops, Expect: p.expect, Now: func() time.Time { return p.now().UTC() },
	})
}

// Policies is the service of published policies over the ports of a process.
func (p *ServicePorts) Policies() (*policies.Service, error) {
	return policies.New(func(ctx context.Context) (policies.Revisions, error) {
		books, err := p.reader.get(ctx)
		return books, databaseAway(err)
	})
}

// PolicyURL makes the permanent address of the policy that an order refers to; empty where the settings name no address of the
// customers' pages.
func PolicyURL(s config.Settings) func(*refund.PolicyRef) string {
	return func(ref *refund.PolicyRef) string { return policies.URL(s.Pages.URL, ref) }
}

// withdrawalsEvery is how often a worker looks for statements that are owed something.
const withdrawalsEvery = time.Second

// atLeastOnce lets a mail be handed over again after a crash: the ledger's claim keeps two processes from doing it at once.
type atLeastOnce struct{}

// Do implements messaging.Once.
func (atLeastOnce) Do(_ context.Context, _ messaging.OnceKey, send messaging.Send) error {
	return send(func() error { return nil })
}

// followWithdrawals acknowledges statements, matches them and asks for their refunds, until stop is called, which waits for
// what is under way. Every worker may do so.
func (a *App) followWithdrawals(ctx context.Context, books ledger.Store, c client.Client) (stop func(), err error) {
	vault, err := a.vault(ctx, books)
	if err != nil {
		return nil, err
	}
	mail, err := a.mail(atLeastOnce{})
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	shops, err := a.shops(ctx)
	if err != nil {
		return nil, err
	}
	ports := a.heldPorts(books, &held{vault: vault}, func() *client.Client { return &c })
	refunds, err := api.New(ports.askingPorts())
	if err != nil {
		return nil, err
	}
	pass, err := withdrawal.NewPass(withdrawal.PassConfig{
		Books: books, Vault: vault, Mail: mail, Refunds: refunds, Shops: shops, NewAttempt: rand.Text, Report: a.sayWithdrawal,
	})
	if err != nil {
		return nil, err
	}
	following, cancel := context.WithCancel(ctx)
	ticker := time.NewTicker(withdrawalsEvery)
	var running sync.WaitGroup
	running.Go(func() { pass.Run(following, ticker.C) })
	return func() {
		cancel()
		running.Wait()
		ticker.Stop()
	}, nil
}

// errAsksAlone: the service in a worker asks for refunds, and tries nothing.
var errAsksAlone = errors.New("this process only asks for refunds")

// askingPorts are a service's that asks for customers' refunds and does nothing else: to it nobody is a member of staff.
func (p *ServicePorts) askingPorts() api.Ports {
	ports := p.Ports()
	ports.Staff = func(context.Context) (refund.Staff, error) { return refund.Staff{}, nil }
	ports.Rehearse = func(context.Context, func(api.Rehearsal) error) error { return errAsksAlone }
	return ports
}

// sayWithdrawal says in the log what could not be done about a statement. It is tried again, or waits for a person.
func (a *App) sayWithdrawal(t withdrawal.Trouble) {
	a.logger.Warn("a declaration of withdrawal is not dealt with yet", zap.String("statement", string(t.Statement)), zap.String("step", t.Step), zap.Error(t.Err))
}
