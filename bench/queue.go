package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/queue"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// The queues that are held against each other: of ten refunds, of as many as a page has rows, and of many. They are looked at
// in turns, queueLooks times; a figure is the quickest tenth of its looks, because a busy machine only ever adds to one.
const (
	queueTen   = 10
	queueLooks = 200
	countLooks = 20
)

// looked is one queue with what looking at it took.
type looked struct {
	count                int
	books                ledger.Store
	page                 func() error
	first, whole, counts []time.Duration
}

// queues measures what the first rows of a queue cost, and the desk's page of it, as it is served.
func (r *rig) queues(ctx context.Context, t *table) (err error) {
	var all []*looked
	defer func() {
		for _, one := range all {
			err = errors.Join(err, one.books.Close())
		}
	}()
	for _, count := range []int{queueTen, support.QueueUsual, r.n.queue} {
		one, opened := r.openQueue(ctx, count)
		if opened != nil {
			return opened
		}
		all = append(all, one)
	}
	for range queueLooks {
		for _, one := range all {
			if err := errors.Join(timed(&one.first, one.firstRows(ctx)), timed(&one.whole, one.page)); err != nil {
				return err
			}
		}
	}
	for range countLooks {
		for _, one := range all {
			if err := timed(&one.counts, one.countViews(ctx)); err != nil {
				return err
			}
		}
	}
	ten, fifty, many := all[0], all[1], all[2]
	note := func(of, than []time.Duration) string {
		return fmt.Sprintf("%s against %s", quick(of).Round(10*time.Microsecond), quick(than).Round(10*time.Microsecond))
	}
	t.atMost(row{What: fmt.Sprintf("the first ten rows while %d wait", many.count), Value: over(many.first, ten.first), Unit: "of those while ten wait", Budget: 1.2, Note: note(many.first, ten.first)})
	t.show(row{What: fmt.Sprintf("the desk's page while %d wait", many.count), Value: over(many.whole, fifty.whole), Unit: "of one while fifty wait", Note: note(many.whole, fifty.whole) + ", fifty rows each"})
	t.show(row{What: fmt.Sprintf("the desk's page while %d wait", many.count), Value: over(many.whole, ten.whole), Unit: "of one while ten wait", Note: note(many.whole, ten.whole) + ", fifty rows against ten"})
	t.show(row{What: fmt.Sprintf("counting %d views of %d", len(countedViews), many.count), Value: float64(quick(many.counts)) / float64(time.Millisecond), Unit: "ms",
		Note: fmt.Sprintf("%s of ten; counted at most every %s for a reader", quick(ten.counts).Round(10*time.Microsecond), support.CountsLast)})
	return nil
}

// countedViews are the desk's own views, as the ledger is asked to count them for somebody.
var countedViews = []ledger.QueueFilter{
	{}, {Assignees: []refund.Person{"ann"}}, {Statuses: []refund.Status{refund.StatusAwaitingApproval}, Roles: []refund.Role{"lead", "support"}}, {Overdue: true},
	{DueByLaw: true}, {Unknown: true}, {Statuses: []refund.Status{refund.StatusNeedsAttention}, NeedsPerson: true}, {Unassigned: true},
	{Statuses: []refund.Status{refund.StatusNeedsInfo}},
}

// quick is what the quickest tenth took at most.
func quick(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/10]
}

func over(a, b []time.Duration) float64 { return float64(quick(a)) / float64(quick(b)) }

// openQueue is a ledger in which refunds wait for a person, and the desk's page of them.
func (r *rig) openQueue(ctx context.Context, count int) (*looked, error) {
	books, err := sqlite.OpenOrCreate(ctx, filepath.Join(r.dir, fmt.Sprintf("queue-%d.db", count)), time.Now)
	if err != nil {
		return nil, err
	}
	one := &looked{count: count, books: books}
	err = together(ctx, count, callersMax, func(ctx context.Context) error {
		in, err := r.orders.request(reviewed)
		if err != nil {
			return err
		}
		decided, err := books.DecideRefund(ctx, refund.Decide{Digest: in.Digest, Cancellation: in.Cancellation, RunID: "bench"}, r.rules)
		if err == nil && decided.Standing.Status != refund.StatusAwaitingApproval {
			err = fmt.Errorf("%s is %s", in.Cancellation.ID(), decided.Standing.Status)
		}
		return err
	})
	if err == nil {
		one.page, err = r.queuePage(books)
	}
	return one, err
}

// queuePage serves the desk's page of a ledger's queue, to somebody who is signed in.
func (r *rig) queuePage(books ledger.Store) (func() error, error) {
	service, err := support.New(support.Ports{
		Refunds: noRefunds{}, Staff: func(context.Context) (refund.Staff, error) { return r.staff.list, nil }, Now: time.Now, Queue: books,
	})
	if err != nil {
		return nil, err
	}
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: time.Now})
	if err != nil {
		return nil, err
	}
	pages, err := queue.New(kit, service)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	who := api.Subject{Name: r.staff.list.Reviewers[0].Name, Kind: api.Human, Verified: api.ByDemo}
	return func() error {
		request := httptest.NewRequest(http.MethodGet, "/queue", nil)
		answer := httptest.NewRecorder()
		kit.Guard(web.Staff, mux).ServeHTTP(answer, request.WithContext(web.WithSubject(request.Context(), who)))
		if answer.Code != http.StatusOK {
			return fmt.Errorf("the page is answered %d", answer.Code)
		}
		return nil
	}, nil
}

// noRefunds acts on nothing: the page is only looked at.
type noRefunds struct{ api.Refunds }

func (l *looked) firstRows(ctx context.Context) func() error {
	return func() error {
		rows, err := l.books.Queue(ctx, ledger.QueueFilter{LimitMax: queueTen})
		if err == nil && len(rows) != queueTen {
			err = fmt.Errorf("%d rows", len(rows))
		}
		return err
	}
}

func (l *looked) countViews(ctx context.Context) func() error {
	return func() error {
		_, err := l.books.QueueCounts(ctx, countedViews)
		return err
	}
}

func timed(took *[]time.Duration, work func() error) error {
	began := time.Now()
	err := work()
	*took = append(*took, time.Since(began))
	return err
}
