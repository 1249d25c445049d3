package secret_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/secret"
)

const password = "hunter2-9c4e"

func TestASecretShowsInNoForm(t *testing.T) {
	held := struct{ Password secret.Value }{secret.Of(password)}
	inJSON, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{
		"%v": fmt.Sprintf("%v", held), "%+v": fmt.Sprintf("%+v", held), "%#v": fmt.Sprintf("%#v", held), "%s": fmt.Sprintf("%s", held.Password),
		"%q": fmt.Sprintf("%q", held.Password), "%x": fmt.Sprintf("%x", held.Password), "%d": fmt.Sprintf("%d", held.Password), "json": string(inJSON),
	} {
		if strings.Contains(text, password) || !strings.Contains(text, "•••") {
			t.Errorf("%s shows %s", form, text)
		}
	}
}

func TestASecretInAFileIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	of := secret.Either("not this one", path)
	for _, want := range []string{"first", "second"} {
		if err := os.WriteFile(path, []byte(want+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := of.Read(); err != nil || got != want {
			t.Errorf("read %q, %v; want %q", got, err, want)
		}
	}
	if err := os.WriteFile(path, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := of.ReadFilled(); err == nil || !strings.Contains(err.Error(), path+" is empty") {
		t.Errorf("an empty file: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := of.ReadFilled(); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestASecretOfTheEnvironmentIsItsValue(t *testing.T) {
	if got, err := secret.Either(password, "").ReadFilled(); err != nil || got != password {
		t.Errorf("read %q, %v", got, err)
	}
	if _, err := (secret.Value{}).ReadFilled(); err == nil || !(secret.Value{}).IsZero() {
		t.Errorf("an empty secret: %v", err)
	}
}

func TestARingTakesOldSecretsAndKeepsTheLastGoodOnes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("the first\n")
	ring, err := secret.NewRing(secret.File(path), 9)
	if err != nil {
		t.Fatal(err)
	}
	write("the second\r\nthe first\n")
	want := fmt.Sprintf("%q", []string{"the second", "the first"})
	if got := fmt.Sprintf("%q", ring.Secrets()); got != want {
		t.Errorf("it has %s, want %s", got, want)
	}
	for _, broken := range []string{"", "short\n", "the third\n\n\nthe second\n"} {
		write(broken)
		if got := fmt.Sprintf("%q", ring.Secrets()); got != want {
			t.Errorf("after %q it has %s, want %s", broken, got, want)
		}
	}
	if _, err := secret.NewRing(secret.Of("short"), 9); err == nil || !strings.Contains(err.Error(), "a secret has 5 bytes, it needs 9") {
		t.Errorf("a short one: %v", err)
	}
}
