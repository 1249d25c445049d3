package support

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// ActTrialBooks is a ledger of which nothing is kept.
type ActTrialBooks interface {
	ledger.ActRehearsal
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
}

// ActTrial is where acts are tried: a ledger to try them on, and the rules by which workers judge.
type ActTrial struct {
	Books ActTrialBooks
	Rules ledger.Rules
}

// ActPorts are what ActDesk works with.
type ActPorts struct {
	// Try lets work try acts, and keeps nothing. work may run twice; its error is Try's.
	Try func(ctx context.Context, work func(ActTrial) error) error
	// Staff reads who may decide.
	Staff func(context.Context) (refund.Staff, error)
	// Witness is who acts, as it will be known behind the workflow.
	Witness func(refund.Subject) refund.Witnessed
	// Outside lists refunds that somebody made elsewhere.
	Outside func(context.Context, ledger.OutsideFilter) ([]ledger.OutsideRefund, error)
	// Say is a notice in the customer's words, by the code that tells it.
	Say func(ctx context.Context, n refund.Notice, explanation refund.Explanation) (messaging.Message, error)
	// Now is UTC.
	Now func() time.Time
}

// ActDesk says what may be done about a refund, and what it would come to. It decides nothing itself: it tries acts on the
// ledger, and keeps nothing of them.
type ActDesk struct{ ports ActPorts }

// NewActDesk returns it over its ports, all of which it needs.
func NewActDesk(p ActPorts) (*ActDesk, error) {
	if p.Try == nil || p.Staff == nil || p.Witness == nil || p.Outside == nil || p.Say == nil || p.Now == nil {
		return nil, errors.New("support: acts need trials, staff, a witness, refunds made elsewhere, words and a clock")
	}
	return &ActDesk{p}, nil
}

// Acts says of every act whether who calls may do it now, and why not. A wrong "may" costs a click, which the ledger
// refuses; where the ledger cannot be asked, everything may be tried. An error is UNAUTHENTICATED, or NOT_FOUND.
func (d *ActDesk) Acts(ctx context.Context, call api.Call, id refund.ID) ([]ActState, error) {
	if err := signedIn(call); err != nil {
		return nil, call.Failed(err)
	}
	who, err := d.acting(ctx, call)
	if err != nil {
		return nil, call.Failed(err)
	}
	var states map[ActName]ActState
	err = d.ports.Try(ctx, func(t ActTrial) (err error) {
		states, err = who.states(ctx, t, id)
		return err
	})
	switch _, refused := refund.ProblemIn(err); {
	case errors.Is(err, ledger.ErrNotFound) || refused:
		return nil, call.Failed(err)
	case err != nil:
		states = nil
	}
	return d.shown(ctx, call, id, states), nil
}

// shown puts states in their sequence and into the caller's language.
func (d *ActDesk) shown(ctx context.Context, call api.Call, id refund.ID, states map[ActName]ActState) (out []ActState) {
	for _, act := range ActNames() {
		state, asked := states[act]
		if !asked {
			state = ActState{Verdict: NotAsked}
		}
		switch act {
		case ActProviderFact, ActDispute:
			state = ActState{Verdict: MachineOnly, Code: refund.CodeNotSupported, Detail: "providers and banks say this, no person"}
		case ActAttribute:
			state = d.attributable(ctx, id)
		case ActApprove, ActReject, ActAdjust, ActAsk, ActAnswer, ActAssign, ActInspect, ActChoose, ActWithdraw, ActLookNow, ActRetry,
			ActPaidElsewhere, ActPayAnotherWay, ActGiveUp, ActClear, ActAppeal, ActAcceptOffer, ActDeclineOffer:
		}
		state.Act = act
		if state.Code != "" {
			state.Sentence = sentenceOf(call, refund.Problem{Code: state.Code, Detail: state.Detail})
		}
		out = append(out, state)
	}
	return out
}

