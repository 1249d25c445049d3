package config

import (
	"net/netip"
	"strings"
	"time"
)

// Desk says where and within which limits `makegood desk` shows its pages to staff, and how they sign in.
type Desk struct {
	Address        string `env:"ADDRESS" envDefault:"127.0.0.1:8091" doc:"where makegood desk answers staff; other than on this machine only with MAKEGOOD_DESK_URL, and TLS or MAKEGOOD_DESK_UNSECURED"`
	URL            string `env:"URL" doc:"how staff's browsers reach it, such as https://desk.shop.example: requests by another name are refused, and the issuer sends people back there; empty: this machine's own names"`
	TLSCertFile    string `env:"TLS_CERT_FILE" doc:"its certificate (PEM), read again for each connection"`
	TLSKeyFile     string `env:"TLS_KEY_FILE" doc:"its certificate's key (PEM)"`
	Unsecured      bool   `env:"UNSECURED" doc:"true: answer other machines without TLS, since a proxy in front has it"`
	MetricsAddress string `env:"METRICS_ADDRESS" envDefault:"127.0.0.1:9468" doc:"where makegood desk answers /metrics, /readyz and /livez; off: nowhere"`

	SessionMax       time.Duration `env:"SESSION_MAX" envDefault:"12h" doc:"how long somebody stays signed in at most"`
	IdleMax          time.Duration `env:"IDLE_MAX" envDefault:"1h" doc:"and how long without opening a page"`
	ClientID         string        `env:"OIDC_CLIENT_ID" doc:"the desk's client id at MAKEGOOD_IDENTITY_OIDC_ISSUER, where people sign in; empty: MAKEGOOD_IDENTITY_OIDC_AUDIENCE"`
	ClientSecretFile string        `env:"OIDC_CLIENT_SECRET_FILE" doc:"the file its secret lies in, read again for each sign-in; empty: a public client, which PKCE alone protects"`
	Scopes           []string      `env:"OIDC_SCOPES" envDefault:"openid,email,profile" doc:"the scopes it asks the issuer for, separated by commas"`

	SubjectRate    float64  `env:"SUBJECT_RATE" envDefault:"20" doc:"how many requests a second are taken of each person who is signed in"`
	SubjectBurst   int      `env:"SUBJECT_BURST" envDefault:"100" doc:"and how many at once"`
	AddressRate    float64  `env:"ADDRESS_RATE" envDefault:"5" doc:"how many requests a second are taken from each address of nobody who is signed in"`
	AddressBurst   int      `env:"ADDRESS_BURST" envDefault:"60" doc:"and how many at once"`
	CallsMax       int      `env:"CALLS_MAX" envDefault:"128" doc:"how many pages are made at once"`
	StreamsMax     int      `env:"STREAMS_MAX" envDefault:"64" doc:"how many open queues are kept up to date at once, by this process; 64 at most"`
	TrustedProxies []string `env:"TRUSTED_PROXIES" doc:"networks of proxies in front of the desk and of customers' pages, separated by commas, whose X-Forwarded-For says which address calls; empty: none is believed"`

	TimeMax      time.Duration `env:"TIME_MAX" envDefault:"30s" doc:"how long a page may take"`
	DrainTimeout time.Duration `env:"DRAIN_TIMEOUT" envDefault:"20s" doc:"how long pages under way may go on after SIGTERM; it stays below the time after which the process is killed (Compose and deploy/kubernetes: 30 s)"`
}

// PageServer says where and within which limits `makegood desk` shows customers their pages; Pages says the rest of them.
type PageServer struct {
	Address     string `env:"ADDRESS" envDefault:"127.0.0.1:8092" doc:"where makegood desk answers customers, beside staff; off: nowhere; other than on this machine only with MAKEGOOD_PAGES_URL, and TLS or MAKEGOOD_PAGES_UNSECURED"`
	TLSCertFile string `env:"TLS_CERT_FILE" doc:"their certificate (PEM), read again for each connection"`
	TLSKeyFile  string `env:"TLS_KEY_FILE" doc:"its key (PEM)"`
	Unsecured   bool   `env:"UNSECURED" doc:"true: answer other machines without TLS, since a proxy in front has it"`

	AddressRate    float64 `env:"ADDRESS_RATE" envDefault:"5" doc:"how many requests a second are taken from each address"`
	AddressBurst   int     `env:"ADDRESS_BURST" envDefault:"60" doc:"and how many at once"`
	CallsMax       int     `env:"CALLS_MAX" envDefault:"128" doc:"how many pages are made at once"`
	UploadBytesMax int64   `env:"UPLOAD_BYTES_MAX" envDefault:"33554432" doc:"how large a form with files may be, also at the desk: a customer sends three files of 10 MiB at once"`
	UploadsMax     int     `env:"UPLOADS_MAX" envDefault:"6" doc:"how many such forms are on their way at once: each is in memory whole"`
}

// Off reports whether customers are shown no pages.
func (p PageServer) Off() bool { return p.Address == MetricsOff }

// Secure reports whether browsers reach the desk by https alone, so that cookies are sent by it alone.
func (d Desk) Secure() bool { return secure(d.TLSCertFile, d.URL) }

// PagesSecure reports whether browsers reach customers' pages by https alone.
func (s Settings) PagesSecure() bool { return secure(s.PageServer.TLSCertFile, s.Pages.URL) }

func secure(certificate, url string) bool {
	return certificate != "" || strings.HasPrefix(url, "https://")
}

// Proxies are the networks of trusted proxies; those that cannot be read are left out.
func (d Desk) Proxies() []netip.Prefix { return API{TrustedProxies: d.TrustedProxies}.Proxies() }

// The addresses unless others are set.
const (
	DeskAddressUsual  = "127.0.0.1:8091"
	PagesAddressUsual = "127.0.0.1:8092"
)
