package activities

import (
	"errors"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Why a channel will never tell a message.
const (
	skippedNoAddress  = "no address"
	skippedUnwanted   = "not for this channel"
	skippedRefused    = "refused by the channel"
	skippedUnknown    = "may have been told: the answer was lost"
	skippedNoWords    = "no words for it"
	skippedErased     = "the customer was erased"
	skippedGone       = "the channel is not set up any more"
	skippedNoChannel  = "no channel is set up"
	nameOfNoChannel   = "none"
	nameOfStatusTopic = "status topic"
)

// withEveryChannel is the delivery with every channel in its place: told, skipped, or to be told.
func (t Tellers) withEveryChannel(n refund.Notice, done refund.Delivery) refund.Delivery {
	out := refund.Delivery{StatusTold: done.StatusTold}
	before := map[string]refund.ChannelDelivery{}
	for _, c := range done.Channels {
		before[c.Channel] = c
	}
	for _, channel := range t.Channels {
		c := before[channel.Name()]
		delete(before, channel.Name())
		c.Channel = channel.Name()
		if !c.Told && c.Skipped == "" && !messaging.Wanted(c.Channel, n.Kind) {
			c.Skipped = skippedUnwanted
		}
		out.Channels = append(out.Channels, c)
	}
	for _, c := range done.Channels {
		if _, gone := before[c.Channel]; gone {
			if !c.Told && c.Skipped == "" {
				c.Skipped = skippedGone
			}
			out.Channels = append(out.Channels, c)
		}
	}
	if len(out.Channels) == 0 {
		out.Channels = []refund.ChannelDelivery{{Channel: nameOfNoChannel, Skipped: skippedNoChannel}}
	}
	return out
}

func skipAll(channels []refund.ChannelDelivery, why string) {
	for i := range channels {
		if !channels[i].Told && channels[i].Skipped == "" {
			channels[i].Skipped = why
		}
	}
}

// write puts an answer down: told, never to be told, or an error to be tried again.
func write(a answer, out *refund.Delivery, errs map[string]error) {
	if a.channel < 0 {
		if out.StatusTold = a.err == nil; a.err != nil {
			errs[nameOfStatusTopic] = a.err
		}
		return
	}
	c := &out.Channels[a.channel]
	switch {
	case a.err == nil:
		c.Told = true
		return
	case errors.Is(a.err, messaging.ErrNoAddress):
		c.Skipped = skippedNoAddress
		return
	case errors.Is(a.err, messaging.ErrRefused):
		c.Skipped = skippedRefused
	case errors.Is(a.err, messaging.ErrUnknown):
		c.Skipped = skippedUnknown
	}
	errs[c.Channel] = a.err
}

// untold names who is left.
func untold(d refund.Delivery) (names []string) {
	for _, c := range d.Channels {
		if !c.Told && c.Skipped == "" {
			names = append(names, c.Channel)
		}
	}
	if !d.StatusTold {
		names = append(names, nameOfStatusTopic)
	}
	return names
}
