package ledgertest

import (
	"errors"
	"sync"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func freshKey(id string, owner refund.KeyOwner) refund.StoredKey {
	return refund.StoredKey{ID: id, Owner: owner, Secret: "secret-" + id}
}

func keyCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"sixteen who ask for a person's key at once get the same one": func(t *testing.T, d *Desk) {
			owner := refund.CustomerOwner("m-001", "42")
			got := make([]refund.StoredKey, 16)
			var asking sync.WaitGroup
			for i := range got {
				asking.Go(func() {
					var err error
					if got[i], err = d.Store.KeepKey(d.ctx, freshKey(string(rune('a'+i)), owner)); err != nil {
						t.Error(err)
					}
				})
			}
			asking.Wait()
			for _, k := range got {
				same(t, "id", k.ID, got[0].ID)
				same(t, "secret", k.Secret, "secret-"+k.ID)
				same(t, "owner", k.Owner, owner)
			}
		},
		"keys of different owners are different, also under one name": func(t *testing.T, d *Desk) {
			for i, owner := range []refund.KeyOwner{
				refund.CustomerOwner("m-001", "42"), refund.CustomerOwner("m-002", "42"), {Scope: refund.KeyOfOrder, Merchant: "m-001", Name: "42"},
			} {
				id := string(rune('a' + i))
				kept, err := d.Store.KeepKey(d.ctx, freshKey(id, owner))
				d.no(err)
				same(t, "id", kept.ID, id)
			}
		},
		"a key that is not there is not found": func(t *testing.T, d *Desk) {
			_, err := d.Store.StoredKey(d.ctx, "nobody")
			same(t, "not found", errors.Is(err, ledger.ErrNotFound), true)
			_, err = d.Store.OwnerOf(d.ctx, "refund/m-001/o-9/c-9")
			same(t, "no such refund", errors.Is(err, ledger.ErrNotFound), true)
		},
		"a person is erased once, with their orders' keys, and a new relation has a new key": erasedOnce,
		"nothing is erased while a refund is open, unless it is forced":                      erasedByForce,
	}
}

func erasedOnce(t *testing.T, d *Desk) {
	c := d.Case(d.Paid("o-1", "c-1", 2)).Cancellation
	_, err := d.Store.CloseRefund(d.ctx, refund.Close{Refund: c.ID(), Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: "paid"}})
	d.no(err)
	owner := c.Owner()
	ofOrder := refund.KeyOwner{Scope: refund.KeyOfOrder, Merchant: c.Merchant, Name: string(c.Key.Order)}
	other := refund.CustomerOwner(c.Merchant, "somebody-else")
	for id, o := range map[string]refund.KeyOwner{"own": owner, "order": ofOrder, "other": other} {
		_, err := d.Store.KeepKey(d.ctx, freshKey(id, o))
		d.no(err)
	}
	if _, err := d.Store.Erase(d.ctx, refund.Erasure{Merchant: c.Merchant, Customer: c.Order.Customer.CustomerID}); err == nil {
		t.Fatal("somebody was erased, and nobody knows by whom")
	}
	ask := refund.Erasure{Merchant: c.Merchant, Customer: c.Order.Customer.CustomerID, Cause: refund.Cause{Actor: "dpo", Reason: "asked on 2026-11-20"}}
	before, err := d.Store.Erase(d.ctx, ask)
	d.no(err)
	same(t, "keys", before.Keys, 2)
	equal(t, "refunds", before.Refunds, []refund.ID{c.ID()})
	trail := d.Case(c.ID()).Trail
	last := trail[len(trail)-1]
	same(t, "the trail", last.Event+" by "+string(last.Actor)+": "+last.Reason, "Erased by dpo: asked on 2026-11-20")
	for _, id := range []string{"own", "order"} {
		k, err := d.Store.StoredKey(d.ctx, id)
		d.no(err)
		same(t, "secret", k.Secret, "")
		same(t, "erased", k.ErasedAt != nil && k.ErasedAt.Equal(d.Clock.Now()), true)
	}
	k, err := d.Store.StoredKey(d.ctx, "other")
	d.no(err)
	same(t, "somebody else's secret", k.Secret, "secret-other")

	again, err := d.Store.Erase(d.ctx, ask)
	d.no(err)
	same(t, "keys the second time", again.Keys, 0)
	same(t, "rows of the trail", len(d.Case(c.ID()).Trail), len(trail))
	kept, err := d.Store.KeepKey(d.ctx, freshKey("new", owner))
	d.no(err)
	same(t, "the key of a new relation", kept.ID, "new")
}

func erasedByForce(t *testing.T, d *Desk) {
	c := d.Case(d.Held("o-1", "c-1", 1)).Cancellation
	_, err := d.Store.KeepKey(d.ctx, freshKey("own", c.Owner()))
	d.no(err)
	ask := refund.Erasure{Merchant: c.Merchant, Customer: c.Order.Customer.CustomerID, Cause: refund.Cause{Actor: "dpo", Reason: "asked"}}
	kept, err := d.Store.Erase(d.ctx, ask)
	same(t, "refused", errors.Is(err, ledger.ErrOpenRefunds), true)
	equal(t, "open", kept.Open, []refund.ID{c.ID()})
	k, err := d.Store.StoredKey(d.ctx, "own")
	d.no(err)
	same(t, "secret", k.Secret, "secret-own")
	ask.Force = true
	_, err = d.Store.Erase(d.ctx, ask)
	d.no(err)
	k, err = d.Store.StoredKey(d.ctx, "own")
	d.no(err)
	same(t, "secret by force", k.Secret, "")
}
