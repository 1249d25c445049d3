package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestKeysAreMadeUsedAndListedAndNeverShown(t *testing.T) {
	s := newShell(t)
	path := filepath.Join(t.TempDir(), "keys")
	s.set("CODEC_KEYS_FILE", path)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"new"}, "2026-11-21  encrypts and decrypts\n"},
		{[]string{"new", "next"}, "2026-11-21  encrypts and decrypts\nnext  decrypts\n"},
		{[]string{"use", "next"}, "next  encrypts and decrypts\n2026-11-21  decrypts\n"},
		{[]string{"list"}, "next  encrypts and decrypts\n2026-11-21  decrypts\n"},
	} {
		status, out, problems := s.run(t, append([]string{"codec", "keys"}, c.args...)...)
		if status != 0 || out != c.says {
			t.Errorf("codec keys %v: status %d, says %q %s", c.args, status, out, problems)
		}
	}
	content, err := os.ReadFile(path)
	if err != nil || len(strings.Fields(string(content))) != 4 {
		t.Errorf("the file is %q, %v", content, err)
	}
	for _, wrong := range [][]string{{"new", "next"}, {"use", "nobody"}, {"new", "a b"}} {
		status, _, problems := s.run(t, append([]string{"codec", "keys"}, wrong...)...)
		if status != statusFailed || !strings.Contains(problems, "BAD_CONFIG") {
			t.Errorf("codec keys %v: status %d, %s", wrong, status, problems)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, content) {
		t.Errorf("a refused command changed the file: %q, %v", after, err)
	}
}

func TestATokenIsShownOnceAndItsHashKept(t *testing.T) {
	s := newShell(t)
	path := filepath.Join(t.TempDir(), "tokens")
	s.set("CODEC_TOKENS_FILE", path)
	status, out, problems := s.run(t, "codec", "tokens", "new", "mia")
	token := strings.TrimSpace(out)
	content, err := os.ReadFile(path)
	if status != 0 || err != nil || len(token) < 26 || strings.Contains(string(content), token) {
		t.Errorf("status %d, token %q, file %q, %v, %s", status, token, content, err, problems)
	}
}

func TestTheCodecServerNeedsKeysAndTokens(t *testing.T) {
	s := newShell(t)
	if status, _, problems := s.run(t, "codec", "serve"); status != statusFailed || !strings.Contains(problems, "BAD_CONFIG: MAKEGOOD_CODEC_KEYS_FILE and MAKEGOOD_CODEC_TOKENS_FILE are needed") {
		t.Errorf("status %d, %s", status, problems)
	}
}

// TestAnEncryptedDemoLeavesNoGoodsInTemporalsDatabase looks at the bytes on the disk; without encryption they have the
// goods' titles. What is said of a person is sealed in either.
func TestAnEncryptedDemoLeavesNoGoodsInTemporalsDatabase(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{{"plain", nil}, {"encrypted", []string{"--encrypt"}}} {
		t.Run(c.name, func(t *testing.T) {
			s := newShell(t)
			s.cli.now = time.Now
			s.set("CODEC_ADDRESS", freeAddress(t))
			s.set("CODEC_METRICS_ADDRESS", "off")
			if d := s.demonstrate(t, append([]string{"demo", "-n", "3", "--exit", "--within", "2m"}, c.args...)...); !d.Agree || d.Refunds == 0 {
				t.Errorf("the demo: %+v", d)
			}
			files, err := filepath.Glob(filepath.Join(s.dataDir(), "temporal.db*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("%v, %v", files, err)
			}
			var database []byte
			for _, file := range files {
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				database = append(database, content...)
			}
			if found := bytes.Contains(database, []byte(`"title":"`)); found != (c.args == nil) {
				t.Errorf("goods stand in Temporal's database: %t", found)
			}
			if bytes.Contains(database, []byte("@example.com")) {
				t.Error("an address stands in Temporal's database")
			}
			if told := regexp.MustCompile(`sign in at http://127\.0\.0\.1:\d+ with the token \w{26}`).MatchString(s.err.String()); told == (c.args == nil) {
				t.Errorf("the screen says where to sign in: %t", told)
			}
		})
	}
}

// dataDir is the shell's data folder.
func (s *shell) dataDir() string { return strings.TrimPrefix(s.cli.environ[0], "MAKEGOOD_DATA_DIR=") }
