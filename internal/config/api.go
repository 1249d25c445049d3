package config

import (
	"net"
	"strconv"
	"time"
)

// API says where and within which limits `makegood api` answers.
type API struct {
	Address        string `env:"ADDRESS" envDefault:"127.0.0.1:8090" doc:"where makegood api answers; other than on this machine only with TLS, or with MAKEGOOD_API_UNSECURED behind a proxy that has it"`
	TLSCertFile    string `env:"TLS_CERT_FILE" doc:"its certificate (PEM), read again for each connection"`
	TLSKeyFile     string `env:"TLS_KEY_FILE" doc:"its certificate's key (PEM)"`
	Unsecured      bool   `env:"UNSECURED" doc:"true: answer other machines without TLS, since a proxy in front has it"`
	MetricsAddress string `env:"METRICS_ADDRESS" envDefault:"127.0.0.1:9467" doc:"where makegood api answers /metrics, /readyz and /livez; off: nowhere"`

	TimeMax      time.Duration `env:"TIME_MAX" envDefault:"30s" doc:"how long a call may take"`
	DrainTimeout time.Duration `env:"DRAIN_TIMEOUT" envDefault:"20s" doc:"how long calls under way may go on after SIGTERM; it stays below the time after which the process is killed (Compose and deploy/kubernetes: 30 s)"`
}

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
	p.apiTime("API_TIME_MAX", a.TimeMax)
	p.apiTime("API_DRAIN_TIMEOUT", a.DrainTimeout)
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
