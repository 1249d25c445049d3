package e2e

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// farCallers are who has which token of the API.
var farCallers = map[string]api.Subject{
	"of-sam":  {Name: "sam", Kind: api.Human, Verified: api.ByOIDC},
	"of-noah": {Name: "noah", Kind: api.Human, Verified: api.ByOIDC},
	"of-shop": {Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: api.Scopes()},
}

// ran is what a command came to.
type ran struct {
	out, err string
	status   int
}

// far is a place without a ledger and without Temporal's address, from where commands go over the wire.
type far struct {
	*world
	folder, url string
}

// fromAfar serves the world's API, and is a place elsewhere.
func (w *world) fromAfar() far {
	w.t.Helper()
	handler, err := rpc.Handler(rpc.Config{Service: w.service(), Identify: func(_ context.Context, token string) (api.Subject, error) {
		if who, known := farCallers[token]; known {
			return who, nil
		}
		return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "the bearer token is nobody's"}
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	w.t.Cleanup(server.Close)
	return far{world: w, folder: w.t.TempDir(), url: server.URL}
}

// there runs a command over the wire, with a token.
func (f far) there(token string, args ...string) ran {
	return f.exec(f.folder, []string{
		"HOME=" + f.folder, "PATH=" + os.Getenv("PATH"), "MAKEGOOD_DATA_DIR=" + filepath.Join(f.folder, "data"),
		"MAKEGOOD_API_URL=" + f.url, "MAKEGOOD_API_TOKEN=" + token,
	}, args)
}

// here runs a command beside the ledger.
func (f far) here(args ...string) ran { return f.exec(".", f.env, args) }

func (f far) exec(folder string, env, args []string) ran {
	f.t.Helper()
	var out, problem bytes.Buffer
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = folder, env, &out, &problem
	err := cmd.Run()
	if ended := new(exec.ExitError); err != nil && !errors.As(err, &ended) {
		f.t.Fatal(err)
	}
	return ran{out.String(), problem.String(), cmd.ProcessState.ExitCode()}
}

// same runs a command both ways, over the wire first, and with --json too. What it says has to be the same, byte for byte.
func (f far) same(token string, args ...string) ran {
	f.t.Helper()
	var first ran
	for i, command := range [][]string{args, append(slices.Clone(args), "--json")} {
		there := f.there(token, command...)
		if here := f.here(command...); here != there {
			f.t.Errorf("makegood %s\nbeside the ledger: %d\n%s%s\nover the wire: %d\n%s%s", strings.Join(command, " "), here.status, here.out, here.err, there.status, there.out, there.err)
		}
		if i == 0 {
			first = there
		}
	}
	return first
}

// says is same for a command that has to succeed, or fail, and to say something.
func (f far) says(token string, status int, text string, args ...string) {
	f.t.Helper()
	if got := f.same(token, args...); got.status != status || !strings.Contains(got.out+got.err, text) {
		f.t.Errorf("makegood %s: %d %q %q; want %d and %q", strings.Join(args, " "), got.status, got.out, got.err, status, text)
	}
}

// TestTheWholeWayOfARefundByCommandsOverTheWire without any ledger and any Temporal: asked for, listed, asked about, answered,
// approved, shown. Every command says the same as beside the ledger.
func TestTheWholeWayOfARefundByCommandsOverTheWire(t *testing.T) {
	w := start(t)
	w.spawn("worker")
	f := w.fromAfar()
	event, id := w.event("order-far", func(body map[string]any) {
		large(body)
		body["requested_by"] = "sam"
	})
	other, _ := w.event("order-tried", nil)
	f.says("of-sam", 0, "140.00 CNY", "preview", other)
	f.says("of-sam", 0, "order-tried", "preview", other, "--locale", "zh-CN")

	if asked := f.there("of-sam", "request", event, "--by", "sam"); asked.status != 0 || !strings.Contains(asked.out, string(id)+": AwaitingApproval") {
		t.Fatalf("%+v", asked)
	}
	f.says("of-sam", 0, "it was asked for before", "request", event, "--by", "sam")
	f.says("of-noah", 0, "order-far", "waiting")
	f.says("of-noah", 0, "order-far", "waiting", "--all", "--status", "AwaitingApproval", "--locale", "zh-CN")
	f.says("of-noah", 0, "AwaitingApproval", "show", string(id))
	f.says("of-noah", 0, "order-far", "show", string(id), "--locale", "zh-CN")

	f.says("of-noah", 0, "accepted", "assign", string(id), "--to", "noah", "--by", "noah")
	f.says("of-noah", 0, "accepted", "ask", string(id), "--question", "Which box?", "--by", "noah", "--question-id", "q-1")
	f.says("of-shop", 0, "accepted", "answer", string(id), "--text", "the blue one", "--by", "customer:order-far")
	f.says("of-noah", 0, "", "choose", string(id))
	f.refusals(id)
	if decided := f.there("of-noah", "decide", string(id), "--approve", "--reviewer", "noah", "--note", "seen", "--decision-id", "d-1"); decided.status != 0 {
		t.Fatalf("%+v", decided)
	}
	w.reaches(id, refund.StatusRefunded)
	w.until("the customer is told", time.Minute, func() bool { return strings.Contains(f.here("show", string(id)).out, "Refunded") })
	f.says("of-sam", 0, "Refunded", "show", string(id))
	f.says("of-noah", 0, "accepted", "decide", string(id), "--approve", "--reviewer", "noah", "--note", "seen", "--decision-id", "d-1")
	f.says("of-noah", 1, "CONFLICT", "decide", string(id), "--reject", "--reviewer", "noah", "--note", "seen", "--decision-id", "d-1")
	f.says("of-noah", 0, `"replayed":true`, "decide", string(id), "--approve", "--reviewer", "noah", "--note", "seen", "--decision-id", "d-1", "--json")
	w.booksAgree()
	if found, err := filepath.Glob(filepath.Join(f.folder, "data", "*")); err != nil || len(found) > 0 {
		t.Errorf("there is %v", found)
	}
}

// refusals are every other command over the wire: refused by the same words, with the same status.
func (f far) refusals(id refund.ID) {
	f.t.Helper()
	on := string(id)
	f.says("of-noah", 1, "NOT_FOUND", "decide", "m-001/nobody/c-1", "--approve", "--reviewer", "noah", "--decision-id", "d-9")
	f.says("of-noah", 1, "CURRENCY_MISMATCH", "decide", on, "--adjust", "1.00 EUR", "--reviewer", "noah", "--decision-id", "d-8")
	f.says("of-sam", 1, "REVIEWER_", "decide", on, "--approve", "--reviewer", "sam", "--decision-id", "d-7")
	f.says("of-noah", 1, "", "inspect", on, "--all-accepted", "--by", "noah", "--inspection-id", "i-1")
	f.says("of-noah", 1, "", "appeal", on, "--statement", "wrong", "--by", "noah", "--appeal-id", "a-1")
	f.says("of-noah", 1, "", "choose", on, "--alternative", "NOTHING", "--by", "noah")
	f.says("of-noah", 1, "", "answer-offer", on, "--accept", "--by", "noah")
	f.says("of-noah", 1, "", "resolve", on, "--retry", "--by", "noah", "--resolution-id", "r-1")
	f.says("of-noah", 1, "", "clear", on, "--leg", "1", "--paid", "--reference", "re_1", "--by", "noah", "--clearing-id", "k-1")
	f.same("of-noah", "look-now", on, "--by", "noah")
	f.says("of-noah", 1, "", "attribute", "re_9", "--provider", "simulator", "--reference", "ch_9", "--goodwill", "--by", "noah", "--note", "x")
	f.same("of-noah", "withdraw", "m-001/nobody/c-1", "--by", "noah")
	for name, c := range map[string]struct {
		got  ran
		says string
	}{
		"another's name":   {f.there("of-noah", "decide", on, "--approve", "--reviewer", "olga"), "SUBJECT_MISMATCH: the token is that of noah"},
		"nobody's token":   {f.there("of-eve", "show", on), "UNAUTHENTICATED"},
		"books":            {f.there("of-noah", "books", "trial-balance"), "NOT_OVER_WIRE: `makegood books trial-balance` does not go over the wire"},
		"the kill switch":  {f.there("of-noah", "kill-switch", "--on", "--by", "noah", "--note", "x"), "NOT_OVER_WIRE"},
		"a fund":           {f.there("of-noah", "waiting", "--fund"), "NOT_OVER_WIRE"},
		"mine":             {f.there("of-noah", "waiting", "--mine", "noah"), "MAKEGOOD_REVIEWERS_FILE"},
		"rules of my own":  {f.there("of-noah", "preview", "--policy", "x", "x"), "NOT_OVER_WIRE"},
		"a ledger to show": {f.there("of-noah", "ledger", "show"), "NOT_OVER_WIRE"},
	} {
		if c.got.status != 1 || !strings.Contains(c.got.err, c.says) {
			f.t.Errorf("%s: %+v", name, c.got)
		}
	}
}
