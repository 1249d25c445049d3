package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// issued lets the shell's commands believe an issuer of people's tokens, and a machine of the name shop. It returns what makes a token
// of a person, and the machine's key.
func issued(t *testing.T, s *shell) (token func(person string, ends time.Time) string, subject refund.SubjectID, machine string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	issuer := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.ES256}}, Algorithms: []string{oidc.ES256}}
	server := httptest.NewServer(issuer)
	t.Cleanup(server.Close)
	issuer.SetIssuer(server.URL)
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	private, public, err := app.NewIdentityKey("desk")
	if err != nil {
		t.Fatal(err)
	}
	machine, line, err := app.NewMachine("shop", string(api.ScopeRead), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"OIDC_ISSUER": server.URL, "OIDC_AUDIENCE": "makegood", "OIDC_PERSON_CLAIM": "preferred_username", "MACHINES_FILE": file("machines", line),
		"SIGNING_KEY_FILE": file("door.key", private), "TRUSTED_KEYS_FILE": file("door.pub", public),
	} {
		s.set("IDENTITY_"+name, value)
	}
	return func(person string, ends time.Time) string {
		claims, err := json.Marshal(map[string]any{
			"iss": server.URL, "aud": "makegood", "sub": "7", "preferred_username": person, "iat": ends.Add(-time.Hour).Unix(), "exp": ends.Unix(),
		})
		if err != nil {
			t.Fatal(err)
		}
		return oidctest.SignIDToken(key, "k", oidc.ES256, string(claims))
	}, refund.SubjectID("oidc:" + server.URL + "#7"), machine
}

// TestATokenIsWhoRunsACommand: the subject is kept with what it does, in its own name alone, and a machine does nothing of this.
func TestATokenIsWhoRunsACommand(t *testing.T) {
	s := hooked(t)
	token, subject, machine := issued(t, s)
	now := s.cli.now()
	off := func(by string) []string { return []string{"webhooks", "off", "crm", "--by", by, "--note", "they move"} }
	throw := func(by string) []string { return []string{"kill-switch", "--on", "--by", by, "--note", "doubts"} }
	seal := func(by string) []string { return []string{"ledger", "seal", "--by", by, "--note", "moved"} }
	repair := func(by string) []string { return []string{"doctor", "--repair", "--by", by} }
	for _, c := range []struct {
		token, by string
		code      refund.Code
	}{
		{token("anna", now.Add(-time.Hour)), "anna", api.CodeTokenExpired}, {"nobody's", "anna", api.CodeTokenRefused},
		{token("anna", now.Add(time.Hour)), "ben", refund.CodeSubjectMismatch}, {machine, "anna", refund.CodeNotForMachines}, {machine, "shop", refund.CodeNotForMachines},
	} {
		s.set("IDENTITY_TOKEN", c.token)
		for _, command := range [][]string{off(c.by), throw(c.by), seal(c.by), repair(c.by)} {
			s.refuses(t, c.code, command...)
		}
	}
	s.set("IDENTITY_TOKEN", token("anna", now.Add(time.Hour)))
	s.says(t, "endpoint crm is off", off("anna")...)
	s.says(t, "they move (by anna (oidc))", "webhooks", "endpoints")
	s.says(t, "payouts are stopped", throw("anna")...)
	s.says(t, "by anna (oidc): moved", seal("anna")...)
	var sealed ledger.Identity
	if err := json.Unmarshal([]byte(s.output(t, "ledger", "show", "--json")), &sealed); err != nil || sealed.SealedVerified != refund.ByOIDC || sealed.SealedSubject != subject {
		t.Errorf("sealed %+v, %v", sealed, err)
	}
}
