package support

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/render"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// PolicySource is where a policy is read from: the digest of a revision that people were asked about, or one of these.
type PolicySource string

// The sources that are no revisions.
const (
	// PolicyConfigured is what the settings name. PolicyShipped ships with makegood.
	PolicyConfigured PolicySource = "configured"
	PolicyShipped    PolicySource = "shipped"
)

// Policies are the versions that workers are configured with, and what people said of revisions.
type Policies struct {
	// Configured are the versions that the settings name; ConfiguredDigest tells them among the revisions.
	Configured       Part[[]PolicyVersion]
	ConfiguredDigest string
	// Revisions are those that two people were asked about, the newest first. None: no worker was told to ask for two.
	Revisions Part[Rows[ledger.RuleRevision]]
}

// PolicyVersion is one version of a policy.
type PolicyVersion struct {
	Ref refund.PolicyRef
	// EffectiveFrom is since when orders are placed under it; zero: always. InForce: orders placed now are.
	EffectiveFrom time.Time
	InForce       bool
	// SupersedesIfBetter: orders of an earlier version get it where it is better for them.
	SupersedesIfBetter bool
}

// Policies lists versions and revisions. RowsMax bounds the revisions: 0 means RowsUsual.
func (o *Office) Policies(ctx context.Context, call api.Call, in OperationsQuery) (out Policies, err error) {
	if err := o.May(ctx, call, PagePolicy); err != nil {
		return out, err
	}
	rows := rowsOf(in.RowsMax)
	out.Configured = partOf(ctx, call, func(ctx context.Context) ([]PolicyVersion, error) {
		files, err := o.ports.Policy(ctx)
		if err != nil {
			return nil, err
		}
		out.ConfiguredDigest = ledger.RulesDigest(files)
		set, err := setOf(files)
		if err != nil {
			return nil, err
		}
		return versionsOf(set, o.ports.Now()), nil
	})
	out.Revisions = ofBooks(ctx, o, call, func(ctx context.Context, books OfficeBooks) (Rows[ledger.RuleRevision], error) {
		all, err := books.RuleRevisions(ctx, ledger.RulesPolicy)
		return beginning(all, rows), err
	})
	return out, nil
}

func versionsOf(set *policy.Set, now time.Time) []PolicyVersion {
	inForce := set.InForce(now)
	var out []PolicyVersion
	for _, ref := range set.Refs() {
		v, ok := set.Named(ref)
		if !ok {
			continue
		}
		out = append(out, PolicyVersion{Ref: ref, EffectiveFrom: v.EffectiveFrom, SupersedesIfBetter: v.SupersedesIfBetter, InForce: inForce != nil && inForce.Ref() == ref})
	}
	return out
}

// setOf loads files. Files that no program of this release can load are a Problem POLICY_UNREADABLE.
func setOf(files []ledger.RuleFile) (*policy.Set, error) {
	sources := make([]sheet.Source, len(files))
	for i, f := range files {
		sources[i] = sheet.Source{Name: f.Name, Content: []byte(f.Content)}
	}
	set, err := policy.LoadSet(sources)
	if err != nil {
		return nil, refund.Problem{Code: CodePolicyUnreadable, Detail: err.Error()}
	}
	return set, nil
}

// CodePolicyUnreadable: this release cannot load the files of a policy.
const CodePolicyUnreadable refund.Code = "POLICY_UNREADABLE"

// policyOf loads a source (NOT_FOUND, POLICY_UNREADABLE).
func (o *Office) policyOf(ctx context.Context, from PolicySource) (*policy.Set, error) {
	files, err := o.policyFiles(ctx, from)
	if err != nil {
		return nil, err
	}
	return setOf(files)
}

func (o *Office) policyFiles(ctx context.Context, from PolicySource) ([]ledger.RuleFile, error) {
	switch from {
	case "", PolicyConfigured:
		return o.ports.Policy(ctx)
	case PolicyShipped:
		return []ledger.RuleFile{{Name: string(PolicyShipped), Content: string(rulebook.DefaultYAML())}}, nil
	}
	books, err := o.ports.Books(ctx)
	if err != nil {
		return nil, err
	}
	files, err := books.RuleFiles(ctx, ledger.RulesPolicy, string(from))
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: "nobody was asked about a policy of this digest"}
	}
	return files, o.ports.Away(err)
}

// RenderQuery names a version of a source; an empty Version: the latest. Locale is the page's language.
type RenderQuery struct {
	Source  PolicySource
	Version string
	Locale  string
}

// RenderedPolicy is a version as a page that people read.
type RenderedPolicy struct {
	Ref      refund.PolicyRef
	Markdown string
	// Versions are all of the source.
	Versions []PolicyVersion
}

// RenderPolicy writes a version as a page (NOT_FOUND, POLICY_UNREADABLE).
func (o *Office) RenderPolicy(ctx context.Context, call api.Call, in RenderQuery) (out RenderedPolicy, err error) {
	if err := o.May(ctx, call, PagePolicy); err != nil {
		return out, err
	}
	set, err := o.policyOf(ctx, in.Source)
	if err != nil {
		return out, call.Failed(err)
	}
	version := set.Latest().Version
	out.Versions = versionsOf(set, o.ports.Now())
	for _, one := range out.Versions {
		if named, ok := set.Named(one.Ref); ok && one.Ref.Version == in.Version {
			version = named
		}
	}
	if in.Version != "" && version.Ref().Version != in.Version {
		return out, call.Failed(refund.Problem{Code: refund.CodeNotFound, Detail: "the policy has no such version"})
	}
	var page bytes.Buffer
	if err := render.Page(&page, version, in.Locale); err != nil {
		return out, call.Failed(err)
	}
	out.Ref, out.Markdown = version.Ref(), page.String()
	return out, nil
}
