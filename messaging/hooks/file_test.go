package hooks_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/messaging/hooks"
)

const goodFile = `endpoints:
  - name: crm
    url: https://crm.example.com/hooks?key=hidden
    secret_file: /run/secrets/crm
    merchants: [acme]
    events: [refund.refunded, refund.partly_refunded]
  - name: data-lake
    url: https://lake.internal/in
    secret_file: /run/secrets/lake
    tls_authority_file: /etc/authority.pem
    merchants: ["*"]
    events: ["refund.*"]
`

func TestEndpointsAreReadFromTheirFile(t *testing.T) {
	file, err := hooks.Load([]byte(goodFile))
	if err != nil || len(file.Endpoints) != 2 || file.Hash == "" {
		t.Fatalf("got %+v, %v", file, err)
	}
	crm, lake := file.Endpoints[0], file.Endpoints[1]
	if crm.Host() != "https://crm.example.com" || !crm.Wants("acme", "refund.refunded") || crm.Wants("acme", "refund.sent") || crm.Wants("other", "refund.refunded") {
		t.Errorf("crm is %+v", crm)
	}
	if lake.AuthorityFile != "/etc/authority.pem" || !lake.Wants("other", "refund.sent") {
		t.Errorf("the lake is %+v", lake)
	}
	if none, err := hooks.Load([]byte("endpoints: []\n")); err != nil || len(none.Endpoints) != 0 {
		t.Errorf("no endpoint: %+v, %v", none, err)
	}
}

func TestEveryMistakeInTheFileIsNamedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ old, fresh, want string }{
		"a name":             {"name: crm", "name: CRM!", `line 2: endpoints[0].name is "CRM!"`},
		"a name twice":       {"name: data-lake", "name: crm", `line 7: endpoints[1].name "crm" is there twice`},
		"an address":         {"https://lake.internal/in", "lake.internal", `line 8: endpoints[1].url is no https:// address`},
		"a user":             {"https://crm.", "https://u:hidden@crm.", `line 3: endpoints[0].url has a user or a password in it`},
		"a part of a path":   {"/run/secrets/crm", "crm", `line 4: endpoints[0].secret_file is "crm"`},
		"no secret":          {"    secret_file: /run/secrets/crm\n", "", `endpoints[0].secret_file is ""`},
		"no merchants":       {"merchants: [acme]", "merchants: []", `endpoints[0].merchants is missing`},
		"a merchant":         {"[acme]", `["a b"]`, `endpoints[0].merchants[0] is "a b"`},
		"an event":           {"refund.refunded", "refund.refundd", `endpoints[0].events[0] is "refund.refundd", which no event is`},
		"an unknown key":     {"merchants: [acme]", "merchant: acme", `merchant`},
		"an empty file":      {goodFile, "", "the file is empty"},
		"a group of nothing": {`["refund.*"]`, `["ref*"]`, `endpoints[1].events[0] is "ref*"`},
	} {
		_, err := hooks.Load([]byte(strings.Replace(goodFile, c.old, c.fresh, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
