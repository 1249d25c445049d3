package main

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// recording is one refund as the statements of its transactions, with their arguments.
type recording struct {
	transactions [][]sqlstore.Statement
	// order and key are what no two refunds have in common: every id is made of one of them.
	order, key string
}

// count is how many statements it has.
func (r recording) count() (n int) {
	for _, statements := range r.transactions {
		n += len(statements)
	}
	return n
}

// recordRefund walks refunds through the books one by one, and records the last: the first ones also make
// what all share.
func (r *rig) recordRefund(ctx context.Context, books *sqlstore.Store) (out recording, err error) {
	const walked = 3
	for range walked {
		if out, err = r.recordOne(ctx, books); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (r *rig) recordOne(ctx context.Context, books *sqlstore.Store) (out recording, err error) {
	in, err := r.orders.request(automatic)
	if err != nil {
		return out, err
	}
	id := in.Cancellation.ID()
	out.order, out.key = string(in.Cancellation.Key.Order), refund.ProviderKey(id, "1", 1)
	watch := transactions{books: books}
	defer books.Watch(nil)
	books.Watch(func(s sqlstore.Statement) {
		s.Args = slices.Clone(s.Args)
		watch.latest = append(watch.latest, s)
	})
	err = r.walkOf(ctx, &watch, r.rules, in)
	out.transactions = watch.all
	return out, err
}

// transactions are books that part what is recorded by their calls.
type transactions struct {
	books
	latest []sqlstore.Statement
	all    [][]sqlstore.Statement
}

func (t *transactions) end() { t.all, t.latest = append(t.all, t.latest), nil }

// DecideRefund implements ledger.Cases.
func (t *transactions) DecideRefund(ctx context.Context, in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	defer t.end()
	return t.books.DecideRefund(ctx, in, rules)
}

// BeginLeg implements ledger.Legs.
func (t *transactions) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	defer t.end()
	return t.books.BeginLeg(ctx, in)
}

// RecordOutcome implements ledger.Legs.
func (t *transactions) RecordOutcome(ctx context.Context, in refund.Record) (refund.Recorded, error) {
	defer t.end()
	return t.books.RecordOutcome(ctx, in)
}

// copies numbers the copies of recordings.
var copies atomic.Int64

// copied is the recording of another refund: each id in it is a new one.
func (r recording) copied() recording {
	n := copies.Add(1)
	renamed := strings.NewReplacer(r.order, fmt.Sprintf("raw-%d", n), r.key, fmt.Sprintf("%s-%d", r.key, n))
	out := r
	out.transactions = make([][]sqlstore.Statement, len(r.transactions))
	for i, statements := range r.transactions {
		for _, s := range statements {
			s.Args = slices.Clone(s.Args)
			for at, arg := range s.Args {
				s.Args[at] = renamedArg(renamed, arg)
			}
			out.transactions[i] = append(out.transactions[i], s)
		}
	}
	return out
}

// renamedArg is an argument of the copy. What has a value of its own for the driver, such as an id, is that.
func renamedArg(renamed *strings.Replacer, arg any) any {
	switch v := arg.(type) {
	case string:
		return renamed.Replace(v)
	case driver.Valuer:
		return arg
	}
	if v := reflect.ValueOf(arg); v.Kind() == reflect.String {
		return renamed.Replace(v.String())
	}
	return arg
}
