package withdrawal

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Books is the ledger, as far as statements and the orders they are about go.
type Books interface {
	ledger.Withdrawals
	ledger.WithdrawalReader
}

// Refunds is what of the service asks for refunds: api.Service.
type Refunds interface {
	RequestRefund(ctx context.Context, call api.Call, in api.RequestRefundRequest) (api.RequestedRefund, error)
	PreviewRefund(ctx context.Context, call api.Call, in api.PreviewRefundRequest) ([]api.Previewed, error)
}

// Ports are what a Service works with. Functions are asked with each call that needs what they give.
type Ports struct {
	Books func(context.Context) (Books, error)
	// Refunds asks for the refunds of applications.
	Refunds Refunds
	// Vault seals what people write; it returning nil: nothing is sealed.
	Vault func(context.Context) (*privacy.Vault, error)
	// Staff reads who may act on statements.
	Staff func(context.Context) (refund.Staff, error)
	// Shops are those of the settings in force.
	Shops func() Shops
	// Expect fills in when the money of a notice is expected; nil: nobody knows.
	Expect func(context.Context, refund.Notice) refund.Notice
	// Now is UTC.
	Now func() time.Time
	// NewID makes an unguessable id; nil: of 130 random bits.
	NewID func() string
}

// Service takes statements and applications, and shows staff what waits for them. Its errors are *api.Error.
type Service struct{ ports Ports }

// New returns the service over its ports, and an error where one is missing.
func New(p Ports) (*Service, error) {
	if p.Books == nil || p.Refunds == nil || p.Vault == nil || p.Staff == nil || p.Shops == nil || p.Now == nil {
		return nil, errors.New("withdrawal: the service needs books, refunds, a vault, staff, shops and a clock")
	}
	if p.NewID == nil {
		p.NewID = rand.Text
	}
	return &Service{ports: p}, nil
}

// Shops are the shops in force.
func (s *Service) Shops() Shops { return s.ports.Shops() }

// NewStatementID makes the id under which a statement that is about to be confirmed is kept: confirming twice keeps one.
func (s *Service) NewStatementID() ledger.StatementID { return ledger.StatementID(s.ports.NewID()) }

// Receipt is what was received, and when: what the acknowledgement says too.
type Receipt struct {
	ID          ledger.StatementID
	Declaration Declaration
	ReceivedAt  time.Time
	SHA256      string
	// Canonical is the text that SHA256 is the digest of.
	Canonical string
	Locale    string
}

// Declared is a statement that the customer confirms.
type Declared struct {
	// ID is one of NewStatementID's.
	ID          ledger.StatementID
	Declaration Declaration
	// Locale is the language it is acknowledged in.
	Locale string
	// Link is the shop's link by which it is made; the zero Link: there is none.
	Link Link
}

// CodeDeclarationLacks: a declaration has an empty field, or one that is too long.
const CodeDeclarationLacks refund.Code = "DECLARATION_LACKS"

// Declare keeps a statement. Nothing is looked up and nothing else is done, so that the answer tells nobody whether an order
// exists. The same statement under its id again is answered with what was kept; under an id that is another's it gets a new
// one.
func (s *Service) Declare(ctx context.Context, call api.Call, in Declared) (Receipt, error) {
	receipt, err := s.declare(ctx, in)
	return receipt, call.Failed(err)
}

func (s *Service) declare(ctx context.Context, in Declared) (Receipt, error) {
	d := in.Declaration.Tidied()
	if lacks := d.Lacks(); len(lacks) > 0 || len(d.Lines) > LinesMax {
		return Receipt{}, refund.Problem{Code: CodeDeclarationLacks, Detail: "the declaration is not whole"}
	}
	if _, known := s.Shops().Of(d.Merchant); !known {
		return Receipt{}, refund.Problem{Code: CodeDeclarationLacks, Detail: "no shop of that name is here"}
	}
	canonical, err := d.Canonical()
	if err != nil {
		return Receipt{}, err
	}
	statement := ledger.Statement{ID: in.ID, Merchant: d.Merchant, Locale: Spoken(in.Locale), SHA256: digest(canonical)}
	if in.Link.Merchant == d.Merchant && s.CheckLink(in.Link) == nil {
		statement.LinkedOrder = in.Link.Order
	}
	if len(in.ID) < statementIDCharsMin || len(in.ID) > statementIDCharsMax || !refund.ValidBusinessID(string(in.ID)) {
		statement.ID = s.NewStatementID()
	}
	kept, err := s.keep(ctx, statement, canonical)
	if err == nil && kept.Conflict {
		statement.ID = s.NewStatementID()
		kept, err = s.keep(ctx, statement, canonical)
	}
	return Receipt{
		ID: kept.ID, Declaration: d, ReceivedAt: kept.ReceivedAt, SHA256: kept.SHA256, Canonical: string(canonical), Locale: kept.Locale,
	}, err
}

// An id of NewStatementID has 26 characters.
const (
	statementIDCharsMin = 20
	statementIDCharsMax = 40
)

// words is what of a statement is sealed.
type words struct {
	Content string `personal:"text"`
}

func (s *Service) keep(ctx context.Context, statement ledger.Statement, canonical []byte) (out ledger.KeptStatement, err error) {
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return out, err
	}
	sealed, err := privacy.Seal(ctx, vault, statement.ID.Owner(statement.Merchant), words{Content: string(canonical)})
	if err != nil {
		return out, err
	}
	statement.Content = sealed.Content
	books, err := s.ports.Books(ctx)
	if err != nil {
		return out, err
	}
	return books.KeepStatement(ctx, statement)
}
