package e2e

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// aTokenDecidesAtTheCommandLine beside the ledger: in its own name alone, and again when the refund is over.
func (w *world) aTokenDecidesAtTheCommandLine(k *known, waiting refund.ID) {
	approve := func(token, name string) ran {
		return far{world: w}.exec(".", append(w.env, "MAKEGOOD_IDENTITY_TOKEN="+token),
			[]string{"decide", string(waiting), "--approve", "--reviewer", name, "--note", "seen", "--decision-id", "d-typed", "--json"})
	}
	before := w.dump()
	for name, c := range map[string]struct{ token, by, says string }{
		"another's name": {k.people.token(nil), "noah", "SUBJECT_MISMATCH"},
		"a machine":      {k.keys["shop"], "olga", "NOT_FOR_MACHINES"},
		"nobody's token": {"mgk_ABC", "olga", "TOKEN_REFUSED"},
	} {
		if got := approve(c.token, c.by); got.status != 1 || !strings.Contains(got.out+got.err, c.says) {
			w.t.Errorf("%s: %+v", name, got)
		}
	}
	if w.dump() != before {
		w.t.Error("a refused token changed the books")
	}
	if got := approve(k.people.token(nil), "olga"); got.status != 0 {
		w.t.Fatalf("%+v", got)
	}
	w.kept(waiting, "Approved", "olga", refund.ByOIDC, refund.SubjectID("oidc:"+k.people.url+"#77"))
	w.reaches(waiting, refund.StatusRefunded)
	if got := approve(k.people.token(nil), "olga"); got.status != 0 || !strings.Contains(got.out, `"replayed":true`) {
		w.t.Errorf("the same decision again: %+v", got)
	}
}
