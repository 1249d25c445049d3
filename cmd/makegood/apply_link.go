package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

// orderLinks are the links of an order, for its customer.
type orderLinks struct {
	Merchant    refund.MerchantID `json:"merchant_id"`
	Order       refund.OrderID    `json:"order_id"`
	Registered  bool              `json:"registered"`
	Until       time.Time         `json:"until"`
	ApplyURL    string            `json:"apply_url"`
	WithdrawURL string            `json:"withdraw_url"`
}

func (c *cli) applyLinkCommand() *cobra.Command {
	var merchant, order, file string
	var good time.Duration
	cmd := &cobra.Command{
		Use: "apply-link --merchant ID --order ID", Short: "make the links by which an order's customer applies or withdraws", Args: exactly(0),
		Long: "Make the links by which an order's customer applies for a refund or withdraws (docs/withdrawal.md). The shop's secret in\n" +
			"MAKEGOOD_SHOPS_FILE signs them. With --register the order is told of first: a file as events of cancellation have it.",
		Example: `  makegood apply-link --merchant m-001 --order 820982911946154508 --register order.json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			if good == 0 {
				good = s.Shops.LinkLife
			}
			in := withdrawal.Registered{Merchant: refund.MerchantID(merchant), Order: refund.OrderID(order), Until: c.now().Add(good)}
			out, err := c.applyLink(cmd.Context(), s, in, file)
			if err != nil {
				return err
			}
			return c.print(out, func(w foreign.Terminal) {
				w.Printf("to apply:    %s\nto withdraw: %s\ngood until:  %s\n", out.ApplyURL, out.WithdrawURL, out.Until.Format(time.RFC3339))
			})
		},
	}
	cmd.Flags().StringVar(&merchant, "merchant", "", "the shop's merchant_id")
	cmd.Flags().StringVar(&order, "order", "", "the order's id")
	cmd.Flags().StringVar(&file, "register", "", "a file with the order, which is told of first")
	cmd.Flags().DurationVar(&good, "for", 0, "how long the links are good (by default MAKEGOOD_SHOPS_LINK_LIFE)")
	return cmd
}

func (c *cli) applyLink(ctx context.Context, s config.Settings, in withdrawal.Registered, file string) (orderLinks, error) {
	shops, err := app.Shops(ctx, s)
	if err != nil {
		return orderLinks{}, err
	}
	link, err := c.signedLink(ctx, s, shops, in, file)
	if err != nil {
		return orderLinks{}, err
	}
	base, query := strings.TrimSuffix(s.Pages.URL, "/"), "?"+link.Query().Encode()
	return orderLinks{
		Merchant: link.Merchant, Order: link.Order, Registered: file != "", Until: link.Until, ApplyURL: base + "/apply" + query, WithdrawURL: base + "/withdraw" + query,
	}, nil
}

// signedLink makes a link, and registers the order of a file before.
func (c *cli) signedLink(ctx context.Context, s config.Settings, shops withdrawal.Shops, in withdrawal.Registered, file string) (withdrawal.Link, error) {
	if file == "" {
		secrets, err := secretsOf(shops, in.Merchant)
		if err != nil {
			return withdrawal.Link{}, err
		}
		return withdrawal.SignLink(secrets, in.Merchant, in.Order, in.Until)
	}
	body, err := app.ReadFile(ctx, file, withdrawal.RegistrationBytesMax)
	if err != nil {
		return withdrawal.Link{}, err
	}
	in.Body = body
	ports := app.NewServicePorts(s, c.now)
	defer ports.Close()
	service, err := ports.Withdrawals(noRefunds{}, func() withdrawal.Shops { return shops })
	if err != nil {
		return withdrawal.Link{}, err
	}
	return service.RegisterOrder(ctx, in)
}

func secretsOf(shops withdrawal.Shops, merchant refund.MerchantID) ([]standardwebhooks.Secret, error) {
	shop, known := shops.Of(merchant)
	if !known || shop.Secrets == nil {
		return nil, app.Coded{Code: app.CodeBadConfig, Err: fmt.Errorf("%sSHOPS_FILE has no shop %s with a secret_file", config.Prefix, merchant)}
	}
	return shop.Secrets()
}

// noRefunds is for who registers orders alone.
type noRefunds struct{}

var errNoRefunds = errors.New("this command asks for no refunds")

// RequestRefund implements withdrawal.Refunds.
func (noRefunds) RequestRefund(context.Context, api.Call, api.RequestRefundRequest) (api.RequestedRefund, error) {
	return api.RequestedRefund{}, errNoRefunds
}

// PreviewRefund implements withdrawal.Refunds.
func (noRefunds) PreviewRefund(context.Context, api.Call, api.PreviewRefundRequest) ([]api.Previewed, error) {
	return nil, errNoRefunds
}
