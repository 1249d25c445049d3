package config

import (
	"net/url"
	"reflect"
)

// LedgerLine says how the ledger's PostgreSQL is signed in to, and reached.
type LedgerLine struct {
	Password     string `env:"PASSWORD" secret:"whole" doc:"the database user's password, in the place of one in the URL; it is never shown"`
	PasswordFile string `env:"PASSWORD_FILE" doc:"or the file it lies in, read again for each connection, so that a new one needs no restart"`
	Unsecured    bool   `env:"UNSECURED" envDefault:"false" doc:"true: a database on another machine may be reached without TLS, or without checking its certificate; otherwise that is refused"`
}

// Secrets lists the settings that are a secret, and those that may hold one.
func Secrets() (whole, part []string) {
	for _, row := range Table() {
		switch row.secret {
		case secretWhole:
			whole = append(whole, row.Name)
		case secretPart:
			part = append(part, row.Name)
		case "":
		}
	}
	return whole, part
}

// The values of the tag secret: a setting is one, or it may hold one, as a URL may.
const (
	secretWhole = "whole"
	secretPart  = "part"
)

// secretOf is the tag of a setting's field.
func secretOf(field reflect.StructField) string { return field.Tag.Get("secret") }

// fileEnding ends the name of the setting that names a secret's file.
const fileEnding = "_FILE"

// oneSecret refuses two ways of saying one secret. No problem shows it.
func (p *problems) oneSecret(name, value, file string) {
	if value != "" && file != "" {
		p.add(name+fileEnding, file, "or "+Prefix+name+": one of the two")
	}
}

// secret is oneSecret for one that is needed.
func (p *problems) secret(name, value, file string) {
	if value == "" && file == "" {
		p.add(name+fileEnding, file, "or "+Prefix+name+": one of the two")
	}
	p.oneSecret(name, value, file)
}

// secrets checks the secrets that are no part of a line that is switched on.
func (p *problems) secrets(s Settings) {
	p.oneSecret("LEDGER_PASSWORD", s.LedgerLine.Password, s.LedgerLine.PasswordFile)
	p.oneSecret("SMTP_PASSWORD", s.SMTP.Password, s.SMTP.PasswordFile)
	if s.LedgerURL == "" && s.LedgerLine != (LedgerLine{}) {
		p.add("LEDGER_URL", "", "names no database, and how one is reached is set")
	}
}

// webhook checks an address that may hold a key of its receiver's: it is not shown.
func (p *problems) webhook(name string, hook Webhook) {
	if at, err := url.Parse(hook.URL); err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		p.add(name+"_URL", "(not shown)", "must be an http:// or https:// address")
	}
	p.secret(name+"_SECRET", hook.Secret, hook.SecretFile)
}
