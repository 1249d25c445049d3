package e2e

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.temporal.io/api/enums/v1"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// What is planted of a person: words that stand nowhere else. unsealed is what was signalled past makegood.
const (
	plantedMail     = "planted.li.lei@example.test"
	plantedPhone    = "+8613900001234"
	plantedToken    = "plantedpushtoken"
	plantedEvidence = "https://cdn.example.test/plantedevidence.jpg"
	plantedQuestion = "plantedquestion"
	plantedAnswer   = "plantedreplyword"
	plantedNote     = "plantednote"
	plantedMessage  = "plantedmessage"
	plantedLetter   = "planted.letter@example.test"
	unsealed        = "plantedunsealedsignal"
)

func plantedWords() []string {
	return []string{plantedMail, plantedPhone, plantedToken, plantedEvidence, plantedQuestion, plantedAnswer, plantedNote, plantedMessage, plantedLetter}
}

// readableIn are the planted words, and unsealed, that can be read in raw.
func readableIn(raw []byte) (found []string) {
	for _, word := range append(plantedWords(), unsealed) {
		if bytes.Contains(raw, []byte(word)) {
			found = append(found, word)
		}
	}
	return found
}

// TestWhatIsKnownOfAPersonIsSealedEverywhereAndErasedByOneCommand walks a person through a refund, with a question, an
// answer, a decision, mails and a dead letter; looks for the person everywhere; erases them, and looks again.
func TestWhatIsKnownOfAPersonIsSealedEverywhereAndErasedByOneCommand(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.spawn("starter")
	w.spawn("worker")
	id := w.livesThroughARefund()
	w.sendsAnEventThatIsRefused()

	for place, raw := range w.everywhere(id) {
		for _, word := range readableIn(raw) {
			if word != unsealed || place != "histories" {
				t.Errorf("before the erasure %q can be read in the %s", word, place)
			}
		}
	}
	shown := w.mustRun("show", string(id)) + w.mustRun("dlq", "show", w.letter(), "--raw") + w.mails()
	for _, word := range append(plantedWords(), unsealed) {
		reads := strings.Contains(shown, word)
		if only := word == plantedPhone || word == plantedToken || word == plantedEvidence; !reads && !only { // no command shows those
			t.Errorf("with its key %q cannot be read either", word)
		}
	}

	if out := w.mustRun("erase", "planted", "--merchant", "m-001", "--by", "dpo", "--reason", "asked"); !strings.Contains(out, "nothing was changed") {
		t.Errorf("without --yes it said\n%s", out)
	}
	if w.mails() == "" {
		t.Fatal("without --yes mails are gone")
	}
	out := w.mustRun("erase", "planted", "--merchant", "m-001", "--by", "dpo", "--reason", "asked on 2026-11-28", "--delete-histories", "--yes")
	if !strings.Contains(out, "erased: 1 keys") {
		t.Errorf("it said\n%s", out)
	}
	w.until("the history is gone", time.Minute, func() bool { return len(w.histories(id)) == 0 })
	for place, raw := range w.everywhere(id) {
		if found := readableIn(raw); len(found) > 0 {
			t.Errorf("after the erasure %q can be read in the %s", found, place)
		}
	}
	if found := readableIn([]byte(w.mails())); len(found) > 0 {
		t.Errorf("after the erasure %q can be read in the outbox", found)
	}
	w.staysErased(id)
}

// livesThroughARefund leads a refund of the person to its end.
func (w *world) livesThroughARefund() refund.ID {
	w.t.Helper()
	id := w.publish("order-erase", func(body map[string]any) {
		large(body)
		customer := body["customer"].(map[string]any)
		customer["customer_id"], customer["email"], customer["phone"], customer["push_token"] = "planted", plantedMail, plantedPhone, plantedToken
		body["evidence"] = []any{map[string]any{"uri": plantedEvidence}}
	}, refund.StatusAwaitingApproval)
	w.mustRun("ask", string(id), "--question", plantedQuestion, "--by", "noah")
	w.reaches(id, refund.StatusNeedsInfo)
	w.until("the question was mailed", time.Minute, func() bool { return strings.Contains(w.mails(), plantedQuestion) })
	w.mustRun("answer", string(id), "--text", plantedAnswer, "--by", "customer:planted", "--evidence", plantedEvidence)
	w.reaches(id, refund.StatusAwaitingApproval)
	w.temporal("workflow", "signal", "--workflow-id", string(id), "--name", "assign",
		"--input", fmt.Sprintf(`{"by":"noah","to":"noah","note":%q}`, unsealed))
	w.until("the signal was heard", time.Minute, func() bool { return strings.Contains(w.mustRun("show", string(id)), unsealed) })
	w.mustRun("decide", string(id), "--approve", "--reviewer", "noah", "--note", plantedNote, "--message", plantedMessage, "--yes")
	w.reaches(id, refund.StatusRefunded)
	w.until("the workflow ended", time.Minute, func() bool { return w.closedWorkflow(id) })
	return id
}

