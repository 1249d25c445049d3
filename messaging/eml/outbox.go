// Package eml is the channel that writes each customer message as an RFC 5322 file into a folder:
// the outbox. Any mail program opens the files; a mail server may pick them up from there.
//
// On the path: activities deliver through the port; the file's name is derived from the message's
// id, so that an id is written at most once, however often it is delivered.
package eml

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/letter"
)

// The files hold addresses: they are for the owner alone.
const folderMode = 0o700

// Config says where the files go and who they are from.
type Config struct {
	// Dir is the folder; it is created.
	Dir string
	// From is the sender, such as "Acme refunds <refunds@acme.example>".
	From string
	// Now is the clock for the Date header; nil is the machine's.
	Now func() time.Time
}

// Outbox implements messaging.Channel. It is safe for concurrent use, by several processes too.
type Outbox struct {
	dir  string
	from *mail.Address
	now  func() time.Time
}

var _ messaging.Channel = (*Outbox)(nil)

// New checks the configuration and creates the folder.
func New(config Config) (*Outbox, error) {
	from, err := mail.ParseAddress(config.From)
	if err != nil {
		return nil, fmt.Errorf("eml: sender %q: %w", config.From, err)
	}
	if config.Dir == "" {
		return nil, errors.New("eml: no folder")
	}
	if err := os.MkdirAll(config.Dir, folderMode); err != nil {
		return nil, fmt.Errorf("eml: create outbox: %w", err)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Outbox{dir: config.Dir, from: from, now: config.Now}, nil
}

// Name implements messaging.Channel.
func (o *Outbox) Name() string { return messaging.ChannelEmail }

// Deliver implements messaging.Channel: the file is complete and on disk when it returns. Without
// a usable address it returns messaging.ErrNoAddress; errors quote no address.
func (o *Outbox) Deliver(ctx context.Context, m messaging.Message) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("eml: deliver %s: %w", m.ID, err)
	}
	to, err := mail.ParseAddress(m.To.Email)
	if err != nil {
		return fmt.Errorf("eml: deliver %s: %w", m.ID, messaging.ErrNoAddress)
	}
	path := filepath.Join(o.dir, fileName(m.ID))
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	written, err := letter.New(m, letter.Envelope{From: o.from, To: to, At: o.now()})
	if err != nil {
		return fmt.Errorf("eml: write out %s: %w", m.ID, err)
	}
	if err := o.writeOnce(path, written); err != nil {
		return fmt.Errorf("eml: deliver %s: %w", m.ID, err)
	}
	return nil
}

// writeOnce makes the file appear whole, or leaves the one that is there: the content is written
// under another name and linked, and a link never replaces.
func (o *Outbox) writeOnce(path string, content io.WriterTo) (err error) {
	draft, err := os.CreateTemp(o.dir, ".draft-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(draft.Name())) }()
	if err := fill(draft, content); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(o.dir)
}

// fill writes the draft and closes it, on disk.
func fill(draft *os.File, content io.WriterTo) error {
	_, err := content.WriteTo(draft)
	if err == nil {
		err = draft.Sync()
	}
	return errors.Join(err, draft.Close())
}

// syncFolder puts the file's name on disk.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
