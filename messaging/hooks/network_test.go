package hooks_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/refund"
)

func TestWhichAddressesAreOfTheInternet(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1:248:1893:25c8:1946": true, "8.8.8.8": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.5.4": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "0.1.2.3": false,
		"192.0.0.8": false, "198.18.0.1": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false, "192.0.2.1": false, "203.0.113.9": false,
		"::": false, "::1": false, "fe80::1": false, "fc00::1": false, "fd12:3456::1": false, "ff02::1": false, "fec0::1": false,
		"64:ff9b::a00:1": false, "2002:a00:1::": false, "2001::1": false, "2001:db8::1": false, "100::1": false,
	} {
		if got := hooks.Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is of the internet: %t", address, got)
		}
	}
}

func TestAPrivateAddressIsReachedOnlyWhereASettingAllowsIt(t *testing.T) {
	for name, c := range map[string]struct {
		allowed []netip.Prefix
		host    string
		told    int
	}{
		"nothing is allowed":           {nil, "127.0.0.1", 0},
		"by a name":                    {nil, "localhost", 0},
		"an IPv4 address in IPv6":      {nil, "[::ffff:127.0.0.1]", 0},
		"another network is allowed":   {[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "127.0.0.1", 0},
		"its network is allowed":       {localhost, "127.0.0.1", 1},
		"its network, in IPv6 written": {localhost, "[::ffff:127.0.0.1]", 1},
	} {
		d := setup(t)
		r := startReceiver(t, "crm", d.Clock)
		to, _ := d.tells(r)
		d.endpoints[0].URL = strings.Replace(to.URL, "127.0.0.1", c.host, 1)
		config := d.config()
		config.PrivateNetworks = c.allowed
		d.happens(refund.NoticeSent)
		d.newSender(config).Pass(t.Context(), to.Name)
		if got := len(r.got()); got != c.told {
			t.Errorf("%s: %d posts", name, got)
		}
		if problem := d.stands("crm").Problem; c.told == 0 && !strings.Contains(problem, "its address is private") {
			t.Errorf("%s: the problem is %q", name, problem)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	d := setup(t)
	r, elsewhere := startReceiver(t, "crm", d.Clock), startReceiver(t, "elsewhere", d.Clock)
	to, _ := d.tells(r)
	r.answers(func(w http.ResponseWriter, _ post) {
		w.Header().Set("Location", elsewhere.URL)
		w.WriteHeader(http.StatusPermanentRedirect)
	})
	d.happens(refund.NoticeSent)
	d.pass(to)
	if got := d.stands("crm"); len(elsewhere.got()) != 0 || got.WaitingCount != 1 || got.Problem != "it refuses (308)" {
		t.Errorf("elsewhere got %d posts, the endpoint stands as %+v", len(elsewhere.got()), got)
	}
}

func TestAnAnswerWithoutAnEndIsNotReadToItsEnd(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	r.answers(func(w http.ResponseWriter, _ post) {
		for {
			if _, err := fmt.Fprint(w, strings.Repeat("so what? ", 1000)); err != nil {
				return
			}
		}
	})
	d.happens(refund.NoticeSent)
	d.pass(to)
	if got := d.stands("crm"); got.WaitingCount != 0 || got.ToldAt == nil {
		t.Errorf("the endpoint stands as %+v", got)
	}
}

func TestAnEndpointOverTLSIsHeldAgainstItsOwnAuthorities(t *testing.T) {
	d := setup(t)
	ours, theirs := linetest.New(t), linetest.New(t)
	r := &receiver{name: "crm", clock: d.Clock}
	r.knows(t, firstSecret)
	server := httptest.NewUnstartedServer(r)
	server.TLS = ours.Server(t, "127.0.0.1")
	server.StartTLS()
	t.Cleanup(server.Close)
	file := linetest.File(t, "secret", []byte(firstSecret))
	to := hooks.Endpoint{
		HookTarget: refund.HookTarget{Name: "crm", Merchants: []string{"*"}, Types: []string{"*"}}, URL: server.URL, Secret: secret.File(file), AuthorityFile: theirs.Write(t),
	}
	d.endpoints = append(d.endpoints, to)
	d.happens(refund.NoticeSent)
	d.pass(to)
	if got := d.stands("crm"); got.Problem != "no answer: its certificate is of an authority that is not trusted" {
		t.Errorf("another authority: %+v", got)
	}
	linetest.Overwrite(t, to.AuthorityFile, ours.PEM())
	d.during(to, time.Minute, 20*time.Second)
	if got := d.stands("crm"); len(r.got()) != 1 || got.WaitingCount != 0 {
		t.Errorf("its own authority: %+v, %v", got, r.bad)
	}
}
