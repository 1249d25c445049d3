package app

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/port"
	"github.com/makegood/makegood/refund"
)

// api is the demo's API, on this machine alone, and what is said of it: where it answers, where the sample people sign in,
// and a token of the first of them.
func (d Demo) api(people *identity.Demo) (part demo.Part, says []string, err error) {
	own := d.Config
	if own.Settings.API.Address, err = demoAddress("API_ADDRESS", own.Settings.API.Address, "the API", "--no-api"); err != nil {
		return demo.Part{}, nil, err
	}
	own.Demo = people
	first := people.People()[0]
	token, err := people.Token(first)
	if err != nil {
		return demo.Part{}, nil, err
	}
	served, err := New(own)
	if err != nil {
		return demo.Part{}, nil, err
	}
	url := "http://" + own.Settings.API.Address
	return demo.Part{Name: "api", Run: served.RunAPI}, []string{
		fmt.Sprintf("API %s · what it can do: %s/docs/ · sign in as one of the sample people: %s/sign-in/", url, url, url),
		identity.DemoNotice,
		fmt.Sprintf("a bearer token of %s for %d hours, or until the demo ends: %s", first, int(identity.DemoLifetime/time.Hour), token),
	}, nil
}

// signsIn has the sample people of reviewers.yaml, who sign in to the API and the desk.
func (d Demo) signsIn() (*identity.Demo, error) {
	people, roles, err := samplePeople(d.Settings)
	if err != nil {
		return nil, err
	}
	made, err := identity.NewDemo(people, d.Now)
	if err != nil {
		return nil, err
	}
	return made.Showing(roles), nil
}

// demoAddress is where a part of the demo answers: on this machine, at a port that nobody has taken. leave is the flag that
// leaves the part out.
func demoAddress(setting, address, part, leave string) (string, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil || (host != "127.0.0.1" && host != "localhost") {
		return "", Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s%s: the demo runs on 127.0.0.1 alone, not on %q", config.Prefix, setting, address)}
	}
	wanted, err := strconv.Atoi(text)
	if err != nil {
		return "", Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s%s: %w", config.Prefix, setting, err)}
	}
	free, err := port.Free(wanted)
	if err != nil {
		return "", fmt.Errorf("%s: %w (is another makegood demo running? set %s%s, or leave it out: %s)", part, err, config.Prefix, setting, leave)
	}
	return port.Local(free), nil
}

// samplePeople are those of reviewers.yaml, each with their roles in words.
func samplePeople(s config.Settings) (people []refund.Person, roles map[refund.Person]string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), askRulesMax)
	defer cancel()
	staff, err := LoadReviewers(ctx, s.ReviewersFile)
	if err != nil {
		return nil, nil, err
	}
	roles = make(map[refund.Person]string, len(staff.Reviewers))
	for _, one := range staff.Reviewers {
		people = append(people, one.Name)
		roles[one.Name] = rolesInWords(one.Roles)
	}
	if len(people) == 0 {
		return nil, nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%sREVIEWERS_FILE names nobody who could sign in", config.Prefix)}
	}
	return people, roles, nil
}

// rolesInWords is "support" or "support, lead".
func rolesInWords(roles []refund.Role) string {
	words := make([]string, len(roles))
	for i, one := range roles {
		words[i] = string(one)
	}
	return strings.Join(words, ", ")
}
