package acts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// intentOf is what a form means. A decision is on the amount that was shown, or for adjust on the one that was entered.
func intentOf(r *http.Request, id refund.ID, act support.ActName, shown wording.Refund) (support.Intent, error) {
	in := support.Intent{
		ID: id, Act: act, AssessmentHash: r.Form.Get("hash"), Note: words(r, "note"), Message: words(r, "message"), Text: words(r, "text"),
		Evidence: linesOf(r.Form.Get("evidence")), To: refund.Person(strings.TrimSpace(r.Form.Get("to"))), Leg: refund.LegID(r.Form.Get("leg")),
		Fact: refund.LegFact(r.Form.Get("fact")), Reference: strings.TrimSpace(r.Form.Get("reference")), Choice: r.Form.Get("choice"),
	}
	var err error
	if in.Version, err = numberOf(r.Form.Get("version")); err != nil {
		return in, err
	}
	switch act {
	case support.ActApprove, support.ActReject:
		in.Amount, err = shownAmount(r)
	case support.ActAdjust:
		in.Amount, err = enteredAmount(r.Form.Get("amount"), shown.Currency)
	case support.ActInspect:
		err = inspected(r, &in, shown)
	case support.ActAsk, support.ActAnswer, support.ActAssign, support.ActChoose, support.ActWithdraw, support.ActLookNow, support.ActRetry,
		support.ActPaidElsewhere, support.ActPayAnotherWay, support.ActGiveUp, support.ActClear, support.ActAppeal, support.ActAcceptOffer,
		support.ActDeclineOffer, support.ActAttribute, support.ActProviderFact, support.ActDispute:
	}
	return in, err
}

// shownAmount is the amount that the form was made with.
func shownAmount(r *http.Request) (*api.Amount, error) {
	minor, err := numberOf(r.Form.Get("total"))
	if err != nil || r.Form.Get("currency") == "" {
		return nil, err
	}
	return &api.Amount{Minor: minor, Currency: refund.Currency(r.Form.Get("currency"))}, nil
}

// enteredAmount is what a person wrote, such as "45.00" or "45.00 CNY".
func enteredAmount(text string, currency refund.Currency) (*api.Amount, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	if !strings.Contains(text, " ") {
		text += " " + string(currency)
	}
	minor, said, err := refund.ParseAmount(text)
	if err != nil {
		return nil, err
	}
	return &api.Amount{Minor: minor, Currency: said}, nil
}

// inspected reads what was found of each line.
func inspected(r *http.Request, in *support.Intent, shown wording.Refund) error {
	if carrier := strings.TrimSpace(r.Form.Get("carrier")); carrier != "" {
		in.SentProof = &refund.SentProof{Carrier: carrier, Reference: in.Reference}
		return nil
	}
	if in.AllAccepted = r.Form.Get("all") != ""; in.AllAccepted {
		return nil
	}
	in.Currency = shown.Currency
	for _, goods := range goodsOf(shown) {
		line := refund.InspectedLine{LineID: goods.LineID, Reason: r.Form.Get("why-" + string(goods.LineID))}
		for name, into := range map[string]*int64{"accepted-": &line.AcceptedQuantity, "partial-": &line.PartialQuantity, "refused-": &line.RefusedQuantity} {
			n, err := numberOf(r.Form.Get(name + string(goods.LineID)))
			if err != nil {
				return err
			}
			*into = n
		}
		less, err := enteredAmount(r.Form.Get("less-"+string(goods.LineID)), shown.Currency)
		if err != nil {
			return err
		}
		if less != nil {
			line.DeductMinor, in.Currency = less.Minor, less.Currency
		}
		in.Lines = append(in.Lines, line)
	}
	return nil
}

// goodsOf are the goods that have to come back.
func goodsOf(shown wording.Refund) []refund.GoodsLine {
	if shown.Proposal == nil || shown.Proposal.Assessment.Goods == nil {
		return nil
	}
	return shown.Proposal.Assessment.Goods.Lines
}

// words are what somebody wrote.
func words(r *http.Request, name string) string { return strings.TrimSpace(r.Form.Get(name)) }

// numberOf is a whole number of a form; none is 0.
func numberOf(text string) (int64, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, refund.Problem{Code: refund.CodeMalformed, Detail: strconv.Quote(refund.Cut(text, 40)) + " is no whole number"}
	}
	return n, nil
}

func linesOf(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// seal names what was shown: a form whose words have changed since is shown again before anything is done. A note for staff,
// and to whom a refund is assigned, are no part of what is shown: they may be written beside it.
func seal(in support.Intent) string {
	in.Note, in.To = "", ""
	raw, err := json.Marshal(in)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12])
}
