package app

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment/exchange"
	"github.com/makegood/makegood/payment/wire"
)

const (
	// exchangesWaitingMax are those that may wait for the ledger; what comes beyond is lost, and said: a payout is
	// never held up for its audit.
	exchangesWaitingMax = 1000
	// exchangesAtOnce is how many are kept in one transaction, and exchangesEvery how long the first of them waits. A
	// process that is killed loses what has waited.
	exchangesAtOnce = 100
	exchangesEvery  = 100 * time.Millisecond
	// exchangesKeepMax bounds one transaction, and exchangesAgain is the pause before it is tried again.
	exchangesKeepMax = 10 * time.Second
	exchangesAgain   = time.Second
)

// exchangeLog writes exchanges into the ledger, beside the calls.
type exchangeLog struct {
	books   ledger.Exchanges
	log     *zap.Logger
	waiting chan ledger.Exchange
	ended   chan struct{}
	done    sync.WaitGroup
}

func newExchangeLog(books ledger.Exchanges, log *zap.Logger) *exchangeLog {
	l := &exchangeLog{books: books, log: log, waiting: make(chan ledger.Exchange, exchangesWaitingMax), ended: make(chan struct{})}
	l.done.Go(l.run)
	return l
}

// close keeps what waits, once.
func (l *exchangeLog) close() {
	close(l.ended)
	l.done.Wait()
}

// client is an HTTP client whose every exchange with a provider is kept.
func (l *exchangeLog) client(provider, account string, shown exchange.Shown) *http.Client {
	return &http.Client{Transport: exchange.Recorder{
		Over: wire.NewTransport(), Shown: shown, Now: time.Now,
		Keep: func(e exchange.Exchange) { l.keep(rowOf(provider, account, e)) },
	}}
}

func rowOf(provider, account string, e exchange.Exchange) ledger.Exchange {
	return ledger.Exchange{
		Refund: e.About.Refund, Leg: e.About.Leg, Key: e.About.Key, Provider: provider, Account: cmp.Or(e.About.Account, account),
		Direction: ledger.DirectionOut, Method: e.Method, Target: e.Target, Status: e.Status, Problem: e.Problem,
		Request: e.Request, Response: e.Response, At: e.BeganAt, Took: e.Took,
	}
}

func (l *exchangeLog) keep(e ledger.Exchange) {
	select {
	case l.waiting <- e:
	default:
		l.log.Error("an exchange with a provider is lost: too many wait for the ledger", zap.String("provider", e.Provider), zap.String("refund", string(e.Refund)),
			zap.String("method", e.Method), zap.Int("status", e.Status))
	}
}

// run keeps what comes until the end.
func (l *exchangeLog) run() {
	for {
		select {
		case first := <-l.waiting:
			l.write(l.batch(first))
		case <-l.ended:
			l.rest()
			return
		}
	}
}

// batch is what comes within a moment.
func (l *exchangeLog) batch(first ledger.Exchange) []ledger.Exchange {
	all := []ledger.Exchange{first}
	late := time.NewTimer(exchangesEvery)
	defer late.Stop()
	for len(all) < exchangesAtOnce {
		select {
		case next := <-l.waiting:
			all = append(all, next)
		case <-late.C:
			return all
		case <-l.ended:
			return all
		}
	}
	return all
}

// rest keeps what still waits.
func (l *exchangeLog) rest() {
	var all []ledger.Exchange
	for {
		select {
		case next := <-l.waiting:
			all = append(all, next)
			continue
		default:
		}
		if len(all) > 0 {
			l.write(all)
		}
		return
	}
}

// write tries until the ledger has taken them. When the process ends it tries once more.
func (l *exchangeLog) write(all []ledger.Exchange) {
	for ending := false; ; {
		err := l.once(all)
		if err == nil {
			return
		}
		if ending {
			l.log.Error("exchanges with providers are lost", zap.Int("count", len(all)), zap.Error(err))
			return
		}
		l.log.Error("exchanges with providers are not kept yet", zap.Int("count", len(all)), zap.Error(err))
		select {
		case <-l.ended:
			ending = true
		case <-time.After(exchangesAgain):
		}
	}
}

func (l *exchangeLog) once(all []ledger.Exchange) error {
	ctx, cancel := context.WithTimeout(context.Background(), exchangesKeepMax)
	defer cancel()
	return l.books.KeepExchanges(ctx, all)
}
