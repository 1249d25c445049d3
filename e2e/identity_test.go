package e2e

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// verifiedPolicy lets only verified people decide more than 10000.00 CNY.
const verifiedPolicy = "name: own\nversion: \"1\"\napproval:\n  verified_above_minor: {CNY: 1000000}\n"

// known is a world whose doors know people, programs, keys and a demo's people, and whose worker believes the doors.
type known struct {
	*world
	transports
	people, programs *issuer
	demo             *identity.Demo
	// ahead is by how much the doors' clock goes before the issuers'.
	ahead atomic.Int64
	// keys are machines' keys by name; lines are the file of machines.
	keys  map[string]string
	lines map[string]string
}

func startKnown(t *testing.T) *known {
	t.Helper()
	k := &known{world: start(t), people: newIssuer(t), programs: newIssuer(t), keys: map[string]string{}, lines: map[string]string{}}
	k.lines["till"] = "till jwt:till-1 refunds:request,refunds:read CNY=100000000"
	k.machine("shop", "CNY=100000000")
	k.env = append(k.env,
		"MAKEGOOD_POLICY_FILE="+k.settingsFile("policy.yaml", verifiedPolicy), "MAKEGOOD_IDENTITY_MACHINES_FILE="+filepath.Join(k.dir, "machines"),
		"MAKEGOOD_IDENTITY_OIDC_ISSUER="+k.people.url, "MAKEGOOD_IDENTITY_OIDC_AUDIENCE=makegood", "MAKEGOOD_IDENTITY_OIDC_PERSON_CLAIM=preferred_username",
		"MAKEGOOD_IDENTITY_JWT_ISSUER="+k.programs.url, "MAKEGOOD_IDENTITY_JWT_AUDIENCE=makegood")
	settings, err := config.Load(config.FromEnviron(k.env))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Now().Add(time.Duration(k.ahead.Load())) }
	if _, err := app.Identities(settings, now, nil); err == nil || !strings.Contains(err.Error(), "MAKEGOOD_IDENTITY_SIGNING_KEY_FILE") {
		t.Errorf("doors that sign nothing: %v", err)
	}
	if err := app.EnsureIdentityKeys(settings); err != nil {
		t.Fatal(err)
	}
	if k.demo, err = identity.NewDemo([]refund.Person{"mia", "noah"}, now); err != nil {
		t.Fatal(err)
	}
	chain, err := app.Identities(settings, now, k.demo)
	if err != nil {
		t.Fatal(err)
	}
	k.spawn("worker")
	k.transports = openDoors(t, k.service(), chain)
	return k
}

// machine makes a key for a machine that may ask for a limit a day.
func (k *known) machine(name, limits string) {
	key, line, err := app.NewMachine(name, "refunds:request,refunds:read,refunds:customer", limits)
	if err != nil {
		k.world.t.Fatal(err)
	}
	k.keys[name], k.lines[name] = key, line
	k.writeMachines()
}

func (k *known) writeMachines() {
	var lines []string
	for _, line := range k.lines {
		lines = append(lines, line)
	}
	k.settingsFile("machines", strings.Join(lines, "\n")+"\n")
}

func (k *known) token(who refund.Person) string {
	token, err := k.demo.Token(who)
	if err != nil {
		k.world.t.Fatal(err)
	}
	return token
}

// trailed is the newest row of an event in a refund's trail.
func (w *world) trailed(id refund.ID, event string) (row refund.TrailEntry) {
	w.t.Helper()
	stored, err := w.books.Case(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range stored.Trail {
		if e.Event == event {
			row = e
		}
	}
	return row
}

// kept fails unless an event's row says who did it, and how that is known.
func (w *world) kept(id refund.ID, event string, by refund.Person, how refund.Verification, who refund.SubjectID) {
	w.t.Helper()
	if row := w.trailed(id, event); row.Actor != by || row.Verified != how || row.Subject != who {
		w.t.Errorf("%s of %s: by %q, %s, %q; want %q, %s, %q", event, id, row.Actor, row.Verified, row.Subject, by, how, who)
	}
}

// dump is the books, and what is claimed, decided and noted.
func (w *world) dump() string {
	w.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.dir, "ledger.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	var out []string
	for _, table := range []string{
		"refunds", "legs", "claims", "reservations", "accounts", "postings", "entries", "decisions", "resolutions", "acts", "refund_event", "machine_requests",
	} {
		rows, err := db.QueryContext(w.t.Context(), "SELECT * FROM "+table)
		if err != nil {
			w.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			w.t.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				w.t.Fatal(err)
			}
			out = append(out, fmt.Sprintln(table, values))
		}
		if err := rows.Err(); err != nil {
			w.t.Fatal(err)
		}
		_ = rows.Close() // read to its end
	}
	slices.Sort(out)
	return strings.Join(out, "")
}

