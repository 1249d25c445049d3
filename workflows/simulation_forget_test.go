package workflows_test

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// forgottenKey marks payments whose provider forgets keys: its answer is late, so that it is asked again.
const forgottenKey = "~slow:150ms~error_503~2"

// rememberedFor is how long such a provider knows a key, by the clock of the story.
const rememberedFor = 3 * time.Hour

// forgets is a provider that forgets the keys of some payments after a while, by the story's own clock. A key that
// was forgotten and is sent again moves money again, as a provider's would that prunes its keys.
type forgets struct {
	payment.Provider
	now    func() time.Time
	memory *memory
}

// memory is when each key came first, in all runs of all stories.
type memory struct {
	mu    sync.Mutex
	first map[string]time.Time
}

// Terms implements payment.Provider.
func (f *forgets) Terms() payment.Terms {
	terms := f.Provider.Terms()
	terms.RemembersKeys = rememberedFor
	return terms
}

// Refund implements payment.Provider.
func (f *forgets) Refund(ctx context.Context, in refund.Instruction) (refund.Outcome, error) {
	if f.forgotten(in) {
		in.Key += "-again"
	}
	return f.Provider.Refund(ctx, in)
}

// Lookup implements payment.Provider.
func (f *forgets) Lookup(ctx context.Context, in refund.Instruction) (payment.Found, error) {
	if f.forgotten(in) {
		return payment.Found{Absent: true}, nil
	}
	return f.Provider.Lookup(ctx, in)
}

func (f *forgets) forgotten(in refund.Instruction) bool {
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	if _, known := f.memory.first[in.Key]; !known {
		f.memory.first[in.Key] = f.now()
	}
	return strings.Contains(in.Reference, forgottenKey) && f.now().Sub(f.memory.first[in.Key]) >= rememberedFor
}
