// Package policies publishes policies: every version that ever came into force, at an address of its own whose content never
// changes, for customers who were told that they agreed to it at purchase.
//
// On the path: desk/policies shows its pages. It reads the revisions of rules that the ledger keeps (ledger.RuleBook) and has
// them written by policy/render, so that a page cannot say one thing and the rules another.
package policies

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"


	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/render"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// Revisions are the revisions of rules in the ledger.
type Revisions interface {
	RuleRevisions(ctx context.Context, kind string) ([]ledger.RuleRevision, error)
	RevisionFiles(ctx context.Context, kind string, number int64) ([]ledger.RuleFile, error)
}

// Prefix is where the pages are.
const Prefix = "/policies/"

// Published is a version of a policy that came into force.
type Published struct {
	Ref refund.PolicyRef
	// EffectiveFrom is from when orders are placed under it; zero: from the beginning. ConfirmedAt is when it was first
	// confirmed here.
	EffectiveFrom time.Time
	ConfirmedAt   time.Time
	// Path is its permanent address.
	Path string

	version *rulebook.Version
}

// Service publishes policies. It is safe for concurrent use.
type Service struct {
	revisions func(context.Context) (Revisions, error)

	mu sync.Mutex
	// read are the versions of revisions that were read; a confirmed revision never changes.
	read map[int64][]*rulebook.Version
}

// New returns the service over the ledger's revisions.
func New(revisions func(context.Context) (Revisions, error)) (*Service, error) {
	if revisions == nil {
		return nil, errors.New("policies: the service needs revisions")
	}
	return &Service{revisions: revisions, read: map[int64][]*rulebook.Version{}}, nil
}

// List lists every version that was confirmed, those that came into force last first. A version whose content was changed
// under its own name is there once for each content.
func (s *Service) List(ctx context.Context) ([]Published, error) {
	revisions, err := s.revisions(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := revisions.RuleRevisions(ctx, ledger.RulesPolicy)
	if err != nil {
		return nil, err
	}
	var out []Published
	for _, row := range slices.Backward(rows) { // the oldest first
		if row.AgreedAt == nil {
			continue
		}
		versions, err := s.versionsOf(ctx, revisions, row.Number)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			path := Path(v.Ref())
			if !slices.ContainsFunc(out, func(p Published) bool { return p.Path == path }) {
				out = append(out, Published{Ref: v.Ref(), EffectiveFrom: v.EffectiveFrom, ConfirmedAt: *row.AgreedAt, Path: path, version: v})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Published) int { return b.EffectiveFrom.Compare(a.EffectiveFrom) })
	return out, nil
}

// versionsOf reads the versions of a confirmed revision, once. A file that this program does not read any more is left out.
func (s *Service) versionsOf(ctx context.Context, revisions Revisions, number int64) ([]*rulebook.Version, error) {
	s.mu.Lock()
	known, is := s.read[number]
	s.mu.Unlock()
	if is {
		return known, nil
	}
	files, err := revisions.RevisionFiles(ctx, ledger.RulesPolicy, number)
	if err != nil {
		return nil, err
	}
	var out []*rulebook.Version
	for _, file := range files {
		if v, err := rulebook.LoadBytes([]byte(file.Content)); err == nil {
			out = append(out, v)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read[number] = out
	return out, nil
}

// Find returns the versions of a name and version whose hash begins with a prefix; an empty one begins them all.
func (s *Service) Find(ctx context.Context, name, version, hash string) ([]Published, error) {
	all, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(p Published) bool {
		return p.Ref.Name != name || p.Ref.Version != version || !strings.HasPrefix(p.Ref.Hash, hash)
	}), nil
}

// Markdown is the page of a version, in a locale of explain.Locales. What looks like markup in a policy's own words is escaped.
func (s *Service) Markdown(p Published, locale string) (string, error) {
	var page bytes.Buffer
	err := render.Page(&page, p.version, locale)
	return page.String(), err
}

// Path is the permanent path of a version: its name, its version and the hash of its content. Without a hash it leads to all
// of that name and version.
func Path(ref refund.PolicyRef) string {
	path := Prefix + url.PathEscape(ref.Name) + "/" + url.PathEscape(ref.Version)
	if ref.Hash != "" {
		path += "/" + url.PathEscape(ref.Hash)
	}
	return path
}

// URL is the permanent address of a version below the public pages' own address; empty where there is none, or nothing is
// referred to.
func URL(base string, ref *refund.PolicyRef) string {
	if base == "" || ref == nil || ref.Name == "" || ref.Version == "" {
		return ""
	}
	return strings.TrimSuffix(base, "/") + Path(*ref)
}