// attributable: there is a refund of the order that somebody made elsewhere, and nobody has said what it was for.
func (d *ActDesk) attributable(ctx context.Context, id refund.ID) ActState {
	found, err := d.OutsideOf(ctx, id)
	if err != nil {
		return ActState{Verdict: NotAsked}
	}
	if len(found) == 0 {
		return ActState{Verdict: NotNow, Code: refund.CodeNotFound, Detail: "nobody refunded anything of this order elsewhere that has to be explained"}
	}
	return ActState{Verdict: Allowed}
}

// outsideMax bounds how many refunds made elsewhere are looked through.
const outsideMax = 1000

// OutsideOf are refunds of the refund's order that somebody made elsewhere, and nobody has explained yet.
func (d *ActDesk) OutsideOf(ctx context.Context, id refund.ID) (out []ledger.OutsideRefund, err error) {
	key, err := id.Key()
	if err != nil {
		return nil, err
	}
	all, err := d.ports.Outside(ctx, ledger.OutsideFilter{Unattributed: true, LimitMax: outsideMax})
	for _, one := range all {
		if one.Payment.Merchant == key.Merchant && (one.Order == key.Order || slices.Contains(one.Payment.Orders, key.Order)) {
			out = append(out, one)
		}
	}
	return out, err
}

// acting is who tries acts.
type acting struct {
	call  api.Call
	staff refund.Staff
	who   refund.Witnessed
}

func (d *ActDesk) acting(ctx context.Context, call api.Call) (acting, error) {
	staff, err := d.ports.Staff(ctx)
	return acting{call: call, staff: staff, who: d.ports.Witness(call.Subject.Witnessed())}, err
}

// request is an act as it comes to the ledger from behind the workflow.
func (a acting) request(id refund.ID, act refund.Act) refund.ActRequest {
	in := refund.ActRequest{Refund: id, Act: act, Witnessed: a.who, Authority: a.who.Within(a.staff.Authority(a.call.Subject.Name))}
	if act.Kind == refund.ActAssign {
		in.Assignee = a.staff.Authority(act.Assignment.To)
	}
	return in
}

// states tries every act that the ledger judges.
func (a acting) states(ctx context.Context, t ActTrial, id refund.ID) (map[ActName]ActState, error) {
	stored, err := t.Books.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	out := map[ActName]ActState{}
	for _, act := range ActNames() {
		if _, judged := (Intent{Act: act}).act(a.call); !judged {
			continue
		}
		if out[act], err = a.state(ctx, t, act, stored.Standing); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// state is the best of the answers to an act's probes.
func (a acting) state(ctx context.Context, t ActTrial, act ActName, now refund.Standing) (ActState, error) {
	best := ActState{Verdict: NotNow, Code: refund.CodeWrongState, Detail: "the refund is " + string(now.Status) + ": there is nothing to do this to"}
	for n, probe := range probes(act, now) {
		a.call.Key = "probe-" + rand.Text()
		tried, _ := probe.act(a.call)
		answer, err := t.Books.TryAct(ctx, a.request(now.Refund, tried), t.Rules)
		if err != nil {
			return best, err
		}
		state := ActState{Verdict: Allowed}
		if verdict := verdictOf(answer.Code, now.Status.UnderReview() || act == ActClear); !answer.Accepted && verdict != Allowed {
			state = ActState{Verdict: verdict, Code: answer.Code, Detail: answer.Detail}
		}
		if n == 0 || state.Verdict.rank() < best.Verdict.rank() {
			best = state
		}
		if best.Verdict == Allowed {
			break
		}
	}
	return best, nil
}

// signedIn refuses a call of nobody.
func signedIn(call api.Call) error {
	if strings.TrimSpace(string(call.Subject.Name)) == "" || call.Subject.Verified == "" {
		return refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody is known who calls"}
	}
	return nil
}

// sentenceOf is a problem in the caller's language.
func sentenceOf(call api.Call, p refund.Problem) string {
	var told *api.Error
	if errors.As(call.Failed(p), &told) {
		return told.Sentence
	}
	return p.Detail
}
