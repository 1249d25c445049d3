package kafka

import (
	"context"
	"slices"
	"sync"
	"testing"
)

func TestOneKeysWorkKeepsItsOrderWhileAnotherKeyGoesOn(t *testing.T) {
	l := newLanes(newRoom(16, 1000))
	var mu sync.Mutex
	var order []string
	note := func(name string) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, name)
	}
	release, otherDone := make(chan struct{}), make(chan struct{})
	must(t, l.add(t.Context(), Record{Key: []byte("a")}, func() { <-release; note("a1") }))
	must(t, l.add(t.Context(), Record{Key: []byte("a")}, func() { note("a2") }))
	must(t, l.add(t.Context(), Record{Key: []byte("b")}, func() { note("b1"); close(otherDone) }))
	<-otherDone
	close(release)
	l.wait()
	if want := []string{"b1", "a1", "a2"}; !slices.Equal(order, want) {
		t.Fatalf("order is %v, want %v", order, want)
	}
}

func TestAddingWaitsForASlot(t *testing.T) {
	l := newLanes(newRoom(1, 1000))
	release := make(chan struct{})
	must(t, l.add(t.Context(), Record{Key: []byte("a")}, func() { <-release }))
	ended, end := context.WithCancel(t.Context())
	end()
	if err := l.add(ended, Record{Key: []byte("b")}, func() { t.Error("ran without a slot") }); err == nil {
		t.Fatal("a second piece of work was taken, and there is one slot")
	}
	close(release)
	l.wait()
}

func TestClosedLanesFinishWhatHasBegunAndDropTheRest(t *testing.T) {
	l := newLanes(newRoom(4, 1000))
	begun, release := make(chan struct{}), make(chan struct{})
	finished := false
	must(t, l.add(t.Context(), Record{Key: []byte("a")}, func() { close(begun); <-release; finished = true }))
	must(t, l.add(t.Context(), Record{Key: []byte("a")}, func() { t.Error("work began after close") }))
	<-begun
	l.close()
	close(release)
	l.wait()
	if !finished {
		t.Fatal("work that had begun was not finished")
	}
}

func TestRecordsWithoutAKeyDoNotWaitForEachOther(t *testing.T) {
	l := newLanes(newRoom(4, 1000))
	release, second := make(chan struct{}), make(chan struct{})
	must(t, l.add(t.Context(), Record{}, func() { <-release }))
	must(t, l.add(t.Context(), Record{}, func() { close(second) }))
	<-second
	close(release)
	l.wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
