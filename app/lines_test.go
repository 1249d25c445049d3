package app

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
)

// loaded are settings with some variables; the lines that a test is not about lead nowhere.
func loaded(t *testing.T, set map[string]string) config.Settings {
	t.Helper()
	variables := map[string]string{
		"MAKEGOOD_DATA_DIR": t.TempDir(), "MAKEGOOD_TEMPORAL_ADDRESS": "127.0.0.1:1", "MAKEGOOD_KAFKA_BROKERS": "127.0.0.1:1",
		"MAKEGOOD_SIMULATOR_URL": "http://127.0.0.1:1", "TEMPORAL_CONFIG_FILE": "/dev/null",
	}
	maps.Copy(variables, set)
	s, err := config.Load(variables)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// said is what the doctor says of a line; empty: it works.
func said(t *testing.T, s config.Settings, code string) string {
	t.Helper()
	patient, release := Patient(t.Context(), s, nil, time.Now)
	defer release()
	for _, line := range patient.Lines {
		if line.Code == code {
			return strings.Join(line.Problems(t.Context()), "\n")
		}
	}
	t.Fatalf("there is no line with %s", code)
	return ""
}

// wants holds what the doctor says against the setting that is wrong; empty: nothing is.
func wants(t *testing.T, name, said, setting string) {
	t.Helper()
	switch {
	case setting == "" && said != "":
		t.Errorf("%s: it says %s", name, said)
	case setting != "" && !strings.Contains(said, "look at "+setting):
		t.Errorf("%s: it says %q, want look at %s", name, said, setting)
	}
}

func TestTheDoctorNamesTheSettingOfTemporalThatIsWrong(t *testing.T) {
	stack, err := embedded.StartTemporal(t.Context(), embedded.Options{DataDir: t.TempDir(), Executable: "/nowhere/makegood", Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stack.Stop(); err != nil {
			t.Error(err)
		}
	})
	authority := linetest.New(t)
	secured := startTLS(t, authority)
	for name, c := range map[string]struct {
		set     map[string]string
		setting string
	}{
		"nothing is wrong":     {map[string]string{"MAKEGOOD_TEMPORAL_ADDRESS": stack.TemporalAddress}, ""},
		"nobody answers":       {nil, "MAKEGOOD_TEMPORAL_ADDRESS or TEMPORAL_ADDRESS"},
		"another namespace":    {map[string]string{"MAKEGOOD_TEMPORAL_ADDRESS": stack.TemporalAddress, "TEMPORAL_NAMESPACE": "elsewhere"}, "MAKEGOOD_TEMPORAL_NAMESPACE or TEMPORAL_NAMESPACE"},
		"another authority":    {map[string]string{"MAKEGOOD_TEMPORAL_ADDRESS": secured, "TEMPORAL_TLS": "true"}, "TEMPORAL_TLS_SERVER_CA_CERT_PATH"},
		"a server without TLS": {map[string]string{"MAKEGOOD_TEMPORAL_ADDRESS": stack.TemporalAddress, "TEMPORAL_API_KEY": "k"}, "TEMPORAL_TLS"},
		"a missing key file":   {map[string]string{"MAKEGOOD_TEMPORAL_API_KEY_FILE": "/nowhere/key"}, "MAKEGOOD_TEMPORAL_API_KEY_FILE"},
	} {
		wants(t, name, said(t, loaded(t, c.set), doctor.CodeTemporalWrong), c.setting)
	}
}

// startTLS is a server that shows a certificate of an authority, and its address.
func startTLS(t *testing.T, authority *linetest.Authority) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS, server.EnableHTTP2 = authority.Server(t, "127.0.0.1"), true
	server.Config.ErrorLog = zap.NewStdLog(zap.NewNop())
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func TestTheDoctorNamesTheSettingOfAWebhookThatIsWrong(t *testing.T) {
	authority := linetest.New(t)
	address, trusted := startTLS(t, authority), authority.Write(t)
	secret := "whsec_" + strings.Repeat("c3Nz", 8)
	for prefix, code := range map[string]string{"MAKEGOOD_SMS_": doctor.CodeSMSWrong, "MAKEGOOD_PUSH_": doctor.CodePushWrong} {
		right := map[string]string{prefix + "URL": "https://" + address + "/?key=of-the-receiver", prefix + "SECRET": secret, prefix + "TLS_AUTHORITY_FILE": trusted}
		for name, c := range map[string]struct{ change, value, setting string }{
			"nothing is wrong":        {"URL", right[prefix+"URL"], ""},
			"nobody answers":          {"URL", "https://127.0.0.1:1/", "URL"},
			"another authority":       {"TLS_AUTHORITY_FILE", linetest.New(t).Write(t), "TLS_AUTHORITY_FILE"},
			"the system's":            {"TLS_AUTHORITY_FILE", "", "TLS_AUTHORITY_FILE"},
			"a file that is not":      {"TLS_AUTHORITY_FILE", "/nowhere/ca.pem", "TLS_AUTHORITY_FILE"},
			"a short secret":          {"SECRET", "short", "SECRET_FILE or SECRET"},
			"another name":            {"URL", strings.Replace(right[prefix+"URL"], "127.0.0.1", "localhost", 1), "URL"},
			"no TLS where there is":   {"URL", "https://" + plainServer(t) + "/", "URL"},
			"plain where that is all": {"URL", "http://" + plainServer(t) + "/", ""},
		} {
			set := maps.Clone(right)
			set[prefix+c.change] = c.value
			if c.setting != "" {
				c.setting = prefix + c.setting
			}
			it := said(t, loaded(t, set), code)
			wants(t, prefix+" "+name, it, c.setting)
			if strings.Contains(it, "of-the-receiver") || strings.Contains(it, "c3Nz") {
				t.Errorf("it shows a secret: %s", it)
			}
		}
	}
}

// plainServer is a server without TLS, and its address.
func plainServer(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func TestTheDoctorNamesTheSettingOfTheProviderThatIsWrong(t *testing.T) {
	healthy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer healthy.Close()
	for name, c := range map[string]struct{ url, setting string }{
		"nothing is wrong": {healthy.URL, ""}, "nobody answers": {"http://127.0.0.1:1", "MAKEGOOD_SIMULATOR_URL"},
		"somebody else answers": {"http://" + plainServer(t), "MAKEGOOD_SIMULATOR_URL"},
	} {
		wants(t, name, said(t, loaded(t, map[string]string{"MAKEGOOD_SIMULATOR_URL": c.url}), doctor.CodeProviderWrong), c.setting)
	}
}

func TestTheDoctorNamesTheSettingOfTheLedgerThatIsWrong(t *testing.T) {
	authority := linetest.New(t)
	certificate, key, err := authority.Issue("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	server := postgrestest.StartSecured(t, postgrestest.Identity{Certificate: certificate, Key: key, ClientAuthority: authority.PEM()})
	server.SetPassword(t, "the right one")
	at := server.DatabaseOf(t, postgrestest.UserWithPassword).String()
	verified := at + "?sslmode=verify-full&sslrootcert=" + authority.Write(t)
	own := linetest.New(t).Pair(t, postgrestest.UserWithPassword)
	for name, c := range map[string]struct{ url, password, setting string }{
		"nobody answers":       {"postgres://u@127.0.0.1:1/x", "p", "MAKEGOOD_LEDGER_URL (host and port)"},
		"not secured":          {"postgres://u@db.example/x?sslmode=prefer", "p", "MAKEGOOD_LEDGER_URL (or MAKEGOOD_LEDGER_UNSECURED"},
		"no TLS":               {at + "?sslmode=disable", "the right one", "MAKEGOOD_LEDGER_URL (the user, sslmode, sslcert"},
		"another authority":    {at + "?sslmode=verify-full&sslrootcert=" + linetest.New(t).Write(t), "the right one", "MAKEGOOD_LEDGER_URL (sslrootcert)"},
		"another name":         {strings.Replace(verified, "127.0.0.1", "localhost", 1), "the right one", "MAKEGOOD_LEDGER_URL (the host"},
		"a stranger's own":     {verified + "&sslcert=" + own.Certificate + "&sslkey=" + own.Key, "the right one", "MAKEGOOD_LEDGER_URL (sslcert and sslkey)"},
		"a missing file":       {at + "?sslmode=verify-full&sslrootcert=/nowhere/ca.pem", "the right one", "MAKEGOOD_LEDGER_URL (sslrootcert"},
		"a wrong password":     {verified, "the wrong one", "MAKEGOOD_LEDGER_PASSWORD_FILE"},
		"no password's file":   {verified, "", "MAKEGOOD_LEDGER_PASSWORD_FILE"},
		"a database not there": {strings.Replace(verified, "/t1?", "/t9?", 1), "the right one", "MAKEGOOD_LEDGER_URL (the database)"},
	} {
		file := filepath.Join(t.TempDir(), "missing")
		if c.password != "" {
			file = linetest.File(t, "password", []byte(c.password))
		}
		s := loaded(t, map[string]string{"MAKEGOOD_LEDGER_URL": c.url, "MAKEGOOD_LEDGER_PASSWORD_FILE": file})
		_, err := OpenLedger(t.Context(), s, time.Now, nil)
		if err == nil {
			t.Fatalf("%s: it was opened", name)
		}
		report, err := doctor.ExamineLines(t.Context(), doctor.Patient{}, err)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, name, report.Findings[0].Detail, c.setting)
		if strings.Contains(report.Findings[0].Detail, "the wrong one") {
			t.Errorf("%s: it shows the password: %s", name, report.Findings[0].Detail)
		}
	}
	s := loaded(t, map[string]string{"MAKEGOOD_LEDGER_URL": verified, "MAKEGOOD_LEDGER_PASSWORD": "the right one"})
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Errorf("nothing is wrong: %v", err)
	}
}
