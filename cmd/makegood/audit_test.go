package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// audited is a shell two days after three refunds were closed, with a key that signs.
func audited(t *testing.T) *shell {
	t.Helper()
	s := booked(t, func(d *ledgertest.Desk) {
		for _, order := range []string{"o1", "o2", "o3"} {
			d.Paid(order, "c1", 1)
		}
	})
	settings, err := s.cli.settings()
	if err != nil {
		t.Fatal(err)
	}
	if err := app.EnsureIdentityKeys(settings); err != nil {
		t.Fatal(err)
	}
	s.cli.now, s.cli.staff = func() time.Time { return at.Add(48 * time.Hour) }, loadStaff
	return s
}

var sampling = []string{"audit", "sample", "--seed", "2026-Q4", "--from", "2026-11-21", "--to", "2026-11-22", "--size", "2"}

func TestASampleIsDrawnByCommand(t *testing.T) {
	s := audited(t)
	s.says(t, "sample-1: 2 of 3 closed refunds, by the seed 2026-Q4", append(sampling, "--by", "ada")...)
	s.says(t, "sample-2: 1 of 3 closed refunds", append(sampling, "--by", "olga", "--size", "1", "--at-least", "1.00 CNY")...)
	s.refuses(t, api.CodeNotPermitted, append(sampling, "--by", "mia")...)
	s.refuses(t, codeUsage, sampling...)
	s.refuses(t, codeUsage, append(sampling, "--by", "ada", "--at-least", "1.00 CNY", "--less-than", "9.00 EUR")...)
	s.refuses(t, codeUsage, append(sampling, "--by", "ada", "--at-least", "much")...)
	s.refuses(t, api.CodeBadFilter, append(sampling, "--by", "ada", "--size", "201")...)
}

func TestDutiesAndRolesAreListedByCommand(t *testing.T) {
	s := audited(t)
	period := []string{"--from", "2026-11-01", "--to", "2026-12-01", "--by", "ada"}
	s.says(t, "ASKED_AND_APPROVED             HIGH    0 found", append([]string{"audit", "duties"}, period...)...)
	s.says(t, "ops support, lead, finance", append([]string{"audit", "duties"}, period...)...)
	s.refuses(t, codeUsage, "audit", "duties", "--by", "ada")
	s.says(t, "", "audit", "roles", "--by", "ada")
	s.refuses(t, api.CodeNotPermitted, "audit", "roles", "--by", "noah")
}

func TestAnExportIsVerifiedByCommandAndAChangedOneIsRefused(t *testing.T) {
	s := audited(t)
	file := filepath.Join(t.TempDir(), "o1.json")
	s.says(t, "is written, signed by", "audit", "export", "m1/o1/c1", "--out", file, "--by", "ada")
	s.says(t, "unchanged: refund/m1/o1/c1, 1 refunds, without personal data", "audit", "verify", file)
	s.says(t, `"case_count":1`, "audit", "verify", file, "--json")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 || !json.Valid(content) || strings.Contains(string(content), `"customer_id":"42"`) {
		t.Errorf("the file is %v, or no JSON, or names the customer (%v)", info.Mode(), err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(content), `"total_minor":11300`, `"total_minor":11301`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.refuses(t, refund.CodeAttestationRefused, "audit", "verify", file)
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.refuses(t, refund.CodeAttestationRefused, "audit", "verify", file)
	s.refuses(t, codeUsage, "audit", "verify", file+"-gone")
	s.refuses(t, api.CodeNotPermitted, "audit", "export", "m1/o1/c1", "--whole", "--out", file, "--by", "ada")
	s.says(t, "is written", "audit", "export", "m1/o1/c1", "--whole", "--out", file, "--by", "olga")
	s.says(t, "with personal data", "audit", "verify", file)
}

// TestAnExportIsVerifiedWithoutMakegood: whoever has the file, its signature and the key needs no program of ours.
func TestAnExportIsVerifiedWithoutMakegood(t *testing.T) {
	s := audited(t)
	file := filepath.Join(t.TempDir(), "o1.json")
	s.says(t, "is written", "audit", "export", "m1/o1/c1", "--out", file, "--by", "ada")
	s.says(t, "unchanged", "audit", "verify", file, "--key", file+".pem")
	read := func(name string) []byte {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	block, _ := pem.Decode(read(file + ".pem"))
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(key.(ed25519.PublicKey), read(file), read(file+".sig")) {
		t.Error("the signature is not of the file as it is")
	}
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		return // what it would check was checked above
	}
	check := func() error {
		return exec.Command(openssl, "pkeyutl", "-verify", "-pubin", "-inkey", file+".pem", "-rawin", "-in", file, "-sigfile", file+".sig").Run()
	}
	if err := check(); err != nil {
		t.Errorf("openssl: %v", err)
	}
	if err := os.WriteFile(file, append(read(file), ' '), 0o600); err != nil {
		t.Fatal(err)
	}
	if check() == nil {
		t.Error("openssl takes a changed file")
	}
}
