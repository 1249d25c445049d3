package policy

import "github.com/makegood/makegood/refund"

// The file types are a policy as it is written; check turns them into a Policy. The names of the
// terms are MONEY's.

type file struct {
	Name     text                         `yaml:"name"`
	Version  text                         `yaml:"version"`
	Terms    fileTerms                    `yaml:"terms"`
	Reasons  map[refund.Reason]fileReason `yaml:"reasons"`
	Approval fileApproval                 `yaml:"approval"`
	Offers   map[string]fileOffer         `yaml:"offers"`
	// Budgets are what a merchant's offers may cost in a calendar month, by budget and currency.
	Budgets map[string]map[refund.Currency]count `yaml:"budgets"`
	Risk    fileRisk                             `yaml:"risk"`
}

type fileTerms struct {
	PromotionMode        text            `yaml:"promotion_mode"`
	RestockingRate       rate            `yaml:"restocking_rate"`
	RestockingReasons    []refund.Reason `yaml:"restocking_reasons"`
	TrialUnits           count           `yaml:"trial_units"`
	GraceDays            count           `yaml:"grace_days"`
	LifeDays             count           `yaml:"life_days"`
	TenderOrder          text            `yaml:"tender_order"`
	Shipping             text            `yaml:"shipping"`
	WindowDays           count           `yaml:"window_days"`
	GoodsRequired        *bool           `yaml:"goods_required"`
	StoreCreditBonusRate rate            `yaml:"store_credit_bonus_rate"`
}

type fileReason struct {
	Eligible   *bool `yaml:"eligible"`
	Shipping   text  `yaml:"shipping"`
	WindowDays count `yaml:"window_days"`
	Offer      text  `yaml:"offer"`
}

type fileApproval struct {
	ReviewSeconds count                     `yaml:"review_seconds"`
	AutoMaxMinor  map[refund.Currency]count `yaml:"auto_max_minor"`
}

type fileOffer struct {
	Kind          text                      `yaml:"kind"`
	Promotion     text                      `yaml:"promotion"`
	Rate          rate                      `yaml:"rate"`
	MinMinor      map[refund.Currency]count `yaml:"min_minor"`
	MaxMinor      map[refund.Currency]count `yaml:"max_minor"`
	Budget        text                      `yaml:"budget"`
	ExpirySeconds count                     `yaml:"expiry_seconds"`
}

type fileRisk struct {
	Version    text           `yaml:"version"`
	MediumFrom count          `yaml:"medium_from"`
	HighFrom   count          `yaml:"high_from"`
	Rules      []fileRiskRule `yaml:"rules"`
}

type fileRiskRule struct {
	Name    text  `yaml:"name"`
	Measure text  `yaml:"measure"`
	AtLeast count `yaml:"at_least"`
	Below   count `yaml:"below"`
	Points  count `yaml:"points"`
}
