//go:build kafka

package soak

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/refund"
)

// account gathers the facts and holds them against each other.
func (r *rig) account() Sum {
	r.t.Helper()
	facts := Facts{Published: r.published, Workflows: r.workflows(), Killed: map[string]bool{}}
	for _, record := range r.committed(topic) {
		facts.Committed = append(facts.Committed, placeOf(record))
	}
	for _, record := range r.committed(kafka.DeadLetterTopic(topic, group)) {
		facts.Letters = append(facts.Letters, letterOf(record))
	}
	for _, p := range r.processes {
		facts.Words = append(facts.Words, r.wordsOf(p)...)
		facts.Killed[p.life()] = p.killed
	}
	sum, problems := Account(facts)
	for _, problem := range first(problems, 50) {
		r.t.Error(problem)
	}
	if sum.Events != r.events {
		r.t.Errorf("%d events are accounted for, want %d", sum.Events, r.events)
	}
	return sum
}

func first(list []string, count int) []string { return list[:min(len(list), count)] }

// committed reads a topic from its start to its end as a reader of committed records does. Control records
// are looked at only to know the end: the last record of a partition may be one.
func (r *rig) committed(name string) (out []*kgo.Record) {
	r.t.Helper()
	ends, from := r.ends(name), map[string]map[int32]kgo.Offset{name: {}}
	for id, end := range ends {
		if end > 0 {
			from[name][id] = kgo.NewOffset().AtStart()
		}
	}
	client := r.foreign(kgo.ConsumePartitions(from), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.KeepControlRecords())
	defer client.Close()
	for left := len(from[name]); left > 0; {
		fetches := client.PollFetches(r.t.Context())
		if err := fetches.Err(); err != nil {
			r.t.Fatal(err)
		}
		fetches.EachRecord(func(record *kgo.Record) {
			if !record.Attrs.IsControl() {
				out = append(out, record)
			}
			if record.Offset == ends[record.Partition]-1 {
				left--
			}
		})
	}
	return out
}

// ends are a topic's log end offsets.
func (r *rig) ends(name string) map[int32]int64 {
	r.t.Helper()
	meta, err := r.admin.Metadata(r.t.Context(), &driver.MetadataRequest{Topics: []string{name}})
	if err != nil {
		r.t.Fatal(err)
	}
	var wanted []driver.OffsetRequest
	for _, p := range meta.Topics[0].Partitions {
		wanted = append(wanted, driver.LastOffsetOf(p.ID))
	}
	answer, err := r.admin.ListOffsets(r.t.Context(), &driver.ListOffsetsRequest{Topics: map[string][]driver.OffsetRequest{name: wanted}})
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[int32]int64{}
	for _, p := range answer.Topics[name] {
		out[int32(p.Partition)] = p.LastOffset
	}
	return out
}

func letterOf(record *kgo.Record) Letter {
	said := map[string]string{}
	for _, h := range record.Headers {
		said[h.Key] = string(h.Value)
	}
	place := strings.Join([]string{said[kafka.HeaderOriginalTopic], said[kafka.HeaderOriginalPartition], said[kafka.HeaderOriginalOffset]}, "/")
	return Letter{Place: Place(place), Reason: said[kafka.HeaderReason]}
}

// workflows lists every run that Temporal knows.
func (r *rig) workflows() (out []Workflow) {
	r.t.Helper()
	for token := []byte(nil); ; {
		page, err := r.client.ListWorkflow(r.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{PageSize: 1000, NextPageToken: token})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, run := range page.GetExecutions() {
			var place Place
			if err := (temporal.Encoding{}).DataConverter().FromPayload(run.GetMemo().GetFields()[refund.MemoPlace], &place); err != nil {
				r.t.Errorf("the memo of %s: %v", run.GetExecution().GetWorkflowId(), err)
			}
			id := refund.ID(run.GetExecution().GetWorkflowId())
			out = append(out, Workflow{ID: id, Place: place})
			r.ways = append(r.ways, way{id: id, started: run.GetStartTime().AsTime(), took: run.GetCloseTime().AsTime().Sub(run.GetStartTime().AsTime())})
		}
		if token = page.GetNextPageToken(); len(token) == 0 {
			return out
		}
	}
}

// line is what is read of a starter's log.
type line struct {
	Message string `json:"msg"`
	Place   Place  `json:"place"`
}

// wordsOf reads what a starter said of each record. The last line of one that was killed may be torn.
func (r *rig) wordsOf(p *process) (out []Word) {
	r.t.Helper()
	file, err := os.Open(p.log)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			continue
		}
		if result, ok := strings.CutPrefix(l.Message, "record "); ok && l.Place != "" {
			result, _, _ = strings.Cut(result, ";") // "refused; it lies in the dead-letter topic"
			out = append(out, Word{Process: p.life(), Place: l.Place, Result: result})
		}
	}
	if err := lines.Err(); err != nil {
		r.t.Fatal(err)
	}
	return out
}
