package refund

// FormulaID is how a step's result follows from its inputs: one of a closed set. Names in backquotes are
// inputs; one that is there several times is summed, one that is missing is 0. round is half away from zero
// (MONEY C1), everything before it exact.
type FormulaID string

// The formulas.
const (
	// FormulaStatement computes nothing: the result is 0.
	FormulaStatement FormulaID = "STATEMENT"
	// FormulaWindow states on which `day` after delivery something happened: the days from `delivered` to `on`,
	// less `grace`, at least 0. The result is 0.
	FormulaWindow FormulaID = "DAY_OF_WINDOW"
	// FormulaSum adds up all inputs, FormulaPositiveSum too, at least 0; FormulaDifference is the inputs of the first one's name less all others, and
	// FormulaPositiveDifference the same, at least 0. FormulaNegative is all inputs with the other sign.
	FormulaSum                FormulaID = "SUM"
	FormulaPositiveSum        FormulaID = "SUM_ABOVE_ZERO"
	FormulaDifference         FormulaID = "DIFFERENCE"
	FormulaPositiveDifference FormulaID = "DIFFERENCE_ABOVE_ZERO"
	FormulaNegative           FormulaID = "NEGATIVE"
	// FormulaRecordedTax is `recorded`, where it differs by more than one unit from `computed`.
	FormulaRecordedTax FormulaID = "RECORDED_TAX"

	// FormulaShare is a cumulative share (MONEY C2, C4): `upto` less `given`, at least 0, where `upto` is
	// round(total * (before + now) / bought) + `allowed`, at most total.
	FormulaShare FormulaID = "SHARE_SO_FAR"
	// FormulaShareOver is the same over money: `upto` less `before`, where `upto` is round(total * back / net).
	FormulaShareOver FormulaID = "SHARE_OVER_NET"
	// FormulaShares is FormulaShare by row; the result is the rows' sum.
	FormulaShares FormulaID = "SHARES_SO_FAR"
	// FormulaShareMeasured is a cumulative share by a measure (MONEY C12): `upto` less `share_before`, at most `at_most`,
	// which is total less `given`. upto is round(total * (before + now) / whole), share_before the same of before.
	FormulaShareMeasured FormulaID = "SHARE_BY_MEASURE"
	// FormulaNetOfGross is the net part of `gross`: `upto` less `given`, at least gross less what is left of the tax
	// (`tax` less `tax_given`), where upto is round(total * (given + tax_given + gross) / (total + tax)).
	FormulaNetOfGross FormulaID = "NET_OF_GROSS"
	// FormulaWithin is `due`, which is at most `owed`.
	FormulaWithin FormulaID = "WITHIN_OWED"
	// FormulaAsked is `asked`, which is at most `total` less `given`.
	FormulaAsked FormulaID = "AS_ASKED"
	// FormulaUnspent is what is left of an allowance: `allowance` - round(allowance * returned / units).
	FormulaUnspent FormulaID = "LEFT_OF_ALLOWANCE"

	// FormulaProportion is round((amount - less) * part / whole), at most each `at_most`. It is at least 0 where there
	// is an at_most, and the difference where there is a less.
	// FormulaLessProportion is that with the other sign.
	FormulaProportion     FormulaID = "PROPORTION"
	FormulaLessProportion FormulaID = "LESS_PROPORTION"
	// FormulaLessRate takes round(price * quantity * rate), at most `at_most`, and at most what `divisible` less
	// what was `taken` before, where it is given (restocking).
	FormulaLessRate FormulaID = "LESS_RATE"
	// FormulaRate is round(net * rate), FormulaLessInside takes round(part * rate / (1 + rate)): the tax inside it.
	FormulaRate       FormulaID = "RATE"
	FormulaLessInside FormulaID = "LESS_TAX_INSIDE"
	// FormulaLessAsked takes `asked`, at most `at_most`, and at most what `divisible` less what was `taken` before,
	// where it is given (the return label).
	FormulaLessAsked FormulaID = "LESS_ASKED"
	// FormulaLessMinimum takes the smallest amount.
	FormulaLessMinimum FormulaID = "LESS_MINIMUM"
	// FormulaLessUsedUnits takes round(price * part / whole), at most `left`, where part is `used` - `free`,
	// between 0 and whole; whole is `each` * `quantity` for FormulaLessUsedBalance.
	FormulaLessUsedUnits   FormulaID = "LESS_USED_UNITS"
	FormulaLessUsedBalance FormulaID = "LESS_USED_BALANCE"
	// FormulaLessUsedDays takes the days of a period [`start`, `end`) up to and with `on`.
	FormulaLessUsedDays FormulaID = "LESS_USED_DAYS"
	// FormulaLessUsedLife takes the days from `delivered` to `on`, less `grace`, of `whole`.
	FormulaLessUsedLife FormulaID = "LESS_USED_LIFE"

	// FormulaWaiver is -min(total, waived).
	FormulaWaiver FormulaID = "WAIVER"
	// FormulaNeverCaptured takes what may still be captured, `open` = max(0, min(cost - captured, authorised)),
	// less `voided`, at most `claim`. FormulaCapturedSince is `voided` less `open`.
	FormulaNeverCaptured FormulaID = "NEVER_CAPTURED"
	FormulaCapturedSince FormulaID = "CAPTURED_SINCE"

	// FormulaNets is by row the first cell less those between it and the last; the result is the rows' sum.
	FormulaNets FormulaID = "DIFFERENCES"
	// FormulaBasket is what goods are worth where a promotion is tested: by row price * units, less
	// round(off * units / bought) of discounts without a rule, at least 0, less every `less` (what promotions
	// before took off). The result is the rows' sum.
	FormulaBasket FormulaID = "BASKET"
	// FormulaSpread spreads `amount` less `less`, at most all weights, over the rows' weights by the largest
	// remainder, ties to the earlier (MONEY C3). A weight is the row's first cell less those between it and the
	// last, at least 0. FormulaSpreadBasket spreads over what the rows of a basket are worth.
	FormulaSpread       FormulaID = "LARGEST_REMAINDER"
	FormulaSpreadBasket FormulaID = "LARGEST_REMAINDER_OF_BASKET"
	// FormulaThreshold is the most that a tier takes off which `basket` and `units` reach: by row each * times +
	// once + round(basket * rate), where times is 1, or as often as the tier is reached where `repeat` is 1; at
	// most `max_off`, and at most `basket`.
	FormulaThreshold FormulaID = "THRESHOLD"
	// FormulaGiveAway is what buy-x-get-y takes off: the cheapest units of the rows at a `rate`, at most
	// `granted`.
	FormulaGiveAway FormulaID = "GIVE_AWAY"
	// FormulaSitting is the discount that sits on goods that count as kept: by row the share of this promotion,
	// by weight among all weights, of price * left - (paid - round(paid * (bought - left) / bought)).
	FormulaSitting FormulaID = "DISCOUNT_ON_KEPT_GOODS"
	// FormulaLostOnKept spreads `amount` over the rows' weights, and leaves of each row
	// round(share * kept / left): what sits on goods refunded for the merchant's fault is nobody's.
	FormulaLostOnKept FormulaID = "LOST_ON_KEPT_GOODS"
	// FormulaGift is price * (kept - earned), at least 0: a gift's units that are kept and not earned, where the
	// rows are the tiers that earn it.
	FormulaGift FormulaID = "GIFT_NOT_EARNED"
	// FormulaUnreached is `amount` where no tier of the rows is reached.
	FormulaUnreached FormulaID = "TIER_NOT_REACHED"
	// FormulaRetaxed is what the tax of kept goods at a new price is more than the recorded one: by row the sum
	// of round((paid - round(paid * taken / bought) + more) * rate), less recorded - round(recorded * taken /
	// bought).
	FormulaRetaxed FormulaID = "TAX_AT_NEW_PRICE"

	// FormulaAdjusted brings a `total` to what the payments `shared` give back, a person's amount: it takes what is
	// more, off = total - shared, without the tax on top in it. FormulaAdjustedTax takes that tax,
	// round(on_top * off / total), at most off; FormulaAdjustedInside round((tax - on_top) * off / total). Here
	// tax is at least 0, and on_top between 0 and tax.
	FormulaAdjusted       FormulaID = "ADJUSTED"
	FormulaAdjustedTax    FormulaID = "ADJUSTED_TAX"
	FormulaAdjustedInside FormulaID = "ADJUSTED_TAX_INSIDE"

	// FormulaPointsDue shows the points that are `due` back by now: round(earned * back / whole). FormulaPointsTaken
	// shows the `units` of a component: all due less `before`, at least 0, with the other sign. Points are no money:
	// the result is 0.
	FormulaPointsDue   FormulaID = "POINTS_DUE"
	FormulaPointsTaken FormulaID = "POINTS_TAKEN"
	// FormulaParties spreads `amount`, of either sign, over the rows' first cells by the largest remainder, ties to
	// the earlier. FormulaPortions is by row round(amount * part / whole); the result is the rows' sum.
	FormulaParties  FormulaID = "LARGEST_REMAINDER_OF_PARTIES"
	FormulaPortions FormulaID = "PORTIONS"
	// FormulaCapture is what goes back to one capture: the `share` of its payment less what captures before `taken` of
	// it, at most what is `left` of the capture (captured less used) in whole provider steps.
	FormulaCapture FormulaID = "WITHIN_CAPTURE"

	// FormulaProviderSteps moves shares to whole steps of their providers (MONEY, "Providers have steps"): by row
	// the share, what was rounded before, what is owed and the step come to what is moved. The result is what
	// all rows move more than their shares.
	FormulaProviderSteps FormulaID = "PROVIDER_STEPS"
	// FormulaRoom gives instruments in kind more, first come first served, where later requests could not give
	// back what they owe: in all the rows' owed - share less `later`, at most `to_all` less `shared`.
	FormulaRoom FormulaID = "ROOM_FOR_INSTRUMENTS"
)
