package ledgertest

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// pageYear is how long the links of these cases open.
const pageYear = 365 * 24 * time.Hour

// withPage decides a request whose first message has a link of a hash.
func (d *Desk) withPage(order refund.OrderID, hash, check string) refund.ID {
	d.T.Helper()
	c := Request(string(order), "c1", 1)
	link := refund.PageLink{Refund: c.ID(), Generation: 1, Hash: hash, Check: check, ExpiresAt: d.Clock.Now().Add(pageYear)}
	_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "digest-1", Cancellation: c, RunID: "run-1", Link: &link}, Proposing(Units(1)))
	d.no(err)
	return c.ID()
}

func (d *Desk) pageLink(id refund.ID) refund.PageLink {
	d.T.Helper()
	link, err := d.Store.PageLink(d.ctx, id)
	d.no(err)
	return link
}

func (d *Desk) keepLink(id refund.ID, generation int64, hash, check string) refund.PageLink {
	d.T.Helper()
	link, err := d.Store.KeepPageLink(d.ctx, ledger.PageLinkKept{
		PageLink: refund.PageLink{Refund: id, Generation: generation, Hash: hash, Check: check, ExpiresAt: d.Clock.Now().Add(pageYear)},
		Cause:    refund.Cause{Actor: "ann", Reason: "asked on the telephone"},
	})
	d.no(err)
	return link
}

// try is a try of the second check.
func (d *Desk) try(id refund.ID, right bool) bool {
	d.T.Helper()
	passed, err := d.Store.TryPageCheck(d.ctx, ledger.PageTry{Refund: id, Right: right})
	d.no(err)
	return passed
}

func pageCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a link is stored with the decision, found by its hash and not made anew by another try": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			d.withPage("o1", "bb", "other") // the batch runs again
			link, err := d.Store.PageLinkBy(d.ctx, "aa")
			d.no(err)
			same(t, "refund", link.Refund, id)
			same(t, "generation", link.Generation, 1)
			same(t, "check", link.Check, "mail")
			same(t, "made", link.MadeAt, d.Clock.Now())
			same(t, "expires", link.ExpiresAt, d.Clock.Now().Add(pageYear))
			same(t, "acts", len(d.linkActs(id)), 0)
			e, err := d.Store.Explanation(d.ctx, id, "")
			d.no(err)
			same(t, "with what is explained", e.Link.Hash, "aa")
		},
		"a refund that was decided without pages has no link, and no hash finds it": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			same(t, "generation", d.pageLink(id).Generation, 0)
			for _, hash := range []string{"", "aa"} {
				_, err := d.Store.PageLinkBy(d.ctx, hash)
				same(t, "by "+hash, isNotFound(err), true)
			}
			_, err := d.Store.PageLink(d.ctx, "refund/m1/o9/c9")
			same(t, "of nothing", isNotFound(err), true)
		},
		"the link before opens nothing once there is a newer one": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			same(t, "made", d.keepLink(id, 2, "bb", "mail").Hash, "bb")
			_, err := d.Store.PageLinkBy(d.ctx, "aa")
			same(t, "the old one", isNotFound(err), true)
			same(t, "a repeated one changes nothing", d.keepLink(id, 2, "cc", "x").Hash, "bb")
			same(t, "nor does one that leaves one out", d.keepLink(id, 5, "cc", "x").Generation, 2)
			acts := d.linkActs(id)
			same(t, "acts", len(acts), 1)
			same(t, "act", acts[0].Act, refund.PageLinkMade)
			same(t, "by", acts[0].Actor, "ann")
			same(t, "asserted", acts[0].Verified, refund.Asserted)
		},
		"a check that was not known is added to a link, once": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "")
			same(t, "of another link", d.keepLink(id, 1, "zz", "mail").Check, "")
			same(t, "added", d.keepLink(id, 1, "aa", "mail").Check, "mail")
			same(t, "and stays", d.keepLink(id, 1, "aa", "other").Check, "mail")
		},
		"a revoked link stays revoked until another is made, and it is kept who did it": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			revoke := ledger.PageLinkRevoked{Refund: id, Cause: refund.Cause{Actor: "ann", Reason: "the mailbox was lost"}, Acting: refund.Subject{ID: "oidc:1", Person: "ann", Kind: refund.Human, Verified: refund.ByOIDC}}
			first, err := d.Store.RevokePageLink(d.ctx, revoke)
			d.no(err)
			d.Clock.Advance(time.Hour)
			again, err := d.Store.RevokePageLink(d.ctx, revoke)
			d.no(err)
			same(t, "when", *again.RevokedAt, *first.RevokedAt)
			same(t, "opens", again.Opens(d.Clock.Now(), time.Hour), false)
			acts := d.linkActs(id)
			same(t, "acts", len(acts), 1)
			same(t, "by", acts[0].Subject, "oidc:1")
			same(t, "why", acts[0].Reason, "the mailbox was lost")
			same(t, "a check is not added", d.keepLink(id, 1, "aa", "x").RevokedAt == nil, false)
			same(t, "a new one opens", d.keepLink(id, 2, "bb", "mail").Opens(d.Clock.Now(), time.Hour), true)
		},
		"nobody revokes without a reason or in another's name, and no machine does": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			for name, in := range map[string]ledger.PageLinkRevoked{
				"no reason":      {Refund: id, Cause: refund.Cause{Actor: "ann"}},
				"another's name": {Refund: id, Cause: workflow, Acting: refund.Subject{Person: "omar", Kind: refund.Human}},
				"a machine":      {Refund: id, Cause: workflow, Acting: refund.Subject{Person: "shop", Kind: refund.Machine}},
			} {
				_, err := d.Store.RevokePageLink(d.ctx, in)
				_, is := refund.ProblemIn(err)
				same(t, name, is, true)
			}
			same(t, "it opens", d.pageLink(id).RevokedAt == nil, true)
		},
		"five wrong tries lock the check for an hour, also for the right words, and the hour ends": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			for range ledger.PageTriesMax - 1 {
				same(t, "wrong", d.try(id, false), false)
			}
			same(t, "right in time", d.try(id, true), true)
			for range ledger.PageTriesMax {
				same(t, "wrong", d.try(id, false), false)
			}
			same(t, "locked", d.try(id, true), false)
			d.Clock.Advance(ledger.PageLockedTime - time.Second)
			same(t, "still locked", d.try(id, true), false)
			d.Clock.Advance(time.Second)
			same(t, "open again", d.try(id, true), true)
		},
		"wrong tries of another hour count no more": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			for range 2 {
				for range ledger.PageTriesMax - 1 {
					d.try(id, false)
				}
				d.Clock.Advance(ledger.PageTryWindow)
			}
			same(t, "right", d.try(id, true), true)
		},
		"what was said of how it went is stored once, and counted by score": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			_, err := d.Store.Survey(d.ctx, id)
			same(t, "not said", isNotFound(err), true)
			for score := 4; score > 2; score-- {
				said, err := d.Store.KeepSurvey(d.ctx, refund.Survey{Refund: id, Score: score, Words: "quick"})
				d.no(err)
				same(t, "score", said.Score, 4)
			}
			figures, err := d.Store.SurveyFigures(d.ctx, d.Clock.Now())
			d.no(err)
			equal(t, "figures", figures, []ledger.SurveyFigure{{Score: 4, Count: 1}})
			none, err := d.Store.SurveyFigures(d.ctx, d.Clock.Now().Add(time.Second))
			d.no(err)
			same(t, "later", len(none), 0)
		},
	}
}

