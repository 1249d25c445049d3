package main

import (
	"encoding/json"
	"maps"
)

// choice is one thing a customer may take of an offer.
type choice struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`
	AmountMinor int64  `json:"amount_minor"`
	Promotion   string `json:"promotion"`
	Units       struct {
		Asset  string `json:"asset"`
		Amount int64  `json:"amount"`
	} `json:"units"`
}

func (o offer) choices() []choice {
	var terms struct {
		Choices []choice `json:"choices"`
	}
	if json.Unmarshal([]byte(o.terms), &terms) != nil {
		return nil
	}
	return terms.Choices
}

// taken is the choice the customer took; a zero one when it is none of the offer's.
func (o offer) taken() choice {
	for _, c := range o.choices() {
		if c.ID == o.choice && o.status == "Accepted" {
			return c
		}
	}
	return choice{}
}

// offersAreIssuedOnce: an offer holds its dearest choice; what was taken is one of its choices, has a
// code, and is issued once as what it is; what was not taken is not issued (POSTINGS P16o, P16a, P16d).
func offersAreIssuedOnce(e evidence) []finding {
	posted := map[string]carried{}
	for _, line := range e.entries {
		if what := carrier(line.account); line.template == "P16a" && what != "" {
			if posted[line.subject] == nil {
				posted[line.subject] = carried{}
			}
			posted[line.subject][what+" "+line.asset] -= line.amount
		}
	}
	var out []finding
	for _, o := range e.offers {
		var dearest int64
		for _, c := range o.choices() {
			dearest = max(dearest, c.AmountMinor)
		}
		if o.held != dearest {
			out = append(out, found(codeOfferDiffers, o.refund, "holds %d, its dearest choice is %d", o.held, dearest))
		}
		if took := o.taken(); o.status == "Accepted" && (took.ID == "" || o.code == "") {
			out = append(out, found(codeOfferDiffers, o.refund, "took %q with code %q: none of its choices, or without a code", o.choice, o.code))
		}
		if is, want := posted[o.refund].withoutZeros(), o.issued(); !maps.Equal(is, want) {
			out = append(out, found(codeOfferIssued, o.refund, "is %s with %q: issued %v, want %v", o.status, o.choice, is, want))
		}
	}
	return out
}

// issued is what the postings of an accepted offer have to come to.
func (o offer) issued() carried {
	out, c := carried{}, o.taken()
	if c.ID == "" {
		return out
	}
	out["spent "+o.currency] = c.AmountMinor
	switch c.Kind {
	case "STORE_CREDIT":
		out["goodwill "+o.currency], out["store_credit "+o.currency] = -c.AmountMinor, c.AmountMinor
	case "POINTS":
		out["goodwill "+o.currency], out["points_liability "+o.currency] = -c.AmountMinor, c.AmountMinor
		out["units "+c.Units.Asset] = c.Units.Amount
	default:
		name := c.Promotion
		if name == "" {
			name = c.Kind
		}
		out["units CPN:"+name] = 1
	}
	return out.withoutZeros()
}
