package config

import (
	"strings"
	"time"
)

// AdyenReports say how Adyen's reports are fetched, which are its list of refunds.
type AdyenReports struct {
	User         string `env:"USER" doc:"Adyen's report user (report@Company.NAME), with whom makegood fetches the daily Payment accounting report: the list of Adyen's refunds for reconciliation"`
	Password     string `env:"PASSWORD" secret:"whole" doc:"that user's password; it is never shown"`
	PasswordFile string `env:"PASSWORD_FILE" doc:"or the file it lies in, read again for each report"`
	URL          string `env:"URL" envDefault:"https://ca-test.adyen.com/reports/download" doc:"where Adyen's reports are; the live ones are at https://ca-live.adyen.com/reports/download"`
	TimeZone     string `env:"TIME_ZONE" envDefault:"Europe/Amsterdam" doc:"the time zone setting of Adyen's merchant accounts, in which the days of their reports begin"`
}

// Lists reports whether refunds can be listed.
func (r AdyenReports) Lists() bool { return r.User != "" }

// Zone is the accounts' time zone, which was checked.
func (r AdyenReports) Zone() (*time.Location, error) { return time.LoadLocation(r.TimeZone) }

func (p *problems) adyenReports(a Adyen) {
	r := a.Reports
	p.oneSecret("ADYEN_REPORT_PASSWORD", r.Password, r.PasswordFile)
	if (r.User != "") != (r.Password != "" || r.PasswordFile != "") {
		p.add("ADYEN_REPORT_USER", r.User, "goes with "+Prefix+"ADYEN_REPORT_PASSWORD_FILE: both, or none")
	}
	p.url("ADYEN_REPORT_URL", r.URL)
	if r.Lists() && strings.Contains(a.URL, "-live") != strings.Contains(r.URL, "-live") {
		p.add("ADYEN_REPORT_URL", r.URL, "must be of the environment of "+Prefix+"ADYEN_URL: reports of the other one list other refunds")
	}
	if _, err := r.Zone(); err != nil {
		p.wrong("ADYEN_REPORT_TIME_ZONE", r.TimeZone, err)
	}
}
