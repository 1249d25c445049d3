package ledgertest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// told is one thing that reaches the ledger about a refund or its payment, whoever tells it.
type told struct {
	name string
	tell func(d *Desk, id refund.ID)
}

// mixedLife is a refund that begins in one way, and of which all of its facts are told in some sequence.
type mixedLife struct {
	begins func(d *Desk, c refund.Cancellation)
	facts  []told
	// ends leads the refund to its end after that; nil: nobody does.
	ends func(d *Desk, id refund.ID)
	// samples is how many sequences are drawn; 0: all of them are played.
	samples int
}

// mixedCases tell what a provider, a bank and somebody in a provider's dashboard say of one payment, in every sequence
// and then all of it once more. Whatever the sequence, every account of the ledger has the same balance (promise 6).
func mixedCases() map[string]func(*testing.T, *Desk) {
	play := func(life mixedLife) func(*testing.T, *Desk) {
		return func(_ *testing.T, d *Desk) { d.everyMix(life) }
	}
	pending, settled := word(refund.OutcomePending, 0), word(refund.OutcomeSettled, 10)
	failed, paid := word(refund.OutcomeFailed, 20), word(refund.OutcomeSettled, 30)
	proved := word(refund.OutcomeFailed, 5)
	return map[string]func(*testing.T, *Desk){
		"paid, looked up, settled at cost, disputed and lost": play(mixedLife{
			begins: begun, facts: []told{settled, lookedUp(15), costing(), bankSays(opened), bankSays(lost)},
		}),
		"paid, bounced, refunded elsewhere, disputed and lost": play(mixedLife{
			begins: begun, facts: []told{settled, failed, elsewhereSays(6000), bankSays(opened), bankSays(lost)},
		}),
		"paid, bounced, lost, and won after all": play(mixedLife{
			begins: begun, facts: []told{settled, failed, bankSays(opened), bankSays(earlyLost), bankSays(lateWon)},
		}),
		"failed, disputed and lost": play(mixedLife{
			begins: begun, facts: []told{pending, proved, bankSays(opened), bankSays(lost)},
		}),
		"failed, disputed, lost, and won after all": play(mixedLife{
			begins: begun, facts: []told{proved, bankSays(opened), bankSays(earlyLost), bankSays(lateWon)},
		}),
		"failed, paid after all, disputed and lost": play(mixedLife{
			begins: begun, facts: []told{proved, settled, bankSays(opened), bankSays(lost), elsewhereSays(6000)},
		}),
		"failed and paid another way, then paid after all, bounced, disputed and lost (P12)": play(mixedLife{
			begins: creditInstead, facts: []told{settled, failed, paid, bankSays(opened), bankSays(lost)},
		}),
		"failed and paid another way, then paid after all, refunded elsewhere, disputed and won (P12)": play(mixedLife{
			begins: creditInstead, facts: []told{settled, elsewhereSays(6000), bankSays(opened), bankSays(won)},
		}),
		"held only, refunded elsewhere, disputed, won": play(mixedLife{
			begins: held, facts: []told{elsewhereSays(6000), bankSays(opened), bankSays(won)},
		}),
		"held only, disputed and lost: discharged": play(mixedLife{
			begins: held, facts: []told{bankSays(inquired), bankSays(opened), bankSays(lost)},
		}),
		"held only, disputed, lost, and won after all, paid in the end": play(mixedLife{
			begins: held, ends: toTheEnd, facts: []told{bankSays(opened), bankSays(earlyLost), bankSays(lateWon)},
		}),
		"everything, in a hundred sequences": play(mixedLife{
			begins: begun, samples: 100, facts: []told{
				pending, settled, lookedUp(15), failed, paid, elsewhereSays(6000), elsewhereFails(6000), bankSays(inquired), bankSays(opened), bankSays(won), bankSays(again), bankSays(lost), costing(),
			},
		}),
	}
}

// A dispute that is lost, and later won after all.
var (
	earlyLost = disputed(3, refund.DisputeLost, capturedMinor)
	lateWon   = disputed(4, refund.DisputeWon, capturedMinor)
)