// sendsAnEventThatIsRefused makes a dead letter of the person, with foreign headers.
func (w *world) sendsAnEventThatIsRefused() {
	w.t.Helper()
	writer := &driver.Writer{Addr: driver.TCP(w.stack.KafkaAddress), Topic: topic, BatchTimeout: time.Millisecond}
	defer writer.Close()
	if err := writer.WriteMessages(w.t.Context(), driver.Message{
		Key:     []byte(plantedLetter),
		Value:   []byte(`{"merchant_id":"m-001","order_id":"o-2","customer":{"customer_id":"planted","email":"` + plantedLetter + `"},"lines":[{`),
		Headers: []driver.Header{{Key: "x-customer", Value: []byte(plantedLetter)}},
	}); err != nil {
		w.t.Fatal(err)
	}
	w.until("the letter is there", time.Minute, func() bool { return strings.Contains(w.mustRun("dlq", "list"), "MALFORMED") })
}

// letter is the id of the one dead letter.
func (w *world) letter() string {
	w.t.Helper()
	var rows []struct{ ID string }
	if err := json.Unmarshal([]byte(w.mustRun("dlq", "list", "--json")), &rows); err != nil || len(rows) != 1 {
		w.t.Fatalf("dead letters: %+v, %v", rows, err)
	}
	return rows[0].ID
}

// staysErased: the commands say so, the books agree, and a new relation has nothing of the old one.
func (w *world) staysErased(id refund.ID) {
	w.t.Helper()
	if out := w.mustRun("show", string(id)); !strings.Contains(out, "[erased on 20") || !strings.Contains(out, "dpo") || !strings.Contains(out, "12812.00") {
		w.t.Errorf("it shows\n%s", out)
	}
	if out := w.mustRun("dlq", "show", w.letter()); !strings.Contains(out, "nobody can read it any more") {
		w.t.Errorf("the letter shows\n%s", out)
	}
	if out, err := w.makegood("dlq", "replay", w.letter(), "--by", "noah", "--json"); err == nil || !strings.Contains(out, `"ERASED"`) {
		w.t.Errorf("a letter that nobody can read was replayed: %s %v", out, err)
	}
	var again struct {
		Keys   int  `json:"keys"`
		Mails  int  `json:"mails"`
		Erased bool `json:"erased"`
	}
	repeated := w.mustRun("erase", "planted", "--merchant", "m-001", "--by", "dpo", "--reason", "asked", "--yes", "--json")
	if err := json.Unmarshal([]byte(repeated), &again); err != nil || again.Keys != 0 || again.Mails != 0 || !again.Erased {
		w.t.Errorf("repeated it says %s %v", repeated, err)
	}
	w.booksAgree()

	back := w.publish("order-back", func(body map[string]any) {
		large(body)
		customer := body["customer"].(map[string]any)
		customer["customer_id"], customer["email"] = "planted", "back.again@example.test"
	}, refund.StatusAwaitingApproval)
	w.until("the new address is written to", time.Minute, func() bool { return strings.Contains(w.mails(), "back.again@example.test") })
	if _, err := w.makegood("erase", "planted", "--merchant", "m-001", "--by", "dpo", "--reason", "asked", "--yes"); err == nil || !strings.Contains(err.Error(), "OPEN_REFUNDS") {
		w.t.Errorf("with %s open: %v", back, err)
	}
	if out := w.mustRun("show", string(id)); !strings.Contains(out, "[erased on 20") {
		w.t.Errorf("with a new key the old texts show\n%s", out)
	}
}

// everywhere is every place that might keep something of the person, mails apart until they are erased.
func (w *world) everywhere(id refund.ID) map[string][]byte {
	w.t.Helper()
	var logs bytes.Buffer
	for _, p := range w.processes {
		logs.WriteString(p.said())
	}
	return map[string][]byte{
		"histories": w.histories(id), "dead letters": w.records(topic + ".makegood.dlq"), "status records": w.records("refunds.refund-status.v1"),
		"ledger": w.dumped(), "logs": logs.Bytes(), "data folder": w.files(), "list of refunds": []byte(w.mustRun("waiting", "--all", "--json")),
	}
}

// histories are the raw events of all runs, with what their payloads hold.
func (w *world) histories(id refund.ID) (all []byte) {
	w.t.Helper()
	history := w.client.GetWorkflowHistory(w.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		if err != nil {
			return all // it was deleted
		}
		raw, err := proto.Marshal(event)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, raw...)
	}
	return all
}

