package config

import (
	"net/netip"
	"path/filepath"
	"strings"
	"time"
)

// Endpoints says which other systems are told of refunds by webhook.
type Endpoints struct {
	File            string        `env:"FILE" doc:"the endpoints that are told of refunds by webhook (endpoints.yaml, docs/webhooks.md), watched and reloaded; empty: none is"`
	PrivateNetworks []string      `env:"PRIVATE_NETWORKS" doc:"networks beside the internet in which endpoints may be, such as 10.1.0.0/16,127.0.0.0/8, separated by commas; in them http:// is taken too; empty: none"`
	KeepFor         time.Duration `env:"KEEP_FOR" envDefault:"720h" doc:"how long events are kept, told or not, for makegood webhooks replay; then they are forgotten"`
}

// Networks are the networks beside the internet; those that cannot be read are left out.
func (e Endpoints) Networks() (out []netip.Prefix) {
	for _, text := range e.PrivateNetworks {
		if network, err := netip.ParsePrefix(strings.TrimSpace(text)); err == nil {
			out = append(out, network.Masked())
		}
	}
	return out
}

// endpointsKeepMin is longer than an event is tried for.
const endpointsKeepMin = 96 * time.Hour

// endpoints checks the settings of webhooks that go out.
func (p *problems) endpoints(e Endpoints) {
	if e.File != "" && !filepath.IsAbs(e.File) {
		p.add("ENDPOINTS_FILE", e.File, "must be the whole path of a file")
	}
	for _, text := range e.PrivateNetworks {
		_, err := netip.ParsePrefix(strings.TrimSpace(text))
		p.wrong("ENDPOINTS_PRIVATE_NETWORKS", text, err)
	}
	if e.KeepFor < endpointsKeepMin {
		p.add("ENDPOINTS_KEEP_FOR", e.KeepFor.String(), "must be "+endpointsKeepMin.String()+" at least: an event is tried for three days")
	}
}
