package rulebook

import (
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
	"go.yaml.in/yaml/v3"
)

// The file types are a policy as it is written; check turns them into a Version. The names of the
// terms are MONEY's.

type file struct {
	Name    sheet.Text `yaml:"name"`
	Version sheet.Text `yaml:"version"`
	// EffectiveFrom is since when orders are placed under this version; absent: always.
	EffectiveFrom sheet.Moment `yaml:"effective_from"`
	// SupersedesIfBetter gives orders of an earlier version this one where it is better for them.
	SupersedesIfBetter bool                         `yaml:"supersedes_if_better"`
	Terms              fileTerms                    `yaml:"terms"`
	Markets            map[string]fileMarket        `yaml:"markets"`
	Reasons            map[refund.Reason]fileReason `yaml:"reasons"`
	Rules              []fileRule                   `yaml:"rules"`
	Handling           []fileHandling               `yaml:"handling"`
	Approval           *fileApproval                `yaml:"approval"`
	Goods              *fileGoods                   `yaml:"goods"`
	// AppealSeconds is for how long a refusal may be appealed, once; 0: it may not.
	AppealSeconds sheet.Count `yaml:"appeal_seconds"`
	// SurveySeconds is when, after the end, the customer is asked how it went; absent or 0: never.
	SurveySeconds sheet.Count          `yaml:"survey_seconds"`
	Offers        map[string]fileOffer `yaml:"offers"`
	OfferRules    []fileOfferRule      `yaml:"offer_rules"`
	// Budgets are what a merchant's offers may cost in a calendar month, by budget and currency.
	Budgets map[string]map[refund.Currency]sheet.Count `yaml:"budgets"`
	// Alternatives are what a customer may choose instead of the original payments.
	Alternatives *fileAlternatives `yaml:"alternatives"`
	// Risk is where risk rules once stood.
	Risk yaml.Node `yaml:"risk"`
}

type fileAlternatives struct {
	// StoreCreditBudget is the budget that the bonus of store_credit_bonus_rate comes from.
	StoreCreditBudget sheet.Text `yaml:"store_credit_budget"`
	Exchange          *bool      `yaml:"exchange"`
}

// fileTerms are MONEY's terms; beside a reason or in a rule, only those that differ.
type fileTerms struct {
	PromotionMode        sheet.Text      `yaml:"promotion_mode"`
	RestockingRate       sheet.Rate      `yaml:"restocking_rate"`
	RestockingReasons    []refund.Reason `yaml:"restocking_reasons"`
	TrialUnits           sheet.Count     `yaml:"trial_units"`
	GraceDays            sheet.Count     `yaml:"grace_days"`
	LifeDays             sheet.Count     `yaml:"life_days"`
	TenderOrder          sheet.Text      `yaml:"tender_order"`
	FaultReissue         sheet.Text      `yaml:"fault_reissue"`
	Shipping             sheet.Text      `yaml:"shipping"`
	WindowDays           sheet.Count     `yaml:"window_days"`
	GoodsRequired        *bool           `yaml:"goods_required"`
	StoreCreditBonusRate sheet.Rate      `yaml:"store_credit_bonus_rate"`

	ReturnShipping        map[refund.Currency]fileLabel   `yaml:"return_shipping"`
	ReturnShippingReasons []refund.Reason                 `yaml:"return_shipping_reasons"`
	GoodsWaivedUpTo       map[refund.Currency]sheet.Count `yaml:"goods_waived_up_to"`
}

// fileLabel is what a return label costs, with the tax in it.
type fileLabel struct {
	AmountMinor sheet.Count `yaml:"amount_minor"`
	TaxRate     sheet.Rate  `yaml:"tax_rate"`
}

// fileMarket is what a market's law demands at least.
type fileMarket struct {
	// MinimumWindowDays is for how many days after receipt a customer may change their mind.
	MinimumWindowDays sheet.Count `yaml:"minimum_window_days"`
	Law               sheet.Text  `yaml:"law"`
}

type fileReason struct {
	Eligible  *bool      `yaml:"eligible"`
	Offer     sheet.Text `yaml:"offer"`
	fileTerms `yaml:",inline"`
}

// fileWhen says which lines a rule is about. What is absent is any.
type fileWhen struct {
	Markets        []string               `yaml:"markets"`
	Categories     []string               `yaml:"categories"`
	BusinessModels []refund.BusinessModel `yaml:"business_models"`
	Reasons        []refund.Reason        `yaml:"reasons"`
	Initiators     []refund.Initiator     `yaml:"initiators"`
}

type fileRule struct {
	Name sheet.Text `yaml:"name"`
	When fileWhen   `yaml:"when"`
	If   sheet.Text `yaml:"if"`
	// Overrides names later rules that this one goes before on purpose, where both match.
	Overrides []string `yaml:"overrides"`
	// Law names the market's law that a rule by region follows.
	Law      sheet.Text `yaml:"law"`
	Eligible *bool      `yaml:"eligible"`
	// Because is the stable reason of a refusal.
	Because          sheet.Text `yaml:"because"`
	Offer            sheet.Text `yaml:"offer"`
	EvidenceRequired *bool      `yaml:"evidence_required"`
	Terms            fileTerms  `yaml:"terms"`
}

// fileHandling is how a request is handled: never how much it comes to.
type fileHandling struct {
	Name          sheet.Text  `yaml:"name"`
	When          fileWhen    `yaml:"when"`
	If            sheet.Text  `yaml:"if"`
	Approvals     sheet.Count `yaml:"approvals"`
	ReviewSeconds sheet.Count `yaml:"review_seconds"`
	GoodsFirst    *bool       `yaml:"goods_first"`
	// Roles must agree besides: nobody below what the matrix asks for.
	Roles []refund.Role `yaml:"roles"`
}
