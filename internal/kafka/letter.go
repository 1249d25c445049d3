package kafka

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The headers of a record that was replayed, and of the mark that it was.
const (
	// HeaderReplayOf is the dead letter a record was replayed from, and HeaderReplays how often it was by now.
	HeaderReplayOf = "dlq_replay_of"
	HeaderReplays  = "dlq_replays"
	// headerReplayed is the id of the letter that a mark is about, headerReplayedBy who replayed it.
	headerReplayed   = "dlq_replayed"
	headerReplayedBy = "dlq_replayed_by"
	// HeaderPrefix starts every header that is ours and not the record's own.
	HeaderPrefix = "dlq_"
)

// LetterID is where a dead letter lies in its topic: partition/offset.
type LetterID string

// place is where the letter lies; false for what is no id.
func (l LetterID) place() (partition int, offset int64, ok bool) {
	left, right, found := strings.Cut(string(l), "/")
	id, offset := numberIn(left), numberIn(right)
	return int(id), offset, found && id >= 0 && offset >= 0
}

func letterID(partition int, offset int64) LetterID {
	return LetterID(fmt.Sprintf("%d/%d", partition, offset))
}

// DeadLetter is a record that was refused, and why.
type DeadLetter struct {
	ID LetterID
	// Original is the record as it lay at its place, with its own headers only.
	Original Record
	// LeftOut: the value was too large for the dead-letter topic, or could not be read: only its place is here.
	LeftOut bool
	Stage   string
	Reason  string
	Detail  string
	At      time.Time
	// Replays is how often the record had been replayed before it was refused this time.
	Replays int
	// ReplayedBy is who replayed this letter, at ReplayedAt; empty: nobody yet.
	ReplayedBy string
	ReplayedAt time.Time
	// key is the record's key as it lies in the dead-letter topic, where it may be sealed.
	key []byte
}

// Replayed reports whether the letter was replayed.
func (d DeadLetter) Replayed() bool { return d.ReplayedBy != "" }

// stageRead is the stage of records that have a place and no bytes.
const stageRead = "read"

// letterOf reads a record of the dead-letter topic. What a header should say and does not stays empty:
// whoever wrote it, the record's bytes are here.
func letterOf(r Record) DeadLetter {
	said := map[string]string{}
	own := []Header{}
	for _, h := range r.Headers {
		if strings.HasPrefix(h.Key, HeaderPrefix) {
			said[h.Key] = string(h.Value)
			continue
		}
		own = append(own, h)
	}
	_, leftOut := said[HeaderLeftOut]
	return DeadLetter{
		ID: letterID(r.Partition, r.Offset),
		Original: Record{
			Topic: said[HeaderOriginalTopic], Partition: int(numberIn(said[HeaderOriginalPartition])),
			Offset: numberIn(said[HeaderOriginalOffset]), Time: timeIn(said[HeaderOriginalTimestamp]),
			Key: r.Key, Value: r.Value, Headers: own, Attempt: int(numberIn(said[HeaderAttempts])),
		},
		LeftOut: leftOut || said[HeaderStage] == stageRead,
		Stage:   said[HeaderStage], Reason: said[HeaderReason], Detail: said[HeaderError], At: timeIn(said[HeaderTime]),
		Replays: int(numberIn(said[HeaderReplays])), key: r.Key,
	}
}

// replayMark is what a mark says: which letter was replayed, by whom and when.
type replayMark struct {
	letter LetterID
	by     string
	at     time.Time
}

// markIn reads a mark; false where the record is a letter. A record that was refused is always a letter,
// whatever headers its sender gave it.
func markIn(r Record) (replayMark, bool) {
	var m replayMark
	for _, h := range r.Headers {
		switch h.Key {
		case HeaderOriginalTopic:
			return replayMark{}, false
		case headerReplayed:
			m.letter = LetterID(h.Value)
		case headerReplayedBy:
			m.by = string(h.Value)
		case HeaderTime:
			m.at = timeIn(string(h.Value))
		}
	}
	return m, m.letter != ""
}

// numberIn is -1 where the text is no number.
func numberIn(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func timeIn(text string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return at
}
