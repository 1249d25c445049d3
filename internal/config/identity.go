package config

import "strings"

// Identity says who is believed at the doors, and how workers know it.
type Identity struct {
	SigningKeyFile  string `env:"SIGNING_KEY_FILE" doc:"the keys with which a door (the command line is one) signs who acts, a line each (makegood identity new-key); the first signs, read again for each act; empty: identity.key in the data folder where that is, as the demo makes it, else what is done is only asserted"`
	TrustedKeysFile string `env:"TRUSTED_KEYS_FILE" doc:"the public keys of the doors that a worker believes, a line each, read again for each act; empty: identity.pub in the data folder where that is, else every act is only asserted"`
	MachinesFile    string `env:"MACHINES_FILE" doc:"the machines that may call, a line each: name, SHA-256 of its key or jwt:<subject>, scopes, limits a day such as CNY=500000 in minor units (makegood identity new-machine), read again for each call; empty: none"`

	Token     string `env:"TOKEN" secret:"whole" doc:"the bearer token of who runs a command beside the ledger, who is then verified as at the API, under the name that --by says; empty: a user of this machine under a name that nobody has checked; it is never shown"`
	TokenFile string `env:"TOKEN_FILE" doc:"or the file it lies in, read again for each command"`

	OIDC Issuer `envPrefix:"OIDC_"`
	// PersonClaim and the roles are of people's tokens.
	PersonClaim string   `env:"OIDC_PERSON_CLAIM" envDefault:"email" doc:"the claim that says who a person is, as reviewers.yaml names them; email: whose e-mail stands there"`
	RolesClaim  string   `env:"OIDC_ROLES_CLAIM" doc:"the claim with a person's roles, which then hold no others, whatever reviewers.yaml says; empty: reviewers.yaml alone says"`
	RoleMap     []string `env:"OIDC_ROLE_MAP" doc:"what the issuer's words for roles are here, word=role separated by commas, such as shop-leads=lead; others are no roles; empty: the words are the same"`

	JWT        Issuer `envPrefix:"JWT_"`
	ScopeClaim string `env:"JWT_SCOPE_CLAIM" envDefault:"scope" doc:"the claim with the scopes of a machine's token"`
}

// Issuer says whose signed tokens are taken.
type Issuer struct {
	URL      string `env:"ISSUER" doc:"the issuer's address, as its tokens have it: OIDC's for people who sign in, JWT's for machines; empty: nobody's tokens are taken"`
	Audience string `env:"AUDIENCE" doc:"whom its tokens have to be for"`
	KeysURL  string `env:"KEYS_URL" doc:"where its keys are (JWKS); empty: where its discovery document says"`
}

// identity checks whose tokens are taken.
func (p *problems) identity(i Identity) {
	p.oneSecret("IDENTITY_TOKEN", i.Token, i.TokenFile)
	p.issuer("IDENTITY_OIDC_", i.OIDC)
	p.issuer("IDENTITY_JWT_", i.JWT)
	if i.OIDC.URL != "" && i.OIDC.URL == i.JWT.URL {
		p.add("IDENTITY_JWT_ISSUER", i.JWT.URL, "must differ from the issuer of people: a machine's token would be taken for a person's")
	}
	if i.OIDC.URL != "" {
		p.filled("IDENTITY_OIDC_PERSON_CLAIM", i.PersonClaim)
	}
	if i.JWT.URL != "" {
		p.filled("IDENTITY_JWT_SCOPE_CLAIM", i.ScopeClaim)
		if i.MachinesFile == "" {
			p.add("IDENTITY_MACHINES_FILE", "", "must name the machines whose tokens are taken")
		}
	}
	if len(i.RoleMap) > 0 && i.RolesClaim == "" {
		p.add("IDENTITY_OIDC_ROLE_MAP", strings.Join(i.RoleMap, ","), "needs "+Prefix+"IDENTITY_OIDC_ROLES_CLAIM")
	}
	for _, pair := range i.RoleMap {
		if word, role, ok := strings.Cut(pair, "="); !ok || word == "" || role == "" {
			p.add("IDENTITY_OIDC_ROLE_MAP", pair, "must be word=role, separated by commas")
		}
	}
}

func (p *problems) issuer(prefix string, i Issuer) {
	if i.URL == "" {
		if i.Audience != "" || i.KeysURL != "" {
			p.add(prefix+"ISSUER", "", "must be there where an audience or keys are")
		}
		return
	}
	p.issuerURL(prefix+"ISSUER", i.URL)
	p.filled(prefix+"AUDIENCE", i.Audience)
	if i.KeysURL != "" {
		p.issuerURL(prefix+"KEYS_URL", i.KeysURL)
	}
}

// issuerURL also refuses an address that is reached without TLS on another machine: whoever is between could make tokens.
func (p *problems) issuerURL(name, value string) {
	p.url(name, value)
	rest, plain := strings.CutPrefix(value, "http://")
	if host, _, _ := strings.Cut(rest, "/"); plain && !strings.HasPrefix(host, "127.0.0.1:") && !strings.HasPrefix(host, "localhost:") {
		p.add(name, value, "must be https:// on another machine")
	}
}
