package config

import (
	"path/filepath"
	"time"
)

// Shops says whose customers withdraw from contracts and apply for refunds here.
type Shops struct {
	File     string        `env:"FILE" doc:"the shops whose customers withdraw and apply here (shops.yaml, docs/withdrawal.md), watched and reloaded; empty: none, and the pages /withdraw and /apply are not served"`
	LinkLife time.Duration `env:"LINK_LIFE" envDefault:"720h" doc:"how long the links of an order are good that its shop registers"`
}

// The bounds of how long a shop's link is good.
const (
	shopLinkMin = time.Hour
	shopLinkMax = 400 * 24 * time.Hour
)

// shops checks the settings of the shops' doors.
func (p *problems) shops(s Shops) {
	if s.File != "" && !filepath.IsAbs(s.File) {
		p.add("SHOPS_FILE", s.File, "must be the whole path of a file")
	}
	if s.LinkLife < shopLinkMin || s.LinkLife > shopLinkMax {
		p.add("SHOPS_LINK_LIFE", s.LinkLife.String(), "must be from 1h to 9600h")
	}
}
