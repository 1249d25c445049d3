package makegood

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/makegood/makegood"

// allowed is the table of DESIGN section 11: which of makegood's own packages a package's
// non-test code may import. "under/..." allows everything below. A package without a row fails.
var allowed = map[string][]string{
	".":                          {},
	"refund":                     {},
	"refund/internal/...":        {"refund"},
	"proto/gen/...":              {"proto/gen/..."},
	"policy":                     {"policy/creditnote", "policy/entitlement", "policy/explain", "policy/law", "policy/rulebook", "policy/sheet", "policy/tender", "refund"},
	"policy/creditnote":          {"refund"},
	"policy/entitlement":         {"policy/explain", "policy/rulebook", "refund"},
	"policy/tender":              {"policy/explain", "policy/rulebook", "refund"},
	"policy/rulebook":            {"policy/condition", "policy/sheet", "refund"},
	"policy/law":                 {},
	"policy/sheet":               {"refund"},
	"policy/risk":                {"policy/condition", "policy/sheet", "refund"},
	"policy/reviewers":           {"policy/sheet", "refund"},
	"policy/condition":           {},
	"policy/explain":             {"refund"},
	"policy/explain/explaintest": {"policy/explain", "refund"},
	"policy/lint":                {"policy/condition", "policy/law", "policy/rulebook", "policy/sheet", "refund"},
	"policy/diff":                {"internal/foreign", "policy", "refund"},
	"policy/render":              {"internal/foreign", "policy/condition", "policy/explain", "policy/law", "policy/rulebook", "refund"},
	"policy/watch":               {"policy", "policy/reviewers", "policy/risk", "policy/sheet", "refund"},
	"privacy":                    {"refund"},
	"privacy/privacytest":        {"refund"},
	"payment":                    {"refund"},
	"ledger":                     {"refund"},
	"messaging":                  {"internal/foreign", "refund"},
	"payment/wire":               {"refund"},
	"payment/exchange":           {"payment", "payment/wire"},
	"payment/guarded":            {"payment", "refund"},
	"payment/simulator":          {"payment", "payment/wire", "refund"},
	"payment/storedvalue":        {"payment", "refund"},
	"payment/stripe":             {"payment", "payment/wire", "refund"},
	"payment/paypal":             {"payment", "payment/wire", "refund"},
	"payment/paypal/paypaltest":  {"payment", "payment/paymenttest", "refund"},
	"payment/adyen":              {"payment", "payment/wire", "refund"},
	"payment/adyen/adyentest":    {"payment", "payment/paymenttest", "refund"},
	"payment/stripe/stripetest":  {"payment", "payment/paymenttest", "refund"},
	"payment/paymenttest":        {"payment", "refund"},
	"ledger/sqlstore":            {"ledger", "refund"},
	"ledger/sqlite":              {"ledger", "ledger/sqlstore"},
	"ledger/postgres":            {"internal/secret", "ledger", "ledger/sqlstore", "refund"},
	"ledger/postgres/...":        {"internal/port"},
	"ledger/ledgertest":          {"ledger", "refund"},
	"ledger/sqlite/sqlitetest":   {"ledger", "ledger/ledgertest", "ledger/sqlite"},
	"ledger/schematest":          {},
	"messaging/letter":           {"internal/foreign", "messaging"},
	"messaging/eml":              {"internal/foreign", "messaging", "messaging/letter"},
	"messaging/kafkastatus":      {"internal/foreign", "messaging", "messaging/statusevent", "refund"},
	"messaging/statusevent":      {"internal/foreign", "messaging", "proto/gen/...", "refund"},
	"messaging/hooks":            {"internal/line", "internal/secret", "messaging", "messaging/standardwebhooks", "messaging/statusevent", "policy/sheet", "refund"},
	"messaging/messagingtest":    {"messaging", "messaging/once", "refund"},
	"messaging/once":             {"messaging", "refund"},
	"messaging/smtp":             {"internal/line", "internal/secret", "messaging", "messaging/letter"},
	"messaging/webhook":          {"internal/line", "internal/secret", "messaging", "messaging/standardwebhooks", "refund"},
	"messaging/standardwebhooks": {},
	"messaging/inapp":            {"internal/foreign", "messaging", "refund", "proto/gen/...", "internal/kafka"},
	"activities":                 {"internal/heartbeat", "refund", "policy", "payment", "ledger", "messaging", "privacy"},
	"workflows":                  {"internal/foreign", "refund", "activities"},
	"starter":                    {"internal/foreign", "refund", "ledger", "payment", "internal/kafka", "internal/line", "internal/telemetry", "privacy", "starter/event"},
	"starter/event":              {"refund", "proto/gen/..."},
	"simulator":                  {},
	"internal/foreign":           {},
	"internal/foreign/...":       {},
	"internal/kafka":             {"internal/foreign", "internal/secret"},
	"internal/secret":            {},
	"internal/attest":            {"refund"},
	"internal/line":              {},
	"internal/line/linetest":     {},
	"internal/kafka/apache":      {"internal/line/linetest", "internal/port"},
	"internal/config":            {"deployment"},
	"internal/port":              {},
	"internal/heartbeat":         {},
	"internal/telemetry":         {"internal/foreign"},
	"internal/telemetry/...":     {},
	"internal/traced":            {"activities", "internal/telemetry", "ledger", "messaging", "payment", "refund"},
	"internal/codec":             {"refund"},
	"internal/codec/server":      {"internal/codec", "internal/line"},
	"internal/temporal":          {"internal/codec", "internal/line", "internal/secret", "internal/telemetry", "refund"},
	"internal/health":            {},
	"internal/temporal/...":      {"internal/temporal"},
	"deployment":                 {"refund"},
	"worker":                     {"refund", "activities", "deployment", "workflows", "ledger", "payment", "messaging", "privacy", "internal/telemetry", "internal/temporal"},
	"internal/preview":           {"internal/foreign", "ledger", "policy/explain", "refund"},
	"e2e":                        {},
	"proof":                      {},
	"e2e/soak":                   {"refund"},
	"internal/figures":           {"ledger", "refund"},
	"internal/embedded":          {"internal/port", "internal/telemetry", "internal/temporal"},
	"internal/demo":              {"internal/embedded", "internal/foreign", "internal/kafka", "ledger", "refund", "wording"},
	"report":                     {"internal/foreign", "refund"},
	"report/riskreport":          {"internal/foreign", "refund"},
	"report/liquidity":           {"internal/foreign", "ledger", "refund"},
	"doctor":                     {"deployment", "ledger", "refund"},
	"reconcile":                  {"ledger", "payment", "refund"},
	"reconcile/daily":            {"internal/heartbeat", "ledger", "payment", "reconcile", "refund"},
	"wording":                    {"internal/foreign", "ledger", "policy/explain", "refund"},
	"api":                        {"internal/preview", "ledger", "policy/explain", "privacy", "refund", "wording"},
	"api/apitest":                {"api", "ledger", "refund"},
	"api/support/casetest":       {"activities", "api", "api/apitest", "api/support", "ledger", "ledger/sqlite", "policy", "policy/risk", "refund", "starter/event"},
	"desk/cases":                 {"api", "api/support", "desk/web", "ledger", "policy/explain", "refund", "wording"},
	"api/customer":               {"api", "ledger", "messaging", "policy/explain", "privacy", "refund"},
	"api/customer/customertest":  {"api", "api/customer", "ledger/ledgertest", "ledger/sqlite", "ledger/sqlstore", "messaging", "refund"},
	"internal/evidence":          {"api/customer", "privacy", "refund"},
	"desk/customer":              {"api", "api/customer", "desk/web", "refund", "wording"},
	"api/identity":               {"api", "refund"},
	"api/support":                {"api", "docs", "doctor", "ledger", "messaging", "policy", "policy/...", "privacy", "refund", "report", "report/liquidity", "wording"},
	"api/support/supporttest":    {"activities", "api", "api/support", "ledger", "ledger/ledgertest", "ledger/sqlite", "messaging", "policy/explain", "privacy", "refund"},
	"api/wire":                   {"refund"},
	"api/openapi":                {"docs"},
	"docs":                       {},
	"api/mcp":                    {"api", "api/identity", "api/rpc", "api/wire", "internal/foreign", "proto/gen/...", "refund"},
	"api/record":                 {"api", "internal/preview", "policy/explain", "proto/gen/...", "refund", "starter/event", "wording"},
	"api/remote":                 {"api", "api/record", "api/rpc", "internal/line", "internal/secret", "ledger", "policy/explain", "proto/gen/...", "refund", "wording"},
	"api/server":                 {"api", "internal/line", "internal/telemetry", "refund"},
	"api/rest":                   {"api", "api/rpc", "api/wire", "proto/gen/...", "refund"},
	"api/rpc":                    {"api", "api/identity", "api/record", "api/wire", "internal/preview", "ledger", "policy/explain", "proto/gen/...", "refund", "starter/event", "wording"},
	"app":                        {"*"},
	"desk/queue":                 {"api", "api/support", "desk/web", "internal/foreign", "ledger", "refund", "wording"},
	"desk/audit":                 {"api", "api/support", "desk/web", "ledger", "refund"},
	"desk/web":                   {"api", "internal/foreign", "policy/explain", "refund", "wording"},
	"desk":                       {"api", "api/identity", "desk/session", "desk/signin", "desk/web", "refund"},
	"desk/session":               {"api", "desk/web", "ledger", "refund"},
	"desk/signin":                {"api", "api/identity", "desk/session", "desk/web", "refund"},
	"desk/acts":                  {"api", "api/support", "desk/web", "ledger", "refund", "wording"},
	"desk/web/webtest":           {},
	"desk/withdrawal":            {"api", "api/withdrawal", "desk/web", "ledger", "refund"},
	"desk/application":           {"api", "api/withdrawal", "desk/web", "refund", "wording"},
	"desk/policies":              {"api/policies", "desk/markdown", "desk/web", "refund"},
	"api/withdrawal":             {"api", "internal/preview", "internal/secret", "ledger", "messaging", "messaging/standardwebhooks", "policy/explain", "policy/sheet", "privacy", "refund", "starter/event"},
	"api/policies":               {"ledger", "policy/render", "policy/rulebook", "refund"},
	"desk/plot":                  {},
	"desk/markdown":              {},
	"desk/finance":               {"api", "api/support", "desk/markdown", "desk/plot", "desk/web", "doctor", "internal/foreign", "ledger", "policy/diff", "policy/explain", "refund", "report", "report/liquidity", "wording"},
	"cmd/makegood": {
		"api", "api/record", "api/support", "api/withdrawal", "app", "deployment", "internal/config", "internal/demo", "internal/foreign", "internal/preview", "internal/telemetry", "doctor", "report", "report/liquidity", "report/riskreport", "wording", "starter/event",
		"simulator", "ledger", "messaging", "messaging/hooks", "messaging/standardwebhooks", "policy", "policy/...", "privacy", "reconcile", "refund",
	},

	"payment/storedvalue/storedvaluetest": {"payment/storedvalue", "refund"},
	"payment/rsa256":                      {},
	"payment/wechatpay":                   {"payment", "payment/rsa256", "payment/wire", "refund"},
	"payment/wechatpay/wechatpaytest":     {"payment", "payment/paymenttest", "payment/rsa256", "refund"},
	"payment/alipay":                      {"payment", "payment/rsa256", "payment/wire", "refund"},
	"payment/alipay/alipaytest":           {"payment", "payment/paymenttest", "payment/rsa256", "refund"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func TestEveryPackageImportsOnlyWhatItsRowAllows(t *testing.T) {
	packages := listPackages(t)
	if len(packages) < 15 {
		t.Fatalf("go list found %d packages: the check sees too little to mean anything", len(packages))
	}
	for _, p := range packages {
		own := relative(p.ImportPath)
		row, ok := rowOf(own)
		if !ok {
			t.Errorf("package %s has no row in the import table: decide what it may import", own)
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, module) && !permits(row, relative(imported)) {
				t.Errorf("%s imports %s, which its row %v does not allow", own, relative(imported), row)
			}
		}
	}
}

func TestTheTableForbidsWhatItShould(t *testing.T) {
	for _, forbidden := range []struct{ from, to string }{
		{"refund", "ledger"}, {"policy", "ledger"}, {"workflows", "policy"}, {"workflows", "ledger"},
		{"starter", "workflows"}, {"activities", "ledger/sqlite"}, {"activities", "payment/simulator"},
		{"internal/embedded", "app"}, {"internal/demo", "app"}, {"worker", "app"}, {"doctor", "ledger/sqlite"}, {"report", "ledger/sqlite"},
		{"cmd/makegood", "ledger/sqlite"}, {"cmd/makegood", "payment/simulator"}, {"cmd/makegood", "messaging/smtp"}, {"cmd/makegood", "worker"},
		{"api", "app"}, {"api", "ledger/sqlite"}, {"api", "starter"}, {"api", "internal/temporal"}, {"cmd/makegood", "internal/temporal"},
		{"policy/rulebook", "policy"}, {"policy/entitlement", "policy"}, {"policy/tender", "policy"},
		{"policy/entitlement", "policy/tender"}, {"policy/rulebook", "policy/entitlement"},
	} {
		row, ok := rowOf(forbidden.from)
		if !ok || permits(row, forbidden.to) {
			t.Errorf("the table allows %s to import %s", forbidden.from, forbidden.to)
		}
	}
}

func TestTheKernelAndTheStoryTouchNoDriver(t *testing.T) {
	drivers := []string{"database/sql", "net/http", "github.com/segmentio/kafka-go", "modernc.org/sqlite", "os"}
	pure := []string{"refund", "policy", "policy/entitlement", "policy/tender", "policy/rulebook", "workflows", "activities"}
	for _, p := range listPackages(t) {
		if !slices.Contains(pure, relative(p.ImportPath)) {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(drivers, imported) {
				t.Errorf("%s imports %s", relative(p.ImportPath), imported)
			}
		}
	}
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list output: %v", err)
		}
		packages = append(packages, p)
	}
}

func relative(path string) string {
	if path == module {
		return "."
	}
	return strings.TrimPrefix(path, module+"/")
}

func rowOf(own string) ([]string, bool) {
	if row, ok := allowed[own]; ok {
		return row, true
	}
	for pattern, row := range allowed {
		if under(pattern, own) {
			return row, true
		}
	}
	return nil, false
}

func permits(row []string, imported string) bool {
	return slices.ContainsFunc(row, func(pattern string) bool {
		return pattern == "*" || pattern == imported || under(pattern, imported)
	})
}

func under(pattern, path string) bool {
	prefix, ok := strings.CutSuffix(pattern, "...")
	return ok && strings.HasPrefix(path, prefix)
}
