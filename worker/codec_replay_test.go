package worker_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/internal/codec"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

// keyed is a codec with a new key of each id. The first one seals.
func keyed(t *testing.T, ids ...string) codec.Codec {
	t.Helper()
	return codec.New(must(codec.OpenRing(keyFile(t, ids...))), nil)
}

func keyFile(t *testing.T, ids ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	for _, id := range ids {
		err := codec.ChangeKeyFile(path, func(content []byte) ([]byte, error) { return codec.AddKey(content, id) })
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// kept are the histories of every release. They are plain.
func kept(t *testing.T) map[string]*history.History {
	t.Helper()
	files := must(filepath.Glob("../workflows/testdata/histories/*/*.json"))
	if len(files) < 20 {
		t.Fatalf("%d histories: too few to mean anything", len(files))
	}
	out := map[string]*history.History{}
	for _, file := range files {
		out[filepath.Base(file)] = must(client.HistoryFromJSON(bytes.NewReader(must(os.ReadFile(file))), client.HistoryJSONOptions{}))
	}
	return out
}

// sealed seals the payloads of a history for which it is asked, by their number, and returns how many there are.
func sealed(t *testing.T, h *history.History, with codec.Codec, which func(int) bool) (*history.History, int) {
	t.Helper()
	out, count := proto.CloneOf(h), 0
	err := proxy.VisitPayloads(t.Context(), out, proxy.VisitPayloadsOptions{
		SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*common.Payload) ([]*common.Payload, error) {
			changed := slices.Clone(payloads)
			for i := range payloads {
				if which(count) {
					changed[i] = must(with.Encode(payloads[i : i+1]))[0]
				}
				count++
			}
			return changed, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, count
}

func all(int) bool { return true }

func TestHistoriesFromBeforeReplayWithTheCodecOnAndSoDoSealedOnes(t *testing.T) {
	with := keyed(t, "a")
	replay := must(worker.NewReplay(workflows.Refund, temporal.Encrypted(with).WorkerConverter()))
	plainly := must(worker.NewReplay(workflows.Refund, temporal.Encoding{}.WorkerConverter()))
	for name, h := range kept(t) {
		if err := replay(h); err != nil {
			t.Errorf("%s, plain: %v", name, err)
		}
		whole, _ := sealed(t, h, with, all)
		if err := replay(whole); err != nil {
			t.Errorf("%s, sealed: %v", name, err)
		}
		if err := plainly(whole); err == nil || !strings.Contains(err.Error(), string(codec.CodeKeyUnknown)) {
			t.Errorf("%s, sealed, without a key file: %v", name, err)
		}
	}
}

// TestAPayloadThatCannotBeOpenedParksTheTaskAndNeverLeadsTheStoryElsewhere: each payload of every history in
// turn is under a key that is not there. The worker either does not read it, or stops at it.
func TestAPayloadThatCannotBeOpenedParksTheTaskAndNeverLeadsTheStoryElsewhere(t *testing.T) {
	lost := keyed(t, "lost")
	replay := must(worker.NewReplay(workflows.Refund, temporal.Encrypted(keyed(t, "a")).WorkerConverter()))
	stopped, unread := 0, 0
	for name, h := range kept(t) {
		_, count := sealed(t, h, lost, func(int) bool { return false })
		for i := range count {
			one, _ := sealed(t, h, lost, func(number int) bool { return number == i })
			switch err := replay(one); {
			case err == nil:
				unread++
			case strings.Contains(err.Error(), string(codec.CodeKeyUnknown)):
				stopped++
			default:
				t.Errorf("%s, payload %d: %v", name, i, err)
			}
		}
	}
	if stopped < 200 || unread < 50 {
		t.Errorf("stopped at %d payloads, did not read %d: the test sees too little to mean anything", stopped, unread)
	}
	t.Logf("stopped at %d payloads, did not read %d", stopped, unread)
}
