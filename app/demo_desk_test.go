package app

import (
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/demo"
)

func TestTheDemosDeskSaysWhereItIsAndEveryPartKnowsWhereCustomersPagesAre(t *testing.T) {
	s := deskSettings(t)
	d := Demo{Config: Config{Settings: s, Logger: zap.NewNop(), Now: time.Now}, NoAPI: true}
	parts, says, err := d.doors()
	if err != nil || len(parts) != 1 || parts[0].Name != "desk" {
		t.Fatalf("%+v, %v", parts, err)
	}
	text := strings.Join(says, "\n")
	for _, want := range []string{"desk http://127.0.0.1:", "sign in as one of the sample people", "customers' pages http://127.0.0.1:"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said in\n%s", want, text)
		}
	}
	if strings.Contains(text, "127.0.0.1:0") || d.Settings.Pages.URL != "http://"+d.Settings.PageServer.Address {
		t.Errorf("the pages are at %s, and it says\n%s", d.Settings.Pages.URL, text)
	}
	first, err := os.ReadFile(d.Settings.Offer.LinkSecretFile)
	if err != nil || len(strings.TrimSpace(string(first))) < linkSecretBytesMin {
		t.Errorf("the links' secret has %d bytes, %v", len(first), err)
	}
	again := Demo{Config: Config{Settings: s, Logger: zap.NewNop(), Now: time.Now}, NoAPI: true}
	if _, _, err := again.doors(); err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(again.Settings.Offer.LinkSecretFile); err != nil || string(second) != string(first) {
		t.Errorf("another secret the next time: links of messages would lead nowhere (%v)", err)
	}
}

func TestADemoMayLeaveOutDeskAndAPI(t *testing.T) {
	for _, c := range []struct {
		noAPI, noDesk bool
		want          string
	}{{false, false, "desk api"}, {true, false, "desk"}, {false, true, "api"}, {true, true, ""}} {
		s := deskSettings(t)
		s.API.Address = "127.0.0.1:0"
		d := Demo{Config: Config{Settings: s, Logger: zap.NewNop(), Now: time.Now}, NoAPI: c.noAPI, NoDesk: c.noDesk}
		parts, _, err := d.doors()
		if got := names(parts); err != nil || got != c.want {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}

func names(parts []demo.Part) string {
	var out []string
	for _, part := range parts {
		out = append(out, part.Name)
	}
	return strings.Join(out, " ")
}
