package kafka

import (
	"context"
	"runtime"
	"slices"
	"testing"
)

// taken takes room at once, or fails.
func taken(t *testing.T, r *room, bytes int64) (leave func()) {
	t.Helper()
	leave, err := r.take(t.Context(), bytes)
	must(t, err)
	return leave
}

// fits reports whether there is room now.
func fits(t *testing.T, r *room, bytes int64) bool {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.waiting) == 0 && r.count > 0 && bytes <= r.bytes
}

func TestRoomIsBoundedByCountAndByBytes(t *testing.T) {
	r := newRoom(3, 100)
	first, second := taken(t, r, 60), taken(t, r, 40)
	if fits(t, r, 1) {
		t.Error("101 bytes fit into 100")
	}
	third := taken(t, r, 0)
	first()
	if !fits(t, r, 0) || fits(t, r, 61) {
		t.Error("the first one left 60 bytes and one place")
	}
	second()
	third()
	taken(t, r, 0)
	taken(t, r, 0)
	taken(t, r, 0)
	if fits(t, r, 0) {
		t.Error("a fourth one fits into three places")
	}
}

func TestARecordLargerThanAllRoomIsTakenAlone(t *testing.T) {
	r := newRoom(3, 100)
	leave := taken(t, r, 1000)
	if fits(t, r, 1) {
		t.Error("there is room beside a record that takes all of it")
	}
	leave()
	if !fits(t, r, 100) {
		t.Error("it gave back more or less than it took")
	}
}

func TestThoseWhoWaitForRoomGetItInTheirOrder(t *testing.T) {
	r := newRoom(1, 100)
	leave := taken(t, r, 1)
	order := make(chan int, 2)
	for i := range 2 {
		go func() {
			leave, err := r.take(t.Context(), 1)
			if err != nil {
				return
			}
			order <- i
			leave()
		}()
		r.awaitWaiting(i + 1)
	}
	leave()
	if got := []int{<-order, <-order}; !slices.Equal(got, []int{0, 1}) {
		t.Errorf("the order is %v", got)
	}
}

// awaitWaiting returns when so many wait.
func (r *room) awaitWaiting(count int) {
	for {
		r.mu.Lock()
		n := len(r.waiting)
		r.mu.Unlock()
		if n >= count {
			return
		}
		runtime.Gosched()
	}
}

func TestWhoStopsWaitingHoldsUpNobody(t *testing.T) {
	r := newRoom(2, 100)
	leave := taken(t, r, 60)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := r.take(ctx, 80)
		gone <- err
	}()
	r.awaitWaiting(1)
	small := make(chan error)
	go func() {
		_, err := r.take(t.Context(), 10)
		small <- err
	}()
	r.awaitWaiting(2)
	cancel()
	if err := <-gone; err == nil {
		t.Error("80 bytes were given beside 60 of 100")
	}
	must(t, <-small)
	leave()
	if !fits(t, r, 90) {
		t.Error("what stopped waiting took room")
	}
}