// records are keys, values and headers of everything in a topic.
func (w *world) records(name string) (all []byte) {
	w.t.Helper()
	connection, err := driver.Dial("tcp", w.stack.KafkaAddress)
	if err != nil {
		w.t.Fatal(err)
	}
	defer connection.Close()
	partitions, err := connection.ReadPartitions(name)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range partitions {
		reader := driver.NewReader(driver.ReaderConfig{Brokers: []string{w.stack.KafkaAddress}, Topic: name, Partition: p.ID, MaxWait: 10 * time.Millisecond})
		leader, err := driver.DialLeader(w.t.Context(), "tcp", w.stack.KafkaAddress, name, p.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		end, err := leader.ReadLastOffset()
		if err != nil {
			w.t.Fatal(err)
		}
		for range end {
			m, err := reader.ReadMessage(w.t.Context())
			if err != nil {
				w.t.Fatal(err)
			}
			all = fmt.Appendf(all, "%s %s %s\n", m.Key, m.Value, m.Headers)
		}
		_, _ = leader.Close(), reader.Close()
	}
	if len(all) == 0 {
		w.t.Fatalf("%s is empty: the test sees nothing", name)
	}
	return all
}

// dumped is every value of every table of the ledger.
func (w *world) dumped() []byte {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "ledger.db")+"?mode=ro") // package sqlite brings the driver
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	var all []byte
	for _, table := range sqlstore.CopiedTables() {
		var rows string
		columns := columnsOf(w.t, db, table)
		query := `SELECT COALESCE(group_concat(row, char(10)), '') FROM (SELECT ` + strings.Join(columns, ` || ' ' || `) + ` AS row FROM ` + table + `)`
		if err := db.QueryRow(query).Scan(&rows); err != nil {
			w.t.Fatalf("dump %s: %v", table, err)
		}
		all = append(all, rows...)
	}
	return all
}

// columnsOf are the columns of a table, as texts.
func columnsOf(t *testing.T, db *sql.DB, table string) (columns []string) {
	t.Helper()
	rows, err := db.Query(`SELECT 'COALESCE("' || name || '", '''')' FROM pragma_table_info(?)`, table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			t.Fatal(err)
		}
		columns = append(columns, column)
	}
	if err := rows.Err(); err != nil || len(columns) == 0 {
		t.Fatalf("table %s has %d columns: %v", table, len(columns), err)
	}
	return columns
}

// files are the bytes of every file in the data folder: the ledger's with its log, marks of what was sent, the
// provider's book. Kafka's own are left out, since the shop's topic is not makegood's; so are mails.
func (w *world) files() (all []byte) {
	w.t.Helper()
	err := filepath.WalkDir(w.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "kafka" || entry.Name() == "outbox"):
			return filepath.SkipDir
		case entry.IsDir():
			return nil
		}
		raw, err := os.ReadFile(path)
		if found := readableIn(raw); len(found) > 0 {
			w.t.Errorf("%q can be read in %s", found, path)
		}
		all = append(append(all, path...), raw...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// mails are all mails in the outbox that are to, or about, the person, as they read.
func (w *world) mails() string {
	w.t.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(w.dir, "outbox", "*"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // it was erased this moment
		}
		text := new(bytes.Buffer)
		if _, err := text.ReadFrom(quotedprintable.NewReader(bytes.NewReader(raw))); err != nil {
			text = bytes.NewBuffer(raw)
		}
		fmt.Fprintf(&all, "%s\n%s\n%s\n", path, raw, text)
	}
	return all.String()
}

// TestARefundGoesOnWhoseCustomerWasErasedByForce: with a question asked, before anybody has decided. Nothing parks,
// nobody writes to the customer any more, and the books have nothing to complain of.
func TestARefundGoesOnWhoseCustomerWasErasedByForce(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.spawn("starter")
	w.spawn("worker")
	id := w.publish("order-forced", func(body map[string]any) {
		large(body)
		customer := body["customer"].(map[string]any)
		customer["customer_id"], customer["email"] = "planted", plantedMail
		body["evidence"] = []any{map[string]any{"uri": plantedEvidence}}
	}, refund.StatusAwaitingApproval)
	w.mustRun("ask", string(id), "--question", plantedQuestion, "--by", "noah")
	w.reaches(id, refund.StatusNeedsInfo)
	w.until("the question was mailed", time.Minute, func() bool { return strings.Contains(w.mails(), plantedQuestion) })

	w.mustRun("erase", "planted", "--merchant", "m-001", "--by", "dpo", "--reason", "asked", "--force", "--yes")
	w.mustRun("doctor")
	w.mustRun("answer", string(id), "--text", plantedAnswer, "--by", "customer:planted")
	w.reaches(id, refund.StatusAwaitingApproval)
	w.mustRun("decide", string(id), "--approve", "--reviewer", "noah", "--note", plantedNote, "--message", plantedMessage, "--yes")
	w.reaches(id, refund.StatusRefunded)
	w.until("the workflow ended", time.Minute, func() bool { return w.closedWorkflow(id) })
	w.mustRun("doctor")
	w.booksAgree()
	if out := w.mustRun("show", string(id)); strings.Contains(out, plantedQuestion) || !strings.Contains(out, plantedNote) || !strings.Contains(out, "the customer was erased") {
		t.Errorf("it shows\n%s", out)
	}
	if mails := w.mails(); strings.Contains(mails, plantedMail) || strings.Contains(mails, plantedMessage) {
		t.Errorf("the customer is written to:\n%s", mails)
	}
}