func (d *Desk) linkActs(id refund.ID) []refund.PageLinkAct {
	d.T.Helper()
	acts, err := d.Store.PageLinkActs(d.ctx, id)
	d.no(err)
	return acts
}

// pageFile is a file of a hash that ends with a digit.
func pageFile(id refund.ID, digit string) refund.PageFile {
	hash := "000000000000000000000000000000000000000000000000000000000000000"
	return refund.PageFile{Refund: id, SHA256: hash + digit, MediaType: "image/png", Bytes: 3}
}

func pageFileCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a file is kept once a refund, and found by its hash": func(t *testing.T, d *Desk) {
			one, two := d.withPage("o1", "aa", ""), d.withPage("o2", "bb", "")
			for _, id := range []refund.ID{one, one, two} {
				d.no(d.Store.KeepPageFile(d.ctx, pageFile(id, "1")))
			}
			files, err := d.Store.PageFiles(d.ctx, one)
			d.no(err)
			same(t, "files", len(files), 1)
			same(t, "when", files[0].SentAt, d.Clock.Now())
			same(t, "type", files[0].MediaType, "image/png")
			both, err := d.Store.PageFile(d.ctx, files[0].SHA256)
			d.no(err)
			same(t, "of both", len(both), 2)
		},
		"no more files are taken than there may be, and a known one still is": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "")
			for i := range ledger.PageFilesMax {
				d.no(d.Store.KeepPageFile(d.ctx, pageFile(id, string(rune('0'+i)))))
			}
			var problem refund.Problem
			same(t, "one more", errors.As(d.Store.KeepPageFile(d.ctx, pageFile(id, "f")), &problem), true)
			same(t, "code", problem.Code, ledger.CodeTooManyFiles)
			d.no(d.Store.KeepPageFile(d.ctx, pageFile(id, "0")))
		},
		"who is erased has no link, no check, no files and no words": func(t *testing.T, d *Desk) {
			id := d.withPage("o1", "aa", "mail")
			d.no(d.Store.KeepPageFile(d.ctx, pageFile(id, "1")))
			_, err := d.Store.KeepSurvey(d.ctx, refund.Survey{Refund: id, Score: 2, Words: "slow"})
			d.no(err)
			c := d.Case(id).Cancellation
			erasure := refund.Erasure{Merchant: c.Merchant, Customer: c.Order.Customer.CustomerID, Force: true, Cause: refund.Cause{Actor: "dpo", Reason: "asked"}}
			for range 2 {
				_, err = d.Store.Erase(d.ctx, erasure)
				d.no(err)
			}
			_, err = d.Store.PageLinkBy(d.ctx, "aa")
			same(t, "by its hash", isNotFound(err), true)
			link := d.pageLink(id)
			same(t, "check", link.Check, "")
			same(t, "opens", link.Opens(d.Clock.Now(), time.Hour), false)
			files, err := d.Store.PageFiles(d.ctx, id)
			d.no(err)
			same(t, "files", len(files), 0)
			said, err := d.Store.Survey(d.ctx, id)
			d.no(err)
			same(t, "words", said.Words, "")
			same(t, "the score counts", said.Score, 2)
			same(t, "acts", len(d.linkActs(id)), 1)
		},
	}
}
