package diff_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/diff"
)

func TestTheDifferenceSaysHowManyOnlyVerifiedPeopleWouldDecide(t *testing.T) {
	asked := lenient + "approval:\n  auto_max_minor: {CNY: 500}\n"
	from, to := load(t, asked), load(t, asked+"  verified_above_minor: {CNY: 999}\n")
	requests := []diff.Request{request("o-1", "c-1", "CNY", 1), request("o-2", "c-1", "CNY", 1)}
	for name, c := range map[string]struct {
		question    diff.Question
		more, fewer int64
		says        string
	}{
		"more":    {diff.Question{Old: from, New: to, Requests: requests}, 2, 0, "decided by verified people only: 2 more, 0 fewer"},
		"fewer":   {diff.Question{Old: to, New: from, Requests: requests}, 0, 2, "decided by verified people only: 0 more, 2 fewer"},
		"as many": {diff.Question{Old: to, New: to, Requests: requests}, 0, 0, "0 of 2 refunds change"},
	} {
		d, err := diff.Compare(c.question)
		var b strings.Builder
		d.Write(foreign.To(&b))
		if err != nil || d.VerifiedMore != c.more || d.VerifiedFewer != c.fewer || !strings.Contains(b.String(), c.says) {
			t.Errorf("%s: %d more, %d fewer, %v:\n%s", name, d.VerifiedMore, d.VerifiedFewer, err, b.String())
		}
	}
}