// middling costs less than only verified people decide, and more than nobody does.
func middling(body map[string]any) {
	line := body["lines"].([]any)[0].(map[string]any)
	line["unit_price_minor"], line["tax"].(map[string]any)["amount_minor"] = 300000, 69027
	firstPayment(body)["captured_minor"] = 601200
}

// TestWhoCallsIsKeptFromTheTokenToTheTrail over every transport, and whoever is not known changes nothing.
func TestWhoCallsIsKeptFromTheTokenToTheTrail(t *testing.T) {
	k := startKnown(t)
	waiting := k.whoAsksIsKept()
	t.Run("decisions", func(t *testing.T) { k.in(t).decisionsAreKept(k, waiting) })
	t.Run("at the command line", func(t *testing.T) { k.in(t).aTokenDecidesAtTheCommandLine(k, waiting["typed"]) })
	t.Run("refused tokens", func(t *testing.T) { k.in(t).tokensAreRefused(k, waiting["third"]) })
	t.Run("machines decide nothing", func(t *testing.T) { k.in(t).machinesDecideNothing(k, waiting["third"]) })
	t.Run("signals", func(t *testing.T) { k.in(t).signalsAreAsserted(k, waiting["third"]) })
	t.Run("limits", func(t *testing.T) { k.in(t).limitsHold(k) })
	t.Run("rotation", func(t *testing.T) { k.in(t).keysRotate(k, waiting["third"]) })
	k.booksAgree()
}

// whoAsksIsKept lets a program, a machine with a key, and a person ask, each over another transport. It returns refunds that
// wait for a decision.
func (k *known) whoAsksIsKept() map[string]refund.ID {
	t := k.world.t
	out := map[string]refund.ID{}
	subject := refund.SubjectID("oidc:" + k.people.url + "#77")
	for name, c := range map[string]struct {
		over, token string
		change      func(map[string]any)
		how         refund.Verification
		who         refund.SubjectID
		by          refund.Person
	}{
		"first":  {"Connect in JSON", k.programs.token(map[string]any{"sub": "till-1", "scope": "refunds:request"}), large, refund.ByJWT, "machine:till", "customer:42"},
		"second": {"gRPC", k.keys["shop"], middling, refund.ByKey, "machine:shop", "customer:42"},
		"third":  {"REST", k.keys["shop"], large, refund.ByKey, "machine:shop", "customer:42"},
		"typed":  {"gRPC", k.keys["shop"], large, refund.ByKey, "machine:shop", "customer:42"},
		"own":    {"REST", k.people.token(nil), large, refund.ByOIDC, subject, "olga"},
		"demo's": {"gRPC", k.token("noah"), large, refund.ByDemo, "demo:noah", "noah"},
	} {
		asks, id := k.asks("order-"+strings.Trim(name, "'s"), func(body map[string]any) {
			c.change(body)
			if body["requested_by"] = string(c.by); c.how == refund.ByOIDC || c.how == refund.ByDemo {
				delete(body, "requested_by") // a person asks in their own name
			}
		})
		if got := k.over()[c.over](asks.by(c.token)); got != (told{http.StatusOK, ""}) {
			t.Fatalf("%s over %s: %+v", name, c.over, got)
		}
		k.kept(id, "Received", c.by, c.how, c.who)
		out[name] = id
	}
	return out
}

func (w *world) decisionsAreKept(k *known, waiting map[string]refund.ID) {
	call := k.over()
	if got := call["gRPC"](approves(waiting["own"], "d-own").by(k.people.token(nil))); got.code != refund.CodeReviewerIsAuthor {
		w.t.Errorf("who asked decides: %+v", got)
	}
	renamed := k.people.token(map[string]any{"preferred_username": "ops"})
	if got := call["REST"](approves(waiting["own"], "d-own-2").by(renamed)); got.code != refund.CodeReviewerIsAuthor {
		w.t.Errorf("who asked decides under another name: %+v", got)
	}
	if got := call["REST"](approves(waiting["first"], "d-1").by(k.people.token(nil))); got != (told{http.StatusOK, ""}) {
		w.t.Fatalf("a person: %+v", got)
	}
	w.kept(waiting["first"], "Approved", "olga", refund.ByOIDC, refund.SubjectID("oidc:"+k.people.url+"#77"))
	if got := call["gRPC"](approves(waiting["second"], "d-2").by(k.token("noah"))); got != (told{http.StatusOK, ""}) {
		w.t.Fatalf("a demo's person: %+v", got)
	}
	w.kept(waiting["second"], "Approved", "noah", refund.ByDemo, "demo:noah")
	w.reaches(waiting["first"], refund.StatusRefunded)
	w.reaches(waiting["second"], refund.StatusRefunded)
}

