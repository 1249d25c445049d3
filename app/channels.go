package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/eml"
	"github.com/makegood/makegood/messaging/inapp"
	"github.com/makegood/makegood/messaging/once"
	"github.com/makegood/makegood/messaging/smtp"
	"github.com/makegood/makegood/messaging/webhook"
)

// channels are the configured ways to the customer; closers close what has to be closed.
type channels struct {
	all     []messaging.Channel
	closers []io.Closer
}

// channels makes mail (through a server, or into the outbox) and whatever else is configured. books keep what was told.
func (a *App) channels(books messaging.Dispatches) (channels, error) {
	var out channels
	sent, err := once.New(once.Config{Dispatches: books, NewAttempt: rand.Text})
	if err != nil {
		return out, err
	}
	mail, err := a.mail(sent)
	if err != nil {
		return out, Coded{Code: CodeBadConfig, Err: err}
	}
	out.all = append(out.all, mail)
	for _, hook := range []struct {
		name string
		to   config.Webhook
	}{{messaging.ChannelSMS, a.settings.SMS}, {messaging.ChannelPush, a.settings.Push}} {
		if hook.to.URL == "" {
			continue
		}
		settings := hookConfig(hook.name, hook.to)
		settings.Once, settings.Now, settings.Carry = sent, a.now, a.carry()
		channel, err := webhook.New(settings)
		if err != nil {
			return out, Coded{Code: CodeBadConfig, Err: err}
		}
		out.all = append(out.all, channel)
	}
	if err := a.addInApp(&out, sent); err != nil {
		return channels{}, err
	}
	return out, nil
}

func (a *App) mail(sent messaging.Once) (messaging.Channel, error) {
	s := a.settings
	if s.SMTP.Host == "" {
		return eml.New(eml.Config{Dir: s.OutboxDir, From: s.MailFrom, Now: a.now})
	}
	return mailServer(s, sent, a.now)
}

// mailServer is the configured mail server.
func mailServer(s config.Settings, sent messaging.Once, now func() time.Time) (*smtp.Server, error) {
	return smtp.New(smtp.Config{
		Host: s.SMTP.Host, Port: s.SMTP.Port, TLS: s.SMTP.TLS, Username: s.SMTP.User, Password: secret.Either(s.SMTP.Password, s.SMTP.PasswordFile),
		AuthorityFile: s.SMTP.TLSAuthorityFile, From: s.MailFrom, Once: sent, Now: now,
	})
}

// hookConfig is a configured webhook, without what remembers and without the clock.
func hookConfig(channel string, to config.Webhook) webhook.Config {
	return webhook.Config{Name: channel, URL: to.URL, Secret: secret.Either(to.Secret, to.SecretFile), AuthorityFile: to.TLSAuthorityFile}
}

func (a *App) addInApp(out *channels, sent messaging.Once) error {
	topic := a.settings.Kafka.InAppTopic
	if topic == "" {
		return nil
	}
	channel, err := inapp.New(inapp.Config{Brokers: a.settings.Kafka.Brokers, Security: KafkaLine(a.settings.Kafka).Security, Topic: topic, Once: sent, Carry: a.carry()})
	if err != nil {
		return err
	}
	out.all, out.closers = append(out.all, channel), append(out.closers, channel)
	return nil
}

func (c channels) close() error {
	var failed error
	for _, closer := range c.closers {
		failed = errors.Join(failed, closer.Close())
	}
	return failed
}

// linkSecretBytesMin is what messaging.NewLinks asks of a secret.
const linkSecretBytesMin = 32

// links signs the offers' links, if they are configured.
func (a *App) links() (*messaging.Links, error) {
	s := a.settings.Offer
	if s.LinkURL == "" {
		return nil, nil
	}
	secrets, err := secret.NewRing(secret.Either(s.LinkSecret, s.LinkSecretFile), linkSecretBytesMin)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%sOFFER_LINK_SECRET: %w", config.Prefix, err)}
	}
	links, err := messaging.NewLinks(messaging.Links{Secrets: secrets.Secrets, BaseURL: s.LinkURL, SurveyURL: s.SurveyURL})
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	return links, nil
}
