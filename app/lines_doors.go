package app

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/health"
)

// servedAt is a door as the doctor looks at it, in the words of its settings.
type servedAt struct {
	// name is the door's in sentences, and settings how its settings begin.
	name, settings string
	// address is where it answers, and usual where unless another was set.
	address, usual string
	// certificate and key are files; empty: it is reached by http.
	certificate, key string
}

// apiLine looks at the API where it answers.
func apiLine(s config.Settings, now func() time.Time) doctor.Line {
	return doctor.Line{Name: "API", Code: doctor.CodeAPIWrong, Severity: doctor.SeverityLate,
		Look: func(ctx context.Context) ([]string, string) { return lookAtDoor(ctx, apiAt(s.API), now()) }}
}

func apiAt(a config.API) servedAt {
	return servedAt{"API", "API_", a.Address, config.APIAddressUsual, a.TLSCertFile, a.TLSKeyFile}
}

// deskLine looks at the desk where it answers staff.
func deskLine(s config.Settings, now func() time.Time) doctor.Line {
	return doctor.Line{Name: "desk", Code: doctor.CodeDeskWrong, Severity: doctor.SeverityLate,
		Look: func(ctx context.Context) ([]string, string) { return lookAtDoor(ctx, deskAt(s.Desk), now()) }}
}

func deskAt(d config.Desk) servedAt {
	return servedAt{"desk", "DESK_", d.Address, config.DeskAddressUsual, d.TLSCertFile, d.TLSKeyFile}
}

// lookAtDoor says what is wrong with a door, or how it stands. Where nobody answers that is wrong only at an address that
// was set: not everybody runs one. An address of every interface names no machine, and port 0 any that is free: nobody is called there.
func lookAtDoor(ctx context.Context, at servedAt, now time.Time) (problems []string, note string) {
	if at.certificate != "" {
		if problems = at.certificateProblems(now); len(problems) > 0 {
			return problems, ""
		}
	}
	host, port, err := net.SplitHostPort(at.address)
	if ip := net.ParseIP(host); err != nil || host == "" || port == "0" || ip != nil && ip.IsUnspecified() {
		return nil, "it is not asked at " + at.address
	}
	report, err := at.ask(ctx)
	switch {
	case err != nil && at.address == at.usual && dialFailed(err):
		return nil, "none runs at " + at.address
	case err != nil:
		return []string{fmt.Sprintf("the %s does not answer at %s: look at %s%sADDRESS: %v", at.name, at.address, config.Prefix, at.settings, err)}, ""
	}
	for _, check := range report.Checks {
		if !check.OK {
			problems = append(problems, fmt.Sprintf("the %s at %s is not ready: %s: %s", at.name, at.address, check.Name, check.Reason))
		}
	}
	return problems, ""
}

func (at servedAt) certificateProblems(now time.Time) []string {
	pair, err := tls.LoadX509KeyPair(at.certificate, at.key)
	switch {
	case err != nil:
		return []string{fmt.Sprintf("the %[3]s's certificate cannot be used: look at %[1]s%[4]sTLS_CERT_FILE and %[1]s%[4]sTLS_KEY_FILE: %[2]v", config.Prefix, err, at.name, at.settings)}
	case now.After(pair.Leaf.NotAfter):
		return []string{fmt.Sprintf("the %s's certificate has ended on %s: look at %s%sTLS_CERT_FILE", at.name, pair.Leaf.NotAfter.UTC().Format(time.DateOnly), config.Prefix, at.settings)}
	}
	return nil
}

// ask asks for readiness.
func (at servedAt) ask(ctx context.Context) (report health.Report, err error) {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	scheme := "http"
	if at.certificate != "" {
		scheme = "https"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+at.address+health.ReadyPath, nil)
	if err != nil {
		return report, err
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // whether it is ready; nothing is said that is believed
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return report, err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(http.MaxBytesReader(nil, answer.Body, reportBytesMax)).Decode(&report); err != nil || len(report.Checks) == 0 {
		return report, fmt.Errorf("somebody else answers there, with %s", answer.Status)
	}
	return report, nil
}

// reportBytesMax bounds a report of readiness.
const reportBytesMax = 64 << 10

// dialFailed reports whether nobody listens.
func dialFailed(err error) bool { return strings.Contains(err.Error(), "connection refused") }
