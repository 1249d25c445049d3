package app

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// What the commands say of dead letters.
type (
	DeadLetter = kafka.DeadLetter
	LetterID   = kafka.LetterID
	Replay     = kafka.Replay
	LetterBox  = kafka.LetterBox
)

// ErrNoLetter: there is no dead letter with this id. ErrErased: whom it is about was erased.
var (
	ErrNoLetter = kafka.ErrNoLetter
	ErrErased   = kafka.ErrErased
)

// DeadLetters is the box of what the starter refused. Sealed letters are opened with the ledger's keys, which are
// asked for where there is one: a box without sealed letters needs no ledger.
// topic is the one they came on; empty: cancellations.
func DeadLetters(s config.Settings, topic string, now func() time.Time) kafka.LetterBox {
	o := letterOpener{settings: s, now: now}
	return kafka.NewLetterBox(KafkaLine(s.Kafka), cmp.Or(topic, s.Kafka.CancelledTopic), s.Kafka.Group).OpenedBy(o.open)
}

// LetterTopics are the topics that have dead letters by the settings.
func LetterTopics(s config.Settings) []string {
	return slices.DeleteFunc([]string{s.Kafka.CancelledTopic, s.FactTopics.DisputeTopic, s.FactTopics.RefundUpdatedTopic},
		func(topic string) bool { return topic == "" })
}

type letterOpener struct {
	settings config.Settings
	now      func() time.Time
}

func (o letterOpener) open(ctx context.Context, r kafka.Record) (kafka.Record, error) {
	if !sealedIn(r) {
		return r, nil
	}
	vault, err := CommandVault(ctx, o.settings, o.now)
	if err != nil {
		return r, err
	}
	opened, err := openRecord(ctx, vault, r)
	if privacy.IsErased(err) {
		return r, fmt.Errorf("%w: %w", ErrErased, err)
	}
	return opened, err
}

func isSealed(value []byte) bool { return bytes.HasPrefix(value, []byte(refund.SealedPrefix)) }

func sealedIn(r kafka.Record) bool {
	return isSealed(r.Value) || isSealed(r.Key) || slices.ContainsFunc(r.Headers, func(h kafka.Header) bool { return isSealed(h.Value) })
}

// openRecord is the inverse of what the starter seals.
func openRecord(ctx context.Context, v *privacy.Vault, r kafka.Record) (_ kafka.Record, err error) {
	if r.Value, err = v.OpenBytes(ctx, r.Value); err != nil {
		return r, err
	}
	if r.Key, err = v.OpenBytes(ctx, r.Key); err != nil {
		return r, err
	}
	headers := slices.Clone(r.Headers)
	for i, h := range headers {
		if headers[i].Value, err = v.OpenBytes(ctx, h.Value); err != nil {
			return r, err
		}
	}
	r.Headers = headers
	return r, nil
}
