package policy

import (
	"math/big"

	"github.com/makegood/makegood/refund"
)

// fileOffer is goodwill on top of a refund. An offer of one thing may be written without choices.
type fileOffer struct {
	Choices       []fileChoice `yaml:"choices"`
	Budget        text         `yaml:"budget"`
	ExpirySeconds count        `yaml:"expiry_seconds"`
	// RemindSeconds is when the customer is reminded, after the offer was made; absent: never.
	RemindSeconds count `yaml:"remind_seconds"`
	fileChoice    `yaml:",inline"`
}

// fileChoice is one thing a customer may take of an offer.
type fileChoice struct {
	// ID names the choice within its offer; absent: its kind does.
	ID        text                      `yaml:"id"`
	Kind      text                      `yaml:"kind"`
	Promotion text                      `yaml:"promotion"`
	Rate      rate                      `yaml:"rate"`
	MinMinor  map[refund.Currency]count `yaml:"min_minor"`
	MaxMinor  map[refund.Currency]count `yaml:"max_minor"`
	// Programme is the programme of points; PointsPerMinor how many of them a minor unit comes to.
	Programme      text                       `yaml:"programme"`
	PointsPerMinor map[refund.Currency]factor `yaml:"points_per_minor"`
}

// fileOfferRule gives some customers another offer, or none: the first that matches decides.
type fileOfferRule struct {
	Name  text     `yaml:"name"`
	When  fileWhen `yaml:"when"`
	If    text     `yaml:"if"`
	Offer text     `yaml:"offer"`
}

// written reports whether anything of a choice is said.
func (f fileChoice) written() bool {
	return f.ID.present || f.Kind.present || f.Promotion.present || f.Rate.present || f.MinMinor != nil || f.MaxMinor != nil ||
		f.Programme.present || f.PointsPerMinor != nil
}

func (f fileChoice) points() map[refund.Currency]*big.Rat {
	points := map[refund.Currency]*big.Rat{}
	for currency, written := range f.PointsPerMinor {
		points[currency] = written.value
	}
	return points
}
