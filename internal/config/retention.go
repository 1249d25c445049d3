package config

import "strconv"

// A notification is kept as it came for as many days at least, and the ledger's database refuses less
// (ledger.NotificationDaysMin); the most is a hundred years.
const (
	notificationDaysMin = 7
	notificationDaysMax = 36_500
)

// Retention says how long what may name a person is kept.
type Retention struct {
	NotificationDays int64 `env:"NOTIFICATION_DAYS" envDefault:"180" doc:"after how many days the worker empties what providers and payment services sent, as it came, once it is booked; what it said happened stays; at least 7; 0: never"`
}

func (r Retention) check(out *problems) {
	if days := r.NotificationDays; days != 0 && (days < notificationDaysMin || days > notificationDaysMax) {
		out.add("RETENTION_NOTIFICATION_DAYS", strconv.FormatInt(days, 10), "must be from 7 to 36500, or 0")
	}
}
