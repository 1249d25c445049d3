package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

func TestAnEmbeddedModesDoorsAreBelievedByItsWorkers(t *testing.T) {
	s := config.Settings{DataDir: t.TempDir()}
	if sign, err := Attests(s, time.Now); sign != nil || err != nil {
		t.Errorf("without keys: %t, %v", sign != nil, err)
	}
	if by, err := witness(s); by != nil || err != nil {
		t.Errorf("without keys a worker believes %v, %v", by, err)
	}
	for range 2 { // the second time they are there
		if err := EnsureIdentityKeys(s); err != nil {
			t.Fatal(err)
		}
	}
	sign, err := Attests(s, time.Now)
	if err != nil || sign == nil {
		t.Fatal(err)
	}
	by, err := witness(s)
	if err != nil || by == nil {
		t.Fatal(err)
	}
	word, err := sign(refund.Subject{Person: "mia"}, "refund/m/o/r", "body")
	if err != nil {
		t.Fatal(err)
	}
	if err := by.Check(word, "refund/m/o/r", "body"); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(filepath.Join(s.DataDir, embeddedSigningKey))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file is %v, %v", info.Mode(), err)
	}
}

func TestKeysThatOthersMayReadAreNotTaken(t *testing.T) {
	s := config.Settings{DataDir: t.TempDir()}
	if err := EnsureIdentityKeys(s); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(s.DataDir, embeddedSigningKey), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Attests(s, time.Now); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("got %v", err)
	}
}

func TestAMachineOfTheFileIsKnownByTheKeyItWasGiven(t *testing.T) {
	key, line, err := NewMachine("shop", "refunds:request,refunds:read", "CNY=500000")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "machines")
	if err := os.WriteFile(file, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := config.Settings{DataDir: t.TempDir()}
	s.Identity.MachinesFile = file
	if _, err := Identities(s, time.Now, nil); err == nil || !strings.Contains(err.Error(), "IDENTITY_SIGNING_KEY_FILE is needed") {
		t.Errorf("machines are known where nothing is signed: %v", err)
	}
	if err := EnsureIdentityKeys(s); err != nil {
		t.Fatal(err)
	}
	chain, err := Identities(s, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	who, err := chain.Identify(t.Context(), key)
	if err != nil || who.Name != "shop" || who.Kind != api.Machine || who.DayLimitMinor["CNY"] != 500000 {
		t.Errorf("%+v, %v", who, err)
	}
	if strings.Contains(line, key) {
		t.Error("the file has the key itself")
	}
	if _, _, err := NewMachine("shop", "refunds:approve", ""); err == nil {
		t.Error("a machine may approve")
	}
}

// TestAWorkerBesideADoorsKeyNeedsTheKeysThatItBelieves: it would park whatever a machine asks for.
func TestAWorkerBesideADoorsKeyNeedsTheKeysThatItBelieves(t *testing.T) {
	s := config.Settings{DataDir: t.TempDir()}
	s.Identity.SigningKeyFile = filepath.Join(s.DataDir, "door.key")
	if _, err := witness(s); err == nil || !strings.Contains(err.Error(), "MAKEGOOD_IDENTITY_TRUSTED_KEYS_FILE is needed") {
		t.Errorf("got %v", err)
	}
}
