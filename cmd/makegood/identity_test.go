package main

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

func TestAMachinesKeyIsShownOnceWithItsLine(t *testing.T) {
	status, out, problems := newShell(t).run(t, "identity", "new-machine", "shop", "--scopes", "refunds:read,refunds:request", "--limits", "CNY=500000")
	key, line, _ := strings.Cut(strings.TrimSpace(out), "\n")
	machines, err := identity.ParseMachines(line)
	if status != 0 || err != nil {
		t.Fatalf("status %d, %s, %v", status, problems, err)
	}
	if who, known := machines.ByKey(key); !known || who.Name != "shop" || who.DayLimitMinor["CNY"] != 500000 || strings.Contains(line, key) {
		t.Errorf("%+v, %t", who, known)
	}
	if status, _, _ := newShell(t).run(t, "identity", "new-machine", "shop", "--scopes", "refunds:approve"); status == 0 {
		t.Error("a machine that approves is made")
	}
}

func TestADoorsKeyIsTwoLines(t *testing.T) {
	status, out, problems := newShell(t).run(t, "identity", "new-key", "api-1")
	private, public, _ := strings.Cut(strings.TrimSpace(out), "\n")
	if status != 0 || !strings.HasPrefix(private, "api-1 ") || !strings.HasPrefix(public, "api-1 ") || private == public {
		t.Errorf("status %d, %q, %s", status, out, problems)
	}
	if status, _, _ := newShell(t).run(t, "identity", "new-key", "two words"); status == 0 {
		t.Error("a name of two words is taken")
	}
}

func TestWhoRunsACommandIsNotedBesideTheNameTheyGave(t *testing.T) {
	who := new(cli).typedAs("mia")
	if who.Name != "mia" || who.Verified != refund.ByCommandLine || who.Verified.Proven() || !strings.HasPrefix(string(who.ID), "user:") {
		t.Errorf("%+v", who)
	}
}
