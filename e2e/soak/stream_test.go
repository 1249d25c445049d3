package soak

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

const examplePath = "../../starter/event/testdata/contract/order-cancelled.whole.json"

func dealing(t *testing.T, seed uint64) *dealer {
	t.Helper()
	example, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDealer(seed, example)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What the stream says of an event is what makegood's own decoder finds, or the account would be of another
// stream.
func TestEachEventOfTheStreamIsWhatItsPublisherSaysOfIt(t *testing.T) {
	d := dealing(t, 1)
	digests, repeated, contradicted, keyless := map[string]string{}, 0, 0, 0
	refused := map[string]int{}
	for _, e := range append(d.batch(2000), d.aborted(2000)...) {
		request, err := event.Decode(event.Message{Value: e.Value}, time.Now())
		if problem, bad := refund.ProblemIn(err); bad != (e.Refusal != "") || bad && string(problem.Code) != e.Refusal {
			t.Fatalf("%s is refused as %v, want %q", e.Key, err, e.Refusal)
		}
		if e.Key == nil {
			keyless++
		}
		if e.Refusal != "" {
			refused[e.Refusal]++
			continue
		}
		if request.Cancellation.ID() != e.Refund {
			t.Fatalf("it is %s, want %s", request.Cancellation.ID(), e.Refund)
		}
		body := fmt.Sprint(e.Refund, " ", e.Body)
		if known, again := digests[body]; again {
			repeated++
			if known != request.Digest {
				t.Errorf("two events of %s differ", body)
			}
		}
		digests[body] = request.Digest
		if e.Body == "other" {
			contradicted++
			if digests[fmt.Sprint(e.Refund, " first")] == request.Digest {
				t.Errorf("both bodies of %s are one", e.Refund)
			}
		}
	}
	if repeated < 150 || contradicted < 75 || keyless < 150 || len(refused) != 5 {
		t.Errorf("%d repeated, %d contradicted, %d without a key, refused %v: the stream lacks something", repeated, contradicted, keyless, refused)
	}
}

func TestTheSameSeedDrawsTheSameStream(t *testing.T) {
	one, same, other := dealing(t, 1).batch(200), dealing(t, 1).batch(200), dealing(t, 2).batch(200)
	differ := 0
	for i := range one {
		if string(one[i].Value) != string(same[i].Value) {
			t.Fatalf("event %d differs", i)
		}
		if string(one[i].Value) != string(other[i].Value) {
			differ++
		}
	}
	if differ == 0 {
		t.Error("another seed draws the same events")
	}
}

func refundOf(order string) refund.ID {
	return refund.Key{Merchant: "m", Order: refund.OrderID(order), Request: "c-1"}.ID()
}
