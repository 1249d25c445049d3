package ledgertest

import (
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// revision is a policy of one file with a content.
func revision(content string) []ledger.RuleFile {
	return []ledger.RuleFile{{Name: "policy.yaml", Content: content}}
}

// confirming is somebody's word that a content may come into force.
func confirming(by refund.Person, content string) ledger.RuleConfirmation {
	return ledger.RuleConfirmation{Kind: ledger.RulesPolicy, Files: revision(content), By: by, Note: "new year", Authority: Anything(by)}
}

func (d *Desk) confirm(in ledger.RuleConfirmation) refund.Answer {
	d.T.Helper()
	out, err := d.Store.ConfirmRules(d.ctx, in)
	d.no(err)
	d.Clock.Advance(time.Second)
	return out
}

// inForce is the content that a worker goes by that finds another.
func (d *Desk) inForce(found string) (content string, waits bool) {
	d.T.Helper()
	out, err := d.Store.RulesInForce(d.ctx, ledger.RulesPolicy, revision(found))
	d.no(err)
	if len(out.Files) != 1 || out.Digest != ledger.RulesDigest(out.Files) || out.Waiting != "" && out.Waiting != ledger.RulesDigest(revision(found)) {
		d.T.Fatalf("got %+v", out)
	}
	return out.Files[0].Content, out.Waiting != ""
}

// goesBy fails unless a worker that finds a content goes by another.
func (d *Desk) goesBy(found, want string) {
	d.T.Helper()
	content, waits := d.inForce(found)
	same(d.T, "in force", content, want)
	same(d.T, "waits", waits, found != want)
}

func ruleBookCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"the first rules are the baseline; others count when two different people have confirmed them": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			d.Clock.Advance(time.Second)
			d.goesBy("b", "a")
			for _, by := range []refund.Person{"anna", " ANNA"} {
				same(t, "asked", d.confirm(confirming(by, "b")).Detail, "another person has to say so too")
				d.goesBy("b", "a")
			}
			same(t, "confirmed", d.confirm(confirming("ben", "b")).Detail, "confirmed")
			d.goesBy("b", "b")
			same(t, "again", d.confirm(confirming("anna", "b")).Detail, "it is in force")
			d.goesBy("c", "b")
			all, err := d.Store.RuleRevisions(d.ctx, ledger.RulesPolicy)
			d.no(err)
			same(t, "revisions", len(all), 2)
			same(t, "newest", all[0].AgreedBy, "ben")
			same(t, "in force", all[0].InForce, true)
			same(t, "the baseline any more", all[1].InForce, false)
		},
		"the files of a revision are read by their digest": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			d.confirm(confirming("anna", "b"))
			for _, content := range []string{"a", "b"} {
				files, err := d.Store.RuleFiles(d.ctx, ledger.RulesPolicy, ledger.RulesDigest(revision(content)))
				d.no(err)
				equal(t, "files", files, revision(content))
			}
			_, err := d.Store.RuleFiles(d.ctx, ledger.RulesPolicy, "none")
			same(t, "not found", isNotFound(err), true)
			_, err = d.Store.RuleFiles(d.ctx, "other", ledger.RulesDigest(revision("a")))
			same(t, "of another kind", isNotFound(err), true)
		},
		"rules that were in force before come back by two people, and not by their file": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			d.confirm(confirming("anna", "b"))
			d.confirm(confirming("ben", "b"))
			d.goesBy("a", "b")
			out, err := d.Store.RulesInForce(d.ctx, ledger.RulesPolicy, revision("a"))
			d.no(err)
			same(t, "confirmed before", out.Before, true)
			same(t, "asked", d.confirm(confirming("ben", "a")).Detail, "another person has to say so too")
			d.goesBy("a", "b")
			same(t, "confirmed", d.confirm(confirming("anna", "a")).Detail, "confirmed")
			d.goesBy("a", "a")
			d.goesBy("b", "a")
		},
		"rules that one person has asked for before any worker came are no baseline by that": func(t *testing.T, d *Desk) {
			d.confirm(confirming("anna", "b"))
			d.goesBy("b", "b")
			d.goesBy("c", "b")
			all, err := d.Store.RuleRevisions(d.ctx, ledger.RulesPolicy)
			d.no(err)
			same(t, "revisions", len(all), 2)
			same(t, "the baseline is the first that a worker found", all[1].AskedBy, "baseline")
		},
		"rules that two people confirm before any worker came are in force, and no baseline": func(t *testing.T, d *Desk) {
			d.confirm(confirming("anna", "b"))
			d.confirm(confirming("ben", "b"))
			d.goesBy("c", "b")
			all, err := d.Store.RuleRevisions(d.ctx, ledger.RulesPolicy)
			d.no(err)
			same(t, "revisions", len(all), 1)
		},
		"of two people who ask at once one is the second": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			var saying sync.WaitGroup
			for _, by := range []refund.Person{"anna", "ben", "carl", "dora"} {
				saying.Go(func() {
					if answer, err := d.Store.ConfirmRules(d.ctx, confirming(by, "b")); err != nil || !answer.Accepted {
						t.Errorf("%s: %+v, %v", by, answer, err)
					}
				})
			}
			saying.Wait()
			all, err := d.Store.RuleRevisions(d.ctx, ledger.RulesPolicy)
			d.no(err)
			same(t, "revisions", len(all), 2)
			d.goesBy("b", "b")
		},
		"a file under another name is the same revision": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			out, err := d.Store.RulesInForce(d.ctx, ledger.RulesPolicy, []ledger.RuleFile{{Name: "moved.yaml", Content: "a"}})
			d.no(err)
			same(t, "waits", out.Waiting, "")
		},
		"a confirmation is refused with its code": func(t *testing.T, d *Desk) {
			for want, change := range map[refund.Code]func(*ledger.RuleConfirmation){
				refund.CodeReviewerUnknown: func(c *ledger.RuleConfirmation) { c.Authority = refund.Authority{} },
				refund.CodeReviewerRole:    func(c *ledger.RuleConfirmation) { c.Authority = As("anna", "support") },
				refund.CodeMalformed:       func(c *ledger.RuleConfirmation) { c.Note = "" },
				ledger.CodeRulesTooLarge: func(c *ledger.RuleConfirmation) {
					c.Files = revision(string(make([]byte, ledger.RuleFilesBytesMax)))
				},
			} {
				in := confirming("anna", "b")
				change(&in)
				if answer := d.confirm(in); answer.Accepted || answer.Code != want {
					t.Errorf("got %+v, want %s", answer, want)
				}
			}
		},
	}
}
