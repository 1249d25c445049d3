package identity_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
)

func TestAMachineIsKnownByItsKeyOfWhichOnlyTheHashIsKept(t *testing.T) {
	key, hash := identity.NewKey()
	second, secondHash := identity.NewKey()
	if key == second || strings.Contains(hash, key) {
		t.Fatalf("keys %q and %q", key, second)
	}
	keys, err := identity.ParseMachines("# the shop\n\nshop " + hash + " refunds:request,refunds:read\nshop " + secondHash + " refunds:read\n")
	if err != nil {
		t.Fatal(err)
	}
	who, known := keys.ByKey(key)
	if !known || who.Name != "shop" || who.Kind != api.Machine || who.Verified != api.ByKey || len(who.Scopes) != 2 {
		t.Errorf("%+v, %t", who, known)
	}
	if who, known := keys.ByKey(second); !known || len(who.Scopes) != 1 {
		t.Errorf("its second key: %+v, %t", who, known)
	}
	for _, other := range []string{"", hash, key + "x", strings.ToLower(key), key[:len(key)-1]} {
		if who, known := keys.ByKey(other); known {
			t.Errorf("%q is said to be %+v", other, who)
		}
	}
}

func TestAFileOfKeysThatIsWrongIsRefusedByItsLine(t *testing.T) {
	_, hash := identity.NewKey()
	for name, file := range map[string]string{
		"no scope":             "shop " + hash,
		"a scope that is none": "shop " + hash + " refunds:approve",
		"a key in plain":       "shop mgk_ABC refunds:read",
		"a hash cut short":     "shop " + hash[:62] + " refunds:read",
		"a key twice":          "shop " + hash + " refunds:read\nother " + hash + " refunds:read",
		"a subject twice":      "shop jwt:7 refunds:read\nother jwt:7 refunds:read",
		"a subject of nobody":  "shop jwt: refunds:read",
		"a limit in no money":  "shop " + hash + " refunds:read DEM=5",
		"a limit with a point": "shop " + hash + " refunds:read CNY=5.00",
		"a limit below zero":   "shop " + hash + " refunds:read CNY=-5",
		"a limit twice":        "shop " + hash + " refunds:read CNY=5,CNY=6",
		"another limit":        "shop " + hash + " refunds:read CNY=5\nshop jwt:7 refunds:read CNY=6",
		"no limit beside one":  "shop jwt:7 refunds:read CNY=5\nshop " + hash + " refunds:read",
		"a word too many":      "shop " + hash + " refunds:read CNY=5 x",
	} {
		if _, err := identity.ParseMachines(file); err == nil || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABearersTokenIsRead(t *testing.T) {
	for header, want := range map[string]string{"Bearer abc": "abc", "bearer  abc ": "abc", "Basic abc": "", "": "", "Bearer": ""} {
		if got := identity.Bearer(header); got != want {
			t.Errorf("%q: %q", header, got)
		}
	}
}
