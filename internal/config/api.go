package config

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// API says where and within which limits `makegood api` answers.
type API struct {
	Address        string `env:"ADDRESS" envDefault:"127.0.0.1:8090" doc:"where makegood api answers; other than on this machine only with TLS, or with MAKEGOOD_API_UNSECURED behind a proxy that has it"`
	TLSCertFile    string `env:"TLS_CERT_FILE" doc:"its certificate (PEM), read again for each connection"`
	TLSKeyFile     string `env:"TLS_KEY_FILE" doc:"its certificate's key (PEM)"`
	Unsecured      bool   `env:"UNSECURED" doc:"true: answer other machines without TLS, since a proxy in front has it"`
	MetricsAddress string `env:"METRICS_ADDRESS" envDefault:"127.0.0.1:9467" doc:"where makegood api answers /metrics, /readyz and /livez; off: nowhere"`

	SubjectRate    float64  `env:"SUBJECT_RATE" envDefault:"50" doc:"how many calls a second are taken of each person and each machine"`
	SubjectBurst   int      `env:"SUBJECT_BURST" envDefault:"100" doc:"and how many at once"`
	AddressRate    float64  `env:"ADDRESS_RATE" envDefault:"5" doc:"how many calls a second are taken from each address of nobody who is known: without a token, or with one that is refused"`
	AddressBurst   int      `env:"ADDRESS_BURST" envDefault:"20" doc:"and how many at once"`
	CallsMax       int      `env:"CALLS_MAX" envDefault:"256" doc:"how many calls are answered at once"`
	TrustedProxies []string `env:"TRUSTED_PROXIES" doc:"networks of proxies in front, such as 10.0.0.0/8, separated by commas, whose X-Forwarded-For says which address calls; empty: none is believed"`

	TimeMax      time.Duration `env:"TIME_MAX" envDefault:"30s" doc:"how long a call may take"`
	DrainTimeout time.Duration `env:"DRAIN_TIMEOUT" envDefault:"20s" doc:"how long calls under way may go on after SIGTERM; it stays below the time after which the process is killed (Compose and deploy/kubernetes: 30 s)"`
}

// APIAddressUsual is where the API answers unless another address is set.
const APIAddressUsual = "127.0.0.1:8090"

// The bounds of a call's time and of the drain.
const (
	apiTimeMin  = time.Second
	apiTimeMost = 5 * time.Minute
)

// api checks where the API answers.
func (p *problems) api(a API) {
	if !isAddress(a.Address) && !isFreePort(a.Address) {
		p.add("API_ADDRESS", a.Address, "must be host:port")
	}
	p.metrics("API_METRICS_ADDRESS", a.MetricsAddress)
	if (a.TLSCertFile == "") != (a.TLSKeyFile == "") {
		p.add("API_TLS_CERT_FILE", a.TLSCertFile, "goes with "+Prefix+"API_TLS_KEY_FILE: both, or none")
	}
	if a.TLSCertFile == "" && !a.Unsecured && !loopback(a.Address) {
		p.add("API_ADDRESS", a.Address, "is reached from other machines, so it needs "+Prefix+"API_TLS_CERT_FILE, or "+Prefix+"API_UNSECURED=true behind a proxy with TLS")
	}
	p.apiLimits(a)
	p.apiTime("API_TIME_MAX", a.TimeMax)
	p.apiTime("API_DRAIN_TIMEOUT", a.DrainTimeout)
}

// Proxies are the networks of trusted proxies; those that cannot be read are left out.
func (a API) Proxies() (out []netip.Prefix) {
	for _, text := range a.TrustedProxies {
		if network, err := netip.ParsePrefix(strings.TrimSpace(text)); err == nil {
			out = append(out, network.Masked())
		}
	}
	return out
}

// callsMost bounds what is answered at once: each call may hold a message of 1 MiB.
const callsMost = 10000

func (p *problems) apiLimits(a API) {
	p.rates("API_", map[string]float64{"SUBJECT_RATE": a.SubjectRate, "ADDRESS_RATE": a.AddressRate})
	p.counts("API_", map[string]int{"SUBJECT_BURST": a.SubjectBurst, "ADDRESS_BURST": a.AddressBurst, "CALLS_MAX": a.CallsMax}, callsMost)
	p.networks("API_TRUSTED_PROXIES", a.TrustedProxies)
}

func (p *problems) apiTime(name string, value time.Duration) {
	if value < apiTimeMin || value > apiTimeMost {
		p.add(name, value.String(), "must be between "+apiTimeMin.String()+" and "+apiTimeMost.String())
	}
}

// isFreePort reports whether an address asks for any free port, as tests do: host:0.
func isFreePort(address string) bool {
	_, port, err := net.SplitHostPort(address)
	number, notNumber := strconv.Atoi(port)
	return err == nil && notNumber == nil && number == 0
}
