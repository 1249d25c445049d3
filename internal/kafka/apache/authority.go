package apache

import "github.com/makegood/makegood/internal/line/linetest"

// Authority issues the certificates of a secured cluster and of its clients.
type Authority = linetest.Authority

// NewAuthority makes an authority that nobody else trusts.
func NewAuthority() (*Authority, error) { return linetest.NewAuthority() }
