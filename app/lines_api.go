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

// apiLine looks at the API where it answers.
func apiLine(s config.Settings, now func() time.Time) doctor.Line {
	return doctor.Line{Name: "API", Code: doctor.CodeAPIWrong, Severity: doctor.SeverityLate,
		Look: func(ctx context.Context) ([]string, string) { return lookAtAPI(ctx, s.API, now()) }}
}

// lookAtAPI says what is wrong with the API, or how it stands. Where nobody answers that is wrong only at an address that
// was set: not everybody runs one. An address of every interface names no machine, and port 0 any that is free: nobody is called there.
func lookAtAPI(ctx context.Context, a config.API, now time.Time) (problems []string, note string) {
	if a.TLSCertFile != "" {
		if problems = apiCertificateProblems(a, now); len(problems) > 0 {
			return problems, ""
		}
	}
	host, port, err := net.SplitHostPort(a.Address)
	if ip := net.ParseIP(host); err != nil || host == "" || port == "0" || ip != nil && ip.IsUnspecified() {
		return nil, "it is not asked at " + a.Address
	}
	report, err := askAPI(ctx, a)
	switch {
	case err != nil && a.Address == config.APIAddressUsual && dialFailed(err):
		return nil, "none runs at " + a.Address
	case err != nil:
		return []string{fmt.Sprintf("the API does not answer at %s: look at %sAPI_ADDRESS: %v", a.Address, config.Prefix, err)}, ""
	}
	for _, check := range report.Checks {
		if !check.OK {
			problems = append(problems, fmt.Sprintf("the API at %s is not ready: %s: %s", a.Address, check.Name, check.Reason))
		}
	}
	return problems, ""
}

func apiCertificateProblems(a config.API, now time.Time) []string {
	pair, err := tls.LoadX509KeyPair(a.TLSCertFile, a.TLSKeyFile)
	switch {
	case err != nil:
		return []string{fmt.Sprintf("the API's certificate cannot be used: look at %[1]sAPI_TLS_CERT_FILE and %[1]sAPI_TLS_KEY_FILE: %[2]v", config.Prefix, err)}
	case now.After(pair.Leaf.NotAfter):
		return []string{fmt.Sprintf("the API's certificate has ended on %s: look at %sAPI_TLS_CERT_FILE", pair.Leaf.NotAfter.UTC().Format(time.DateOnly), config.Prefix)}
	}
	return nil
}

// askAPI asks for readiness.
func askAPI(ctx context.Context, a config.API) (report health.Report, err error) {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	scheme := "http"
	if a.TLSCertFile != "" {
		scheme = "https"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+a.Address+health.ReadyPath, nil)
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
