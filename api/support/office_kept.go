package support

import (
	"context"
	"time"
)

const (
	// keptFor is for how long an answer that costs much is given again.
	keptFor = time.Minute
	// keptMax bounds how many answers are kept.
	keptMax = 16
)

// kept works out answers that cost much, one at a time, and gives each again for keptFor. An error is not kept.
type kept[Q comparable, A any] struct {
	now func() time.Time
	// turn holds one token: who has it may work, and touch answers.
	turn    chan struct{}
	answers map[Q]keptAnswer[A]
}

type keptAnswer[A any] struct {
	answer A
	at     time.Time
}

func newKept[Q comparable, A any](now func() time.Time) *kept[Q, A] {
	k := &kept[Q, A]{now: now, turn: make(chan struct{}, 1), answers: map[Q]keptAnswer[A]{}}
	k.turn <- struct{}{}
	return k
}

// get is the answer to a question. ctx bounds the wait for others too.
func (k *kept[Q, A]) get(ctx context.Context, question Q, workOut func(context.Context) (A, error)) (answer A, err error) {
	select {
	case <-ctx.Done():
		return answer, ctx.Err()
	case <-k.turn:
	}
	defer func() { k.turn <- struct{}{} }()
	if known, ok := k.answers[question]; ok && k.now().Sub(known.at) < keptFor {
		return known.answer, nil
	}
	if answer, err = workOut(ctx); err != nil {
		return answer, err
	}
	k.makeRoom()
	k.answers[question] = keptAnswer[A]{answer, k.now()}
	return answer, nil
}

// makeRoom forgets what is old, and everything where that is not enough.
func (k *kept[Q, A]) makeRoom() {
	for question, known := range k.answers {
		if k.now().Sub(known.at) >= keptFor {
			delete(k.answers, question)
		}
	}
	if len(k.answers) >= keptMax {
		clear(k.answers)
	}
}
