package withdrawal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/api/withdrawal"
)

func TestTheFileOfShopsIsReadAsItIsWritten(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(shopSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := withdrawal.LoadShops([]byte(`
shops:
  - merchant: m-001
    name: Acme
    hosts: [acme.example, www.acme.example]
    language: de
    time_zone: Europe/Berlin
    secret_file: ` + secret + `
  - merchant: m-002
    name: Other
    language: zh-CN
`))
	if err != nil {
		t.Fatal(err)
	}
	acme, is := file.Shops.At("www.acme.example")
	if !is || acme.Merchant != "m-001" || acme.Language != "de" || acme.TimeZone != "Europe/Berlin" {
		t.Errorf("got %+v", acme)
	}
	if secrets, err := acme.Secrets(); err != nil || len(secrets) != 1 {
		t.Errorf("%d secrets, %v", len(secrets), err)
	}
	if other, is := file.Shops.Of("m-002"); !is || other.Secrets != nil || file.Hash == "" {
		t.Errorf("got %+v", other)
	}
}

func TestAllThatIsWrongInTheFileOfShopsIsNamed(t *testing.T) {
	_, err := withdrawal.LoadShops([]byte(`
shops:
  - merchant: m/001
    hosts: ["https://acme.example"]
    language: fr
    time_zone: Europe/Nowhere
    secret_file: secret
  - merchant: m-002
    name: Other
    hosts: [other.example]
    language: en
  - merchant: m-002
    name: Again
    hosts: [other.example]
    language: en
    colour: red
`))
	if err == nil {
		t.Fatal("it is taken")
	}
	for _, part := range []string{"m/001", "shops[0].name", "https://acme.example", `"fr"`, "Europe/Nowhere", "whole path", "there twice", "another shop's", "colour"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("it does not name %q: %v", part, err)
		}
	}
}
