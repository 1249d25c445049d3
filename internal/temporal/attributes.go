package temporal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/refund"
)

// Attribute is a search attribute of a refund, with its type.
type Attribute struct {
	Name string
	Type enums.IndexedValueType
}

// Attributes lists the search attributes of a refund. They hold no personal data.
func Attributes() []Attribute {
	return []Attribute{
		{refund.AttributeStatus, enums.INDEXED_VALUE_TYPE_KEYWORD},
		{refund.AttributeReason, enums.INDEXED_VALUE_TYPE_KEYWORD},
		{refund.AttributeRiskBand, enums.INDEXED_VALUE_TYPE_KEYWORD},
		{refund.AttributeMerchant, enums.INDEXED_VALUE_TYPE_KEYWORD},
		{refund.AttributeCurrency, enums.INDEXED_VALUE_TYPE_KEYWORD},
		{refund.AttributeAmountMinor, enums.INDEXED_VALUE_TYPE_INT},
		{refund.AttributeNeedsHuman, enums.INDEXED_VALUE_TYPE_BOOL},
		{refund.AttributeReviewDueAt, enums.INDEXED_VALUE_TYPE_DATETIME},
		{refund.AttributeLedger, enums.INDEXED_VALUE_TYPE_KEYWORD},
	}
}

// CreateCommand is the line by which an operator registers the attribute.
func (a Attribute) CreateCommand(namespace string) string {
	return fmt.Sprintf("temporal operator search-attribute create --namespace %s --name %s --type %s",
		namespace, a.Name, a.Type)
}

// probe uses every attribute by its type. It selects nothing; it is accepted only when all of
// them can be used.
const probe = refund.AttributeStatus + " = '-' AND " + refund.AttributeReason + " = '-' AND " +
	refund.AttributeRiskBand + " = '-' AND " + refund.AttributeMerchant + " = '-' AND " +
	refund.AttributeCurrency + " = '-' AND " + refund.AttributeAmountMinor + " = -1 AND " +
	refund.AttributeNeedsHuman + " = true AND " + refund.AttributeReviewDueAt + " = '1970-01-01T00:00:00Z' AND " +
	refund.AttributeLedger + " = '-'"

// EnsureSearchAttributes registers what is missing and returns when all can be used: a cluster
// refuses a start that names an attribute registered a moment ago (DESIGN section 13). Where
// makegood may not register, it logs the commands and waits for someone to run them. The only
// errors are an attribute of another type, and ctx's.
func EnsureSearchAttributes(ctx context.Context, c client.Client, namespace string, l *zap.Logger) error {
	a := attributes{client: c, namespace: namespace, log: l}
	for delay := retryDelayFirst; ; delay = min(2*delay, retryDelayMax) {
		err := a.once(ctx)
		if err == nil || errors.Is(err, errOtherType) {
			return err
		}
		l.Warn("search attributes cannot be used yet", zap.Duration("retry_delay", delay), zap.Error(err))
		if wait(ctx, delay) != nil {
			return fmt.Errorf("temporal: search attributes of %s: %w (%w)", namespace, err, ctx.Err())
		}
	}
}

var errOtherType = errors.New("temporal: search attribute has another type")

type attributes struct {
	client    client.Client
	namespace string
	log       *zap.Logger
	told      bool
}

func (a *attributes) once(ctx context.Context) error {
	missing, err := a.missing(ctx)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		if err := a.register(ctx, missing); err != nil {
			return err
		}
	}
	return a.usable(ctx)
}

// missing lists what is not registered. Who may not even list is told so by usable.
func (a *attributes) missing(ctx context.Context) ([]Attribute, error) {
	listed, err := a.client.OperatorService().ListSearchAttributes(ctx,
		&operatorservice.ListSearchAttributesRequest{Namespace: a.namespace})
	if forbidden(err) {
		return Attributes(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	var out []Attribute
	for _, want := range Attributes() {
		got, ok := listed.GetCustomAttributes()[want.Name]
		if ok && got != want.Type {
			return nil, fmt.Errorf("%w: %s is %s, must be %s", errOtherType, want.Name, got, want.Type)
		}
		if !ok {
			out = append(out, want)
		}
	}
	return out, nil
}

func (a *attributes) register(ctx context.Context, missing []Attribute) error {
	types := make(map[string]enums.IndexedValueType, len(missing))
	for _, m := range missing {
		types[m.Name] = m.Type
	}
	_, err := a.client.OperatorService().AddSearchAttributes(ctx,
		&operatorservice.AddSearchAttributesRequest{Namespace: a.namespace, SearchAttributes: types})
	if forbidden(err) {
		a.tell(missing)
		return nil
	}
	var exists *serviceerror.AlreadyExists
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("register: %w", err)
	}
	return nil
}

// tell names the commands once.
func (a *attributes) tell(missing []Attribute) {
	if a.told {
		return
	}
	a.told = true
	a.log.Warn("not allowed to register search attributes; unless they exist, an operator must run these lines")
	for _, m := range missing {
		a.log.Warn(m.CreateCommand(a.namespace))
	}
}

func (a *attributes) usable(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, err := a.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: a.namespace, Query: probe})
	if err != nil {
		return fmt.Errorf("query: %w", err)
	}
	return nil
}

func forbidden(err error) bool {
	var denied *serviceerror.PermissionDenied
	var unimplemented *serviceerror.Unimplemented
	return errors.As(err, &denied) || errors.As(err, &unimplemented)
}
