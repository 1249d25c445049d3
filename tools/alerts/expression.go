package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// summed reports whether the expression adds the metric up over workers.
func summed(name string, expression parser.Expr) bool {
	var found bool
	parser.Inspect(expression, func(node parser.Node, _ []parser.Node) error {
		aggregate, ok := node.(*parser.AggregateExpr)
		if ok && (aggregate.Op == parser.SUM || aggregate.Op == parser.COUNT) && slices.Contains(selected(aggregate), name) {
			found = true
		}
		return nil
	})
	return found
}

// selected are the names of the metrics under a node.
func selected(node parser.Node) (names []string) {
	parser.Inspect(node, func(n parser.Node, _ []parser.Node) error {
		if s, ok := n.(*parser.VectorSelector); ok {
			names = append(names, s.Name)
		}
		return nil
	})
	return names
}

// checkExpression parses an expression and returns what it speaks of that is not there.
func (k known) checkExpression(text string) (breaches []string) {
	expression, err := parser.NewParser(parser.Options{}).ParseExpr(text)
	if err != nil {
		return []string{err.Error()}
	}
	parser.Inspect(expression, func(node parser.Node, _ []parser.Node) error {
		if s, ok := node.(*parser.VectorSelector); ok {
			breaches = append(breaches, k.checkSelector(s)...)
		}
		return nil
	})
	for name := range k.metrics {
		if gauge(name) && summed(name, expression) {
			breaches = append(breaches, name+" is the same from every worker: max, not sum")
		}
	}
	return breaches
}

// gauge tells the ledger's figures: they do not count up, and each worker shows the same.
func gauge(name string) bool {
	counts := slices.ContainsFunc([]string{"_total", "_bucket", "_count", "_sum"}, func(end string) bool { return strings.HasSuffix(name, end) })
	return strings.HasPrefix(name, "makegood_") && !counts
}

func (k known) checkSelector(s *parser.VectorSelector) (breaches []string) {
	if !k.metrics[s.Name] {
		breaches = append(breaches, fmt.Sprintf("there is no metric %q", s.Name))
	}
	for _, m := range s.LabelMatchers {
		values, closed := k.values[s.Name+"/"+m.Name]
		if !closed {
			values, closed = k.values[m.Name]
		}
		if !closed {
			continue
		}
		for _, value := range alternatives(m) {
			if !slices.Contains(values, value) {
				breaches = append(breaches, fmt.Sprintf("%s of %s is never %q", m.Name, s.Name, value))
			}
		}
	}
	return breaches
}

// alternatives are the values a matcher names.
func alternatives(m *labels.Matcher) []string {
	if m.Type == labels.MatchRegexp || m.Type == labels.MatchNotRegexp {
		return strings.Split(m.Value, "|")
	}
	return []string{m.Value}
}
