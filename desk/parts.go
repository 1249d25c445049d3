package desk

import (
	"net/http"

	"github.com/makegood/makegood/desk/web"
)

// Part is a part of the pages as metrics tell them apart: those whose paths begin with Prefix.
type Part struct {
	Name, Prefix string
	// Free: files of the program. Stream: an answer that goes on.
	Free, Stream bool
}

// StaffParts are the parts of staff's pages. What is in no other is in the last.
func StaffParts() []Part {
	return []Part{
		{Name: "static", Prefix: web.StaticPrefix, Free: true}, {Name: "live", Prefix: "/queue/live", Stream: true},
		{Name: "sign-in", Prefix: "/sign-in"}, {Name: "sign-in", Prefix: "/sign-in/"}, {Name: "sign-in", Prefix: "/sign-out"},
		{Name: "queue", Prefix: "/queue"}, {Name: "queue", Prefix: "/queue/"}, {Name: "refunds", Prefix: "/refunds"}, {Name: "refunds", Prefix: "/refunds/"},
		{Name: "finance", Prefix: "/finance/"}, {Name: "operations", Prefix: "/operations/"}, {Name: "reports", Prefix: "/reports/"},
		{Name: "policy", Prefix: "/policy/"}, {Name: "audit", Prefix: "/audit/"},
		{Name: "request", Prefix: "/request"}, {Name: "withdrawals", Prefix: "/withdrawals"}, {Name: "withdrawals", Prefix: "/withdrawals/"}, {Name: "other", Prefix: "/"},
	}
}

// PublicParts are the parts of customers' pages.
func PublicParts() []Part {
	return []Part{
		{Name: "static", Prefix: web.StaticPrefix, Free: true}, {Name: "refund", Prefix: "/r/"},
		{Name: "withdraw", Prefix: "/withdraw"}, {Name: "withdraw", Prefix: "/withdraw/"}, {Name: "apply", Prefix: "/apply"}, {Name: "apply", Prefix: "/apply/"},
		{Name: "policies", Prefix: "/policies/"}, {Name: "other", Prefix: "/"},
	}
}

// Refuse answers a request that a limit refuses, as the pages of a layout do.
func Refuse(kit *web.Kit, layout web.Layout) func(http.ResponseWriter, *http.Request, error) {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		kit.Guard(layout, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { kit.Fail(w, r, layout, err) })).ServeHTTP(w, r)
	}
}