// tokensAreRefused over every transport, for what reads and for what decides, and nothing in the books is another.
func (w *world) tokensAreRefused(k *known, waiting refund.ID) {
	ago, ahead := time.Now().Add(-time.Hour).Unix(), time.Now().Add(time.Hour).Unix()
	other := newKey(w.t)
	bearer := func(tokens ...string) (headers []string) {
		for _, token := range tokens {
			headers = append(headers, "Bearer "+token)
		}
		return headers
	}
	good := k.people.token(nil)
	before := w.dump()
	for name, c := range map[string]struct {
		headers []string
		want    refund.Code
	}{
		"none":                            {nil, api.CodeUnauthenticated},
		"not a bearer's":                  {[]string{"Basic b2xnYTpvbGdh"}, api.CodeUnauthenticated},
		"expired":                         {bearer(k.people.token(map[string]any{"exp": ago})), api.CodeTokenExpired},
		"not valid yet":                   {bearer(k.people.token(map[string]any{"nbf": ahead})), api.CodeTokenRefused},
		"for another audience":            {bearer(k.people.token(map[string]any{"aud": "shop"})), api.CodeTokenRefused},
		"of another issuer":               {bearer(k.people.token(map[string]any{"iss": "https://id.example"})), api.CodeTokenRefused},
		"by another key of that name":     {bearer(k.people.signed(other, issuersKey, nil)), api.CodeTokenRefused},
		"alg none":                        {bearer(forged(`{"alg":"none"}`, k.people.claims(nil), func(string) []byte { return nil })), api.CodeTokenRefused},
		"an HMAC by the public key":       {bearer(forged(`{"alg":"HS256","kid":"key-1"}`, k.people.claims(nil), k.people.underPublicKey)), api.CodeTokenRefused},
		"a person's, by programs' issuer": {bearer(k.programs.token(map[string]any{"iss": k.people.url})), api.CodeTokenRefused},
		"a program's that nobody knows":   {bearer(k.programs.token(map[string]any{"sub": "till-9"})), api.CodeTokenRefused},
		"a key of nobody":                 {bearer("mgk_ABC"), api.CodeTokenRefused},
		"a forged demo's":                 {bearer("mgd_" + strings.Repeat("A", 80)), api.CodeTokenRefused},
		"of more than 16 KiB":             {bearer(good + strings.Repeat("a", 16<<10)), api.CodeTokenRefused},
		"two good ones":                   {bearer(good, good), api.CodeTokenRefused},
		"a good one after one of nobody":  {bearer("mgk_ABC", good), api.CodeTokenRefused},
	} {
		asks, _ := k.asks("order-unknown", large)
		for transport, call := range k.over() {
			for _, one := range []said{approves(waiting, "d-refused"), asks} {
				one.headers = c.headers
				if got := call(one); got != (told{http.StatusUnauthorized, c.want}) {
					w.t.Errorf("%s over %s, %s: %+v, want 401 %s", name, transport, one.method, got, c.want)
				}
			}
		}
	}
	if w.dump() != before {
		w.t.Error("the books are others than before")
	}
}

// machinesDecideNothing whatever their scopes are, and a machine without a scope asks for nothing.
func (w *world) machinesDecideNothing(k *known, waiting refund.ID) {
	before := w.dump()
	narrow := k.programs.token(map[string]any{"sub": "till-1", "scope": "refunds:read"})
	asks, _ := k.asks("order-unasked", large)
	for transport, call := range k.over() {
		for _, method := range []api.Method{
			api.MethodDecide, api.MethodAsk, api.MethodInspect, api.MethodResolve, api.MethodClear, api.MethodLookNow, api.MethodAssign,
		} {
			one := approves(waiting, "d-machine")
			one.method = method
			words := map[api.Method]string{api.MethodLookNow: "lookNow"}
			verb := words[method]
			if verb == "" {
				verb = strings.ToLower(string(method))
			}
			one.path = "/v1/" + string(waiting) + ":" + verb
			if method != api.MethodDecide {
				one.message = map[string]any{"id": string(waiting)}
			}
			if got := call(one.by(k.keys["shop"])); got != (told{http.StatusForbidden, api.CodeNotPermitted}) {
				w.t.Errorf("%s over %s: %+v", method, transport, got)
			}
		}
		if got := call(asks.by(narrow)); got != (told{http.StatusForbidden, api.CodeNotPermitted}) {
			w.t.Errorf("a request beyond the token's scopes over %s: %+v", transport, got)
		}
	}
	if w.dump() != before {
		w.t.Error("the books are others than before")
	}
}
