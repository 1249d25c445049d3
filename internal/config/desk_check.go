package config

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Bounds of sessions and uploads.
const (
	sessionMost     = 24 * time.Hour
	idleLeast       = time.Minute
	uploadBytesMost = 64 << 20
	uploadsMost     = 256
)

// desk checks where and how the desk answers.
func (p *problems) desk(s Settings) {
	d, pages := s.Desk, s.PageServer
	p.reached("DESK_", reached{d.Address, d.URL, d.TLSCertFile, d.TLSKeyFile, d.Unsecured})
	p.metrics("DESK_METRICS_ADDRESS", d.MetricsAddress)
	if d.SessionMax < idleLeast || d.SessionMax > sessionMost {
		p.add("DESK_SESSION_MAX", d.SessionMax.String(), "must be between "+idleLeast.String()+" and "+sessionMost.String())
	}
	if d.IdleMax < idleLeast || d.IdleMax > d.SessionMax {
		p.add("DESK_IDLE_MAX", d.IdleMax.String(), "must be between "+idleLeast.String()+" and "+Prefix+"DESK_SESSION_MAX")
	}
	if (d.ClientID != "" || d.ClientSecretFile != "") && s.Identity.OIDC.URL == "" {
		p.add("IDENTITY_OIDC_ISSUER", "", "must name the issuer whose client the desk is")
	}
	p.rates("DESK_", map[string]float64{"SUBJECT_RATE": d.SubjectRate, "ADDRESS_RATE": d.AddressRate})
	p.counts("DESK_", map[string]int{
		"SUBJECT_BURST": d.SubjectBurst, "ADDRESS_BURST": d.AddressBurst, "CALLS_MAX": d.CallsMax, "STREAMS_MAX": d.StreamsMax,
	}, callsMost)
	p.networks("DESK_TRUSTED_PROXIES", d.TrustedProxies)
	p.apiTime("DESK_TIME_MAX", d.TimeMax)
	p.apiTime("DESK_DRAIN_TIMEOUT", d.DrainTimeout)
	p.counts("PAGES_", map[string]int{"UPLOADS_MAX": pages.UploadsMax}, uploadsMost)
	if pages.UploadBytesMax < 1 || pages.UploadBytesMax > uploadBytesMost {
		p.add("PAGES_UPLOAD_BYTES_MAX", strconv.FormatInt(pages.UploadBytesMax, 10), "must be between 1 and "+strconv.Itoa(uploadBytesMost))
	}
	if pages.Off() {
		return
	}
	p.reached("PAGES_", reached{pages.Address, s.Pages.URL, pages.TLSCertFile, pages.TLSKeyFile, pages.Unsecured})
	p.rates("PAGES_", map[string]float64{"ADDRESS_RATE": pages.AddressRate})
	p.counts("PAGES_", map[string]int{"ADDRESS_BURST": pages.AddressBurst, "CALLS_MAX": pages.CallsMax}, callsMost)
}

// reached is how browsers reach pages.
type reached struct {
	address, url, certificate, key string
	unsecured                      bool
}

// reached checks that pages are reached by one name, and by https from other machines.
func (p *problems) reached(prefix string, r reached) {
	if !isAddress(r.address) && !isFreePort(r.address) {
		p.add(prefix+"ADDRESS", r.address, "must be host:port")
	}
	if (r.certificate == "") != (r.key == "") {
		p.add(prefix+"TLS_CERT_FILE", r.certificate, "goes with "+Prefix+prefix+"TLS_KEY_FILE: both, or none")
	}
	if !loopback(r.address) && r.url == "" {
		p.add(prefix+"URL", "", "must say how browsers reach "+r.address)
	}
	if !loopback(r.address) && r.certificate == "" && !r.unsecured {
		p.add(prefix+"ADDRESS", r.address, "is reached from other machines, so it needs "+Prefix+prefix+"TLS_CERT_FILE, or "+Prefix+prefix+"UNSECURED=true behind a proxy with TLS")
	}
	if r.url == "" {
		return
	}
	p.url(prefix+"URL", r.url)
	if at, err := url.Parse(r.url); err == nil && (strings.Trim(at.Path, "/") != "" || at.RawQuery != "" || at.Fragment != "") {
		p.add(prefix+"URL", r.url, "must end with its host: the pages' paths are their own")
	} else if err == nil && at.Scheme == "http" && !loopbackHost(at.Hostname()) {
		p.add(prefix+"URL", r.url, "must be https:// on another machine")
	}
}

func loopbackHost(name string) bool {
	return name == "localhost" || loopback(name+":1") || loopback("["+name+"]:1")
}

func (p *problems) rates(prefix string, values map[string]float64) {
	for name, value := range values {
		if !(value > 0) {
			p.add(prefix+name, strconv.FormatFloat(value, 'g', -1, 64), "must be above 0")
		}
	}
}

func (p *problems) counts(prefix string, values map[string]int, most int) {
	for name, value := range values {
		if value < 1 || value > most {
			p.add(prefix+name, strconv.Itoa(value), "must be between 1 and "+strconv.Itoa(most))
		}
	}
}

func (p *problems) networks(name string, values []string) {
	for _, text := range values {
		_, err := netip.ParsePrefix(strings.TrimSpace(text))
		p.wrong(name, text, err)
	}
}
