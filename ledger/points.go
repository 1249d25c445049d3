package ledger

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// This file holds the postings of points that a purchase earned, in units of their programme. What they are worth
// to the merchant no event says, so that no posting of theirs has money: m/points_liability stays as it is.

// PointsTaken is what an assessment's components take of earned points: units above zero, one entry a programme.
func PointsTaken(components []refund.Component) (taken []refund.Units) {
	for _, c := range components {
		if c.Kind == refund.ComponentEarnedPoints && c.Units != nil && c.Units.Amount != 0 {
			taken = append(taken, refund.Units{Asset: c.Units.Asset, Amount: -c.Units.Amount})
		}
	}
	return taken
}

// PostPointsEarned learns with an order what its purchase earned the customer (P14e): so much may be taken back of
// it, and the customer's account, as far as the books know it, is never below zero.
func PostPointsEarned(m refund.MerchantID, customer refund.CustomerID, points []refund.EarnedPoints) (Posting, error) {
	var earned []refund.Units
	for _, e := range points {
		earned = append(earned, refund.Units{Asset: e.Asset, Amount: e.Amount})
	}
	has, issued := pointsSides(m, customer, earned)
	return build(TemplateP14e, issued, has)
}

// PostPointsBack gives the customer back the points that a recognised refund had taken, when its claims are
// released (P5p): another request of the order takes them.
func PostPointsBack(r Recognition) (Posting, error) {
	taken, issuer := pointsSides(r.Merchant, r.Customer, r.Points)
	return build(TemplateP5p, issuer, taken)
}

// pointsSides are what a customer has of points, and what their issuer has given out: as debit and credit, points
// are taken; the other way round, they are given.
func pointsSides(m refund.MerchantID, customer refund.CustomerID, points []refund.Units) (customers, issuers []side) {
	for _, p := range points {
		programme := strings.TrimPrefix(p.Asset, pointsAsset)
		asset, at := pointsAsset+programme, "points/"+path(string(m), programme)+"/"
		customers = append(customers, debit(at+path("customer-"+string(customer)), asset, p.Amount))
		issuers = append(issuers, debit(at+"issuer", asset, p.Amount))
	}
	return customers, issuers
}
