package finance

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/markdown"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
)

// policiesView is the versions and revisions of the policy.
type policiesView struct {
	page
	support.Policies
	Versions  []versionRow
	Revisions []revisionRow
	More      string
}

type versionRow struct {
	support.PolicyVersion
	Page string
}

type revisionRow struct {
	ledger.RuleRevision
	// Short is what is shown of the digest. Configured: the settings name these files.
	Short      string
	Configured bool
	Page, Diff string
}

// digestShown is how much of a digest is shown.
const digestShown = 12

func (p *Pages) policies(w http.ResponseWriter, r *http.Request) {
	out, err := p.office.Policies(r.Context(), web.Call(r), asked(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := policiesView{page: p.policyTabs(r), Policies: out, More: moreOf(r, out.Revisions.Value.More)}
	for _, v := range out.Configured.Value {
		view.Versions = append(view.Versions, versionRow{v, pagePath(support.PolicyConfigured, v.Ref.Version)})
	}
	for _, rev := range out.Revisions.Value.Rows {
		view.Revisions = append(view.Revisions, revisionRow{
			RuleRevision: rev, Short: rev.Digest[:min(len(rev.Digest), digestShown)], Configured: rev.Digest == out.ConfiguredDigest,
			Page: pagePath(support.PolicySource(rev.Digest), ""),
			Diff: "/policy/diff?" + url.Values{"old": {rev.Digest}, "new": {string(support.PolicyConfigured)}}.Encode(),
		})
	}
	p.set.Show(w, r, http.StatusOK, "policy", web.View{Title: "desk.finance.policies", Data: view})
}

func pagePath(source support.PolicySource, version string) string {
	query := url.Values{"source": {string(source)}}
	if version != "" {
		query.Set("version", version)
	}
	return "/policy/page?" + query.Encode()
}

// policyPageView is a version of the policy as customers read it.
type policyPageView struct {
	page
	support.RenderedPolicy
	HTML      template.HTML
	Locale    string
	Locales   []link
	Versions  []link
	Permanent string
}

func (p *Pages) policyPage(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	in := support.RenderQuery{Source: support.PolicySource(query.Get("source")), Version: query.Get("version"), Locale: query.Get("locale")}
	if in.Locale == "" {
		in.Locale = web.Lang(r)
	}
	out, err := p.office.RenderPolicy(r.Context(), web.Call(r), in)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := policyPageView{page: p.policyTabs(r), RenderedPolicy: out, Locale: in.Locale, Permanent: p.public + "/policies/" + url.PathEscape(out.Ref.Name) + "/" + url.PathEscape(out.Ref.Version)}
	if view.HTML, err = markdown.HTML(out.Markdown, nil); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	for _, locale := range explain.Locales() {
		query.Set("locale", locale)
		view.Locales = append(view.Locales, link{locale, "/policy/page?" + query.Encode()})
	}
	for _, v := range out.Versions {
		view.Versions = append(view.Versions, link{v.Ref.Version, pagePath(in.Source, v.Ref.Version)})
	}
	p.set.Show(w, r, http.StatusOK, "policy_page", web.View{Title: "desk.finance.policy", Inputs: []any{"ref", out.Ref.String()}, Data: view})
}

// diffView is what a change of policy would change.
type diffView struct {
	page
	Asked    bool
	Old, New string
	From, To string
	// Known are the sources that can be named, beside the digests of revisions.
	Known []support.PolicySource
	support.Difference
	Examples []exampleRow
}

type exampleRow struct {
	Case    link
	Changed []changedRow
}

// changedRow is one thing of a refund under both policies.
type changedRow struct{ What, Old, New string }

func (p *Pages) policyDiff(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	view := diffView{page: p.policyTabs(r), Old: query.Get("old"), New: query.Get("new"), Known: []support.PolicySource{support.PolicyConfigured, support.PolicyShipped}}
	from, to, err := daysIn(r)
	view.Asked = view.Old != "" && view.New != ""
	if err == nil && view.Asked {
		view.Difference, err = p.office.DiffPolicies(r.Context(), web.Call(r), support.DiffQuery{
			Old: support.PolicySource(view.Old), New: support.PolicySource(view.New), From: from, To: to,
		})
	} else if err == nil {
		_, err = p.office.Policies(r.Context(), web.Call(r), support.OperationsQuery{RowsMax: 1}) // whether the reader may ask
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view.From, view.To = dayText(from), dayText(to)
	if view.Asked {
		view.From, view.To = dayText(view.DiffQuery.From), dayText(view.DiffQuery.To)
	}
	for _, e := range view.Difference.Examples {
		view.Examples = append(view.Examples, exampleOf(wordsFor(r), e))
	}
	p.set.Show(w, r, http.StatusOK, "policy_diff", web.View{Title: "desk.finance.diff", Data: view})
}
