package law

import "time"

// LastDay is the last day of a period of days that began with an event on a date: it moves to the next working
// day of the state (Regulation 1182/71, article 3).
func LastDay(state string, event time.Time, days int) time.Time {
	return nextWorkingDay(state, event.AddDate(0, 0, days))
}

// LastDayOfWithdrawal is the last day on which a customer of a member state may withdraw who had the last parcel
// on a date. Where the customer was not informed of the right, it is twelve months after the end of the fourteen
// days.
func LastDayOfWithdrawal(state string, arrived time.Time, informed bool) time.Time {
	end := arrived.AddDate(0, 0, WithdrawalDays)
	if !informed {
		end = monthsLater(nextWorkingDay(state, end), UninformedMonths)
	}
	return nextWorkingDay(state, end)
}

// WorkingDaysLater is the date so many working days of a market after an event on a date.
func WorkingDaysLater(market string, event time.Time, days int) time.Time {
	for ; days > 0; days-- {
		event = nextWorkingDay(market, event.AddDate(0, 0, 1))
	}
	return event
}

func nextWorkingDay(market string, date time.Time) time.Time {
	for !WorkingDay(market, date) {
		date = date.AddDate(0, 0, 1)
	}
	return date
}

// monthsLater is the same day of a later month, or that month's last day where it has no such day.
func monthsLater(date time.Time, months int) time.Time {
	later := date.AddDate(0, months, 0)
	if later.Day() != date.Day() {
		return later.AddDate(0, 0, -later.Day())
	}
	return later
}
