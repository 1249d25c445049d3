package rest

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// route is one procedure at its path.
type route struct {
	procedure protoreflect.MethodDescriptor
	method    string
	path      *regexp.Regexp
	// hasBody: the message comes in the body, beside what the path says of it; else in the query.
	hasBody bool
}

// routesOf are the routes of a service, by the annotations of its contract. A procedure without one, or with one that is not
// served here, is an error.
func routesOf(service protoreflect.ServiceDescriptor) ([]route, error) {
	var all []route
	for i := range service.Methods().Len() {
		procedure := service.Methods().Get(i)
		rule, ok := proto.GetExtension(procedure.Options(), annotations.E_Http).(*annotations.HttpRule)
		if !ok || rule == nil {
			return nil, fmt.Errorf("rest: %s has no path", procedure.FullName())
		}
		one := route{procedure: procedure}
		switch pattern := rule.GetPattern().(type) {
		case *annotations.HttpRule_Get:
			one.method, one.path = "GET", pathOf(pattern.Get)
		case *annotations.HttpRule_Post:
			one.method, one.path, one.hasBody = "POST", pathOf(pattern.Post), rule.GetBody() == "*"
		default:
			return nil, fmt.Errorf("rest: %s is neither a GET nor a POST", procedure.FullName())
		}
		if one.method == "POST" && !one.hasBody {
			return nil, fmt.Errorf("rest: %s is posted without its message", procedure.FullName())
		}
		all = append(all, one)
	}
	return all, nil
}

// variable is a part of a path that names a field: {id=refund/*/*/*} or {provider_refund_id}.
var variable = regexp.MustCompile(`\{([a-z_]+)(?:=([^}]+))?\}`)

// segment is what a * stands for: a part between slashes, before the verb that follows a colon.
const segment = `[^/:]+`

// pathOf is a path of the contract as an expression on the escaped path of a request, with a group for each variable.
func pathOf(pattern string) *regexp.Regexp {
	var out strings.Builder
	rest := pattern
	for _, found := range variable.FindAllStringSubmatch(pattern, -1) {
		before, after, _ := strings.Cut(rest, found[0])
		inner := found[2]
		if inner == "" {
			inner = "*"
		}
		fmt.Fprintf(&out, "%s(?P<%s>%s)", regexp.QuoteMeta(before), found[1], strings.ReplaceAll(regexp.QuoteMeta(inner), `\*`, segment))
		rest = after
	}
	return regexp.MustCompile("^" + out.String() + regexp.QuoteMeta(rest) + "$")
}

// variables are the fields that a path names; false: it is not the route's.
func (r route) variables(escaped string) (map[string]string, bool) {
	found := r.path.FindStringSubmatch(escaped)
	if found == nil {
		return nil, false
	}
	values := map[string]string{}
	for i, name := range r.path.SubexpNames()[1:] {
		value, err := url.PathUnescape(found[i+1])
		if err != nil {
			return nil, false
		}
		values[name] = value
	}
	return values, true
}
