package app

import (
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api/identity"
)

func TestTheDemosAPISaysWhereItAnswersWhoSignsInAndThatItIsForTheDemo(t *testing.T) {
	s := onFreePorts(t)
	d := Demo{Config: Config{Settings: s, Logger: zap.NewNop(), Now: time.Now}}
	people, err := d.signsIn()
	if err != nil {
		t.Fatal(err)
	}
	part, says, err := d.api(people)
	if err != nil || part.Name != "api" || part.Run == nil {
		t.Fatalf("%+v, %v", part, err)
	}
	text := strings.Join(says, "\n")
	for _, want := range []string{"API http://127.0.0.1:", "/docs/", "/sign-in/", identity.DemoNotice, "a bearer token of ", " for 12 hours", "mgd_"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said in\n%s", want, text)
		}
	}
	if strings.Contains(text, "127.0.0.1:0") {
		t.Errorf("the port that is taken is not said:\n%s", text)
	}
}

func TestADemosAPIIsOnThisMachineAtAPortThatIsFree(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for address, want := range map[string]string{
		taken.Addr().String(): "is taken",
		"0.0.0.0:8090":        "runs on 127.0.0.1 alone",
		"nonsense":            "runs on 127.0.0.1 alone",
	} {
		s := onFreePorts(t)
		s.API.Address, s.Desk.Address = address, address
		d := Demo{Config: Config{Settings: s, Logger: zap.NewNop(), Now: time.Now}}
		if _, _, err := d.api(nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the API at %s: %v, want %q", address, err, want)
		}
		if _, err := d.deskAddresses(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the desk at %s: %v, want %q", address, err, want)
		}
	}
}