func begun(d *Desk, c refund.Cancellation) {
	held(d, c)
	same(d.T, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
}

func held(d *Desk, c refund.Cancellation) { d.Propose(c, Units(1)) }

// toTheEnd lets a person and the workflow pay what is owed.
func toTheEnd(d *Desk, id refund.ID) {
	legs := d.Standing(id).Legs
	last := legs[len(legs)-1]
	if last.NeedsPerson != "" {
		d.Taken(id, resolving(retry))
	}
	same(d.T, "begin", d.BeginLeg(id, last.LegID, "a9").Result, refund.BeginSend)
	stored, _ := d.Standing(id).Leg(last.LegID)
	d.RecordAs(id, last.LegID, stored.Generation, "a9", refund.Outcome{Kind: refund.OutcomeSettled})
}

// creditInstead begins with a proved failure, after which the customer was paid by store credit.
func creditInstead(d *Desk, c refund.Cancellation) {
	begun(d, c)
	d.Record(c.ID(), refund.OutcomeDeclined)
	d.Taken(c.ID(), resolving(asCredit))
	same(d.T, "credit", d.BeginLeg(c.ID(), "1.s1", "a2").Result, refund.BeginSend)
	d.RecordAs(c.ID(), "1.s1", 1, "a2", refund.Outcome{Kind: refund.OutcomeSettled})
}

// word is the provider's notification about leg 1, so many minutes after noon.
func word(kind refund.OutcomeKind, minutes int) told {
	return told{fmt.Sprint(kind, "@", minutes), func(d *Desk, id refund.ID) { d.Book(Fact(id, 1, kind, minutes)) }}
}

// lookedUp is a look-up's answer at a time: settled.
func lookedUp(minutes int) told {
	h := heard{"looked up", refund.OutcomeSettled, minutes, true}
	return told{h.name, func(d *Desk, id refund.ID) { d.hear(id, h) }}
}

// bankSays is a word about a dispute of the payment.
func bankSays(x refund.DisputeFact) told {
	return told{fmt.Sprint("dispute ", x.Stage, "@", x.Reason), func(d *Desk, id refund.ID) {
		x := x
		x.DisputeID = "d/" + string(orderOf(id))
		d.Dispute(string(orderOf(id)), x)
	}}
}

// elsewhereSays is a refund of the payment that somebody made elsewhere; elsewhereFails takes it back.
func elsewhereSays(minor int64) told { return outsideTold(minor, refund.OutcomeSettled) }

func elsewhereFails(minor int64) told { return outsideTold(minor, refund.OutcomeFailed) }

func outsideTold(minor int64, kind refund.OutcomeKind) told {
	return told{fmt.Sprint("elsewhere ", kind), func(d *Desk, id refund.ID) {
		d.Book(outsideFact(string(orderOf(id)), "re/"+string(orderOf(id)), minor, kind))
	}}
}

// costing is the provider's bill: what left the account for leg 1, with a fee.
func costing() told {
	return told{"settlement", func(d *Desk, id refund.ID) {
		in := Settlement(id, 1100, "USD")
		in.FeeMinor, in.FeeCurrency = 30, "USD"
		d.Settle(in)
	}}
}

func orderOf(id refund.ID) refund.OrderID {
	key, _ := id.Key()
	return key.Order
}

// everyMix plays a life in its sequences, each with a merchant of its own, and compares the accounts of all.
func (d *Desk) everyMix(life mixedLife) {
	d.T.Helper()
	var ids []refund.ID
	var names []string
	for _, order := range life.sequences(d.sequencesMax) {
		id := d.beginMix(life, len(ids)+1)
		var name []string
		for _, at := range slices.Concat(order, order) {
			life.facts[at].tell(d, id)
			name = append(name, life.facts[at].name)
		}
		if life.ends != nil {
			life.ends(d, id)
		}
		ids, names = append(ids, id), append(names, strings.Join(name[:len(order)], ", "))
	}
	accounts := d.accountsByMerchant()
	first := d.cameTo(ids[0], accounts)
	for i, id := range ids[1:] {
		if now := d.cameTo(id, accounts); !maps.Equal(now, first) {
			d.T.Fatalf("%s:\n%s\nand %s:\n%s", names[0], lines(first, now), names[i+1], lines(now, first))
		}
	}
}

// sequences are those that are played: all of them, or as many as are to be drawn, most at the most; 0: no bound.
func (l mixedLife) sequences(most int) (out [][]int) {
	draw := rand.New(rand.NewPCG(11, 6))
	if l.samples == 0 {
		out = permutations(len(l.facts))
		draw.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	for range l.samples {
		out = append(out, draw.Perm(len(l.facts)))
	}
	if most > 0 {
		out = out[:min(most, len(out))]
	}
	return out
}

func (d *Desk) beginMix(life mixedLife, n int) refund.ID {
	d.T.Helper()
	c := Request(fmt.Sprintf("o%d", n), "c1", 1)
	c.Key.Merchant = refund.MerchantID(fmt.Sprintf("m%d", n))
	c.Order.Customer.CustomerID = refund.CustomerID(c.Key.Order) // a customer has a limit
	life.begins(d, c)
	return c.ID()
}

// accountsByMerchant are the accounts that are not zero.
func (d *Desk) accountsByMerchant() map[refund.MerchantID][]ledger.TrialLine {
	d.T.Helper()
	out := map[refund.MerchantID][]ledger.TrialLine{}
	_, err := d.Store.TrialBalance(d.ctx, ledger.TrialFilter{EachAccount: true}, func(l ledger.TrialLine) error {
		if l.BalanceMinor != 0 {
			out[l.Merchant] = append(out[l.Merchant], l)
		}
		return nil
	})
	d.no(err)
	return out
}

// cameTo are the balances of a refund's merchant, with the names of merchant and order taken out of the accounts', and
// how the refund and its payment stand.
func (d *Desk) cameTo(id refund.ID, accounts map[refund.MerchantID][]ledger.TrialLine) map[string]string {
	d.T.Helper()
	key, err := id.Key()
	d.no(err)
	out := map[string]string{}
	plain := strings.NewReplacer(string(key.Merchant)+"/", "m/", "ch_"+string(key.Order), "ch", "/"+string(key.Order), "/o")
	for _, l := range accounts[key.Merchant] {
		out[plain.Replace(l.Account)+" "+l.Asset] = fmt.Sprint(l.BalanceMinor)
	}
	s := d.Standing(id)
	out["status"], out["needs a person"], out["stop"] = string(s.Status), fmt.Sprint(s.NeedsHuman()), d.Balances(id)[0].Stop
	return out
}

// lines are the entries of a map that another one does not have alike.
func lines(of, other map[string]string) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		if of[name] != other[name] {
			out = append(out, "  "+name+" "+of[name])
		}
	}
	return strings.Join(out, "\n")
}
