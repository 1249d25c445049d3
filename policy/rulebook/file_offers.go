package rulebook

import (
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// fileOffer is goodwill on top of a refund. An offer of one thing may be written without choices.
type fileOffer struct {
	Choices       []fileChoice `yaml:"choices"`
	Budget        sheet.Text   `yaml:"budget"`
	ExpirySeconds sheet.Count  `yaml:"expiry_seconds"`
	// RemindSeconds is when the customer is reminded, after the offer was made; absent: never.
	RemindSeconds sheet.Count `yaml:"remind_seconds"`
	fileChoice    `yaml:",inline"`
}

// fileChoice is one thing a customer may take of an offer.
type fileChoice struct {
	// ID names the choice within its offer; absent: its kind does.
	ID        sheet.Text                      `yaml:"id"`
	Kind      sheet.Text                      `yaml:"kind"`
	Promotion sheet.Text                      `yaml:"promotion"`
	Rate      sheet.Rate                      `yaml:"rate"`
	MinMinor  map[refund.Currency]sheet.Count `yaml:"min_minor"`
	MaxMinor  map[refund.Currency]sheet.Count `yaml:"max_minor"`
	// Programme is the programme of points; PointsPerMinor how many of them a minor unit comes to.
	Programme      sheet.Text                       `yaml:"programme"`
	PointsPerMinor map[refund.Currency]sheet.Factor `yaml:"points_per_minor"`
}

// fileOfferRule gives some customers another offer, or none: the first that matches decides.
type fileOfferRule struct {
	Name  sheet.Text `yaml:"name"`
	When  fileWhen   `yaml:"when"`
	If    sheet.Text `yaml:"if"`
	Offer sheet.Text `yaml:"offer"`
}

// written reports whether anything of a choice is said.
func (f fileChoice) written() bool {
	return f.ID.Present || f.Kind.Present || f.Promotion.Present || f.Rate.Present || f.MinMinor != nil || f.MaxMinor != nil ||
		f.Programme.Present || f.PointsPerMinor != nil
}

func (f fileChoice) points() map[refund.Currency]decimal.Decimal {
	points := map[refund.Currency]decimal.Decimal{}
	for currency, written := range f.PointsPerMinor {
		points[currency] = written.Value
	}
	return points
}
