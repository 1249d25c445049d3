package hooks

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// MistakeInvalid is the code of a key or a value that means nothing.
const MistakeInvalid sheet.Code = "INVALID_ENDPOINTS"

// ofEndpoints names the file in sheet.Invalid.
const ofEndpoints = "endpoints"

// endpointsMax bounds how many endpoints there are: each event has a row for each that wants it.
const endpointsMax = 100

// everything stands for all merchants, or all types.
const everything = "*"

// Endpoint is where events are posted to.
type Endpoint struct {
	refund.HookTarget
	// URL takes the posts; it is not shown, because it may hold a key.
	URL string
	// Secret is what signs them, as standardwebhooks.ParseSecrets reads it, in a file that is read whenever it is needed.
	Secret secret.Value
	// AuthorityFile has the authorities that the endpoint's certificate is held against (PEM); empty: the machine's.
	AuthorityFile string
}

// Host is the address without what may be a key.
func (e Endpoint) Host() string {
	at, err := url.Parse(e.URL)
	if err != nil {
		return ""
	}
	return at.Scheme + "://" + at.Host
}

// File is the endpoints as their file says.
type File struct {
	Endpoints []Endpoint
	// Hash names the file's content.
	Hash string
}

// written is the file as people write it.
type written struct {
	Endpoints []writtenEndpoint `yaml:"endpoints"`
}

type writtenEndpoint struct {
	Name          sheet.Text   `yaml:"name"`
	URL           sheet.Text   `yaml:"url"`
	SecretFile    sheet.Text   `yaml:"secret_file"`
	AuthorityFile sheet.Text   `yaml:"tls_authority_file"`
	Merchants     []sheet.Text `yaml:"merchants"`
	Events        []sheet.Text `yaml:"events"`
}

// Load reads the endpoints strictly. Everything that is wrong is named at once with its line, as sheet.Invalid.
func Load(content []byte) (File, error) {
	var file written
	c := checker{sheet.Read(content, &file, MistakeInvalid)}
	if len(file.Endpoints) > endpointsMax {
		c.Say("endpoints", "has %d, at most %d are told", len(file.Endpoints), endpointsMax)
	}
	out := File{Hash: sheet.Hash(content)}
	for i, own := range file.Endpoints {
		key := fmt.Sprintf("endpoints[%d]", i)
		endpoint := c.endpoint(own, key)
		if slices.ContainsFunc(out.Endpoints, func(e Endpoint) bool { return e.Name == endpoint.Name }) {
			c.Say(key+".name", "%q is there twice", endpoint.Name)
		}
		out.Endpoints = append(out.Endpoints, endpoint)
	}
	if err := c.Err(ofEndpoints); err != nil {
		return File{}, err
	}
	return out, nil
}

var (
	nameForm     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	merchantForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
)

// checker turns written endpoints into checked ones, and collects every mistake on the way.
type checker struct{ *sheet.Checker }

func (c *checker) endpoint(own writtenEndpoint, key string) Endpoint {
	if !nameForm.MatchString(own.Name.Value) {
		c.Say(key+".name", "is %q; a name is 1 to 32 lower-case letters, digits and hyphens", own.Name.Value)
	}
	c.address(own.URL.Value, key+".url")
	c.file(own.SecretFile.Value, key+".secret_file")
	if own.AuthorityFile.Present {
		c.file(own.AuthorityFile.Value, key+".tls_authority_file")
	}
	out := Endpoint{
		HookTarget: refund.HookTarget{Name: own.Name.Value}, URL: own.URL.Value, Secret: secret.File(own.SecretFile.Value), AuthorityFile: own.AuthorityFile.Value,
	}
	c.Need(len(own.Merchants) > 0, key+".merchants")
	c.Need(len(own.Events) > 0, key+".events")
	for i, one := range own.Merchants {
		if one.Value != everything && !merchantForm.MatchString(one.Value) {
			c.Say(fmt.Sprintf("%s.merchants[%d]", key, i), "is %q, which is no merchant_id and not \"*\"", one.Value)
		}
		out.Merchants = append(out.Merchants, one.Value)
	}
	for i, one := range own.Events {
		switch {
		case !matchesSomething(one.Value, []string{everything}):
			c.Say(fmt.Sprintf("%s.events[%d]", key, i), "is %q, which no event is; see docs/webhooks.md", one.Value)
		case len(out.Merchants) > 0 && !matchesSomething(one.Value, out.Merchants):
			c.Say(fmt.Sprintf("%s.events[%d]", key, i), "is %q, which is of no merchant: only an endpoint with merchants [\"*\"] is told of it", one.Value)
		}
		out.Types = append(out.Types, one.Value)
	}
	return out
}

// matchesSomething reports whether there are events of a pattern of types that an endpoint of some merchants is told of.
func matchesSomething(pattern string, merchants []string) bool {
	target := refund.HookTarget{Merchants: merchants, Types: []string{pattern}}
	return slices.ContainsFunc(refund.HookTypes(), func(kind string) bool { return target.Wants(merchantOf(kind, merchants), kind) })
}

// merchantOf is a merchant that events of a type may be of; none where they are of an account.
func merchantOf(kind string, merchants []string) refund.MerchantID {
	if kind == refund.HookReconciled || len(merchants) == 0 {
		return ""
	}
	return refund.MerchantID(merchants[0])
}

// address does not show what it refuses: it may hold a key.
func (c *checker) address(value, key string) {
	at, err := url.Parse(value)
	switch {
	case err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http":
		c.Say(key, "is no https:// address (http:// is for MAKEGOOD_ENDPOINTS_PRIVATE_NETWORKS alone)")
	case at.User != nil:
		c.Say(key, "has a user or a password in it: posts are signed instead")
	}
}

func (c *checker) file(path, key string) {
	if !filepath.IsAbs(path) {
		c.Say(key, "is %q; it must be the whole path of a file", path)
	}
}
