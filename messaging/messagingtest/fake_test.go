package messagingtest_test

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

func TestTheFakeChannelConforms(t *testing.T) {
	messagingtest.RunChannelConformance(t, func(*testing.T) messagingtest.ChannelRig {
		channel := &messagingtest.Channel{}
		return messagingtest.ChannelRig{
			Channel: channel,
			Letters: func(*testing.T) []messagingtest.Letter {
				var letters []messagingtest.Letter
				for _, m := range channel.Delivered() {
					letters = append(letters, messagingtest.Letter{To: m.To.Email, Subject: m.Subject, Body: m.Body, HTML: m.HTML})
				}
				return letters
			},
			Away: func(_ *testing.T, away bool) {
				channel.Break(nil)
				if away {
					channel.Break(errors.New("away"))
				}
			},
		}
	})
}

func TestTheFakeMemoryOfWhatWasToldDoesAsTheLedger(t *testing.T) {
	ledgertest.RunDispatches(t, func(*testing.T) ledgertest.DispatchRig {
		memory := &messagingtest.Dispatches{}
		return ledgertest.DispatchRig{Dispatches: memory, Refund: "refund/acme/o-1001/c-1", Pass: memory.Pass}
	})
}

func TestTheFakeTopicConforms(t *testing.T) {
	messagingtest.RunTopicConformance(t, func(*testing.T) messagingtest.TopicRig {
		topic := &messagingtest.StatusTopic{}
		return messagingtest.TopicRig{Topic: topic, Records: func(t *testing.T, _ int) []messagingtest.Record {
			var records []messagingtest.Record
			for _, n := range topic.Published() {
				key, err := n.Refund.Key()
				if err != nil {
					t.Fatal(err)
				}
				records = append(records, messagingtest.Record{
					ID: n.MessageID(), OrderID: string(key.Order), Notice: n.Kind, Status: n.Status, AmountMinor: n.TotalMinor,
				})
			}
			return records
		}}
	})
}

func TestABrokenFakeSaysSoUntilItIsMended(t *testing.T) {
	away := errors.New("the broker is away")
	topic := &messagingtest.StatusTopic{}
	topic.Break(away)
	n := messagingtest.Told(refund.NoticeRefunded, refund.StatusRefunded)
	if err := topic.Publish(t.Context(), n); !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
	topic.Break(nil)
	if err := topic.Publish(t.Context(), n); err != nil || len(topic.Published()) != 1 {
		t.Errorf("got %v, published %d", err, len(topic.Published()))
	}
}
