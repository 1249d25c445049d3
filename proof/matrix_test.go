package proof_test

import (
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write docs/proof.md anew")

// page is where the matrix is read.
const page = "../docs/proof.md"

// TestEveryProviderInEverySituation plays each situation at each provider, holds what came of it to the promises
// about money, and the page to what came.
func TestEveryProviderInEverySituation(t *testing.T) {
	results := &matrix{cells: map[cellKey]outcome{}}
	empty := emptyLedger(t)
	var all sync.WaitGroup
	room := make(chan struct{}, cellsAtOnce)
	for _, of := range situations() {
		for _, at := range cast() {
			if why := at.lacks(of); why != "" {
				results.came(of, at, outcome{why: why})
				continue
			}
			all.Go(func() {
				room <- struct{}{}
				defer func() { <-room }()
				t.Run(of.name+"/"+at.title, func(t *testing.T) { results.came(of, at, played(t, empty, of, at)) })
			})
		}
	}
	all.Wait()
	if t.Failed() {
		return // the page would say what is not so
	}
	results.isThePage(t)
}

// cellsAtOnce is how many cells are played at once: they wait for deadlines and for the disk.
const cellsAtOnce = 4

// played plays a cell and holds it to the promises.
func played(t *testing.T, empty string, of situation, at role) outcome {
	s := newStage(t, empty, at)
	of.play(s)
	s.keepsThePromises()
	if of.holds != nil {
		of.holds(s)
	}
	return s.outcome()
}

// cellKey is a cell's place.
type cellKey struct{ situation, provider string }

// outcome is what came of a cell, as the page has it; why: the provider has no such situation.
type outcome struct{ leg, refund, accounts, moved, told, why string }

// matrix are the cells' outcomes.
type matrix struct {
	mu    sync.Mutex
	cells map[cellKey]outcome
}

func (m *matrix) came(of situation, at role, o outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cells[cellKey{of.name, at.title}] = o
}

// isThePage holds the page to the outcomes, or writes it.
func (m *matrix) isThePage(t *testing.T) {
	t.Helper()
	if all := len(situations()) * len(cast()); len(m.cells) != all {
		t.Log("a part of the matrix was played: the page is not looked at")
		return
	}
	is := m.page()
	if *update {
		if err := os.WriteFile(filepath.FromSlash(page), []byte(is), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	was, err := os.ReadFile(filepath.FromSlash(page))
	if err != nil {
		t.Fatal(err)
	}
	if string(was) != is {
		t.Errorf("docs/proof.md is not what came: run go test ./proof -run %s -update, and read the difference\n%s", t.Name(), firstDifference(string(was), is))
	}
}
