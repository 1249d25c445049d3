package withdrawal

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// MistakeInvalid is the code of a key or a value that means nothing.
const MistakeInvalid sheet.Code = "INVALID_SHOPS"

// ofShops names the file in sheet.Invalid.
const ofShops = "shops"

// shopsMax bounds how many shops there are.
const shopsMax = 1000

// ShopFile is the shops as their file says.
type ShopFile struct {
	Shops Shops
	// Hash names the file's content.
	Hash string
}

// written is the file as people write it.
type written struct {
	Shops []writtenShop `yaml:"shops"`
}

type writtenShop struct {
	Merchant   sheet.Text   `yaml:"merchant"`
	Name       sheet.Text   `yaml:"name"`
	Hosts      []sheet.Text `yaml:"hosts"`
	Language   sheet.Text   `yaml:"language"`
	TimeZone   sheet.Text   `yaml:"time_zone"`
	SecretFile sheet.Text   `yaml:"secret_file"`
}

// LoadShops reads the shops strictly. Everything that is wrong is named at once with its line, as sheet.Invalid.
func LoadShops(content []byte) (ShopFile, error) {
	var file written
	c := shopChecker{sheet.Read(content, &file, MistakeInvalid)}
	if len(file.Shops) > shopsMax {
		c.Say("shops", "has %d, at most %d are taken", len(file.Shops), shopsMax)
	}
	out := ShopFile{Hash: sheet.Hash(content)}
	for i, own := range file.Shops {
		key := fmt.Sprintf("shops[%d]", i)
		shop := c.shop(own, key)
		if _, twice := out.Shops.Of(shop.Merchant); twice {
			c.Say(key+".merchant", "%q is there twice", shop.Merchant)
		}
		for at, host := range shop.Hosts {
			if _, twice := out.Shops.At(host); twice {
				c.Say(fmt.Sprintf("%s.hosts[%d]", key, at), "%q is another shop's too", host)
			}
		}
		out.Shops = append(out.Shops, shop)
	}
	if err := c.Err(ofShops); err != nil {
		return ShopFile{}, err
	}
	return out, nil
}

// shopChecker turns written shops into checked ones, and collects every mistake on the way.
type shopChecker struct{ *sheet.Checker }

var hostForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)

func (c *shopChecker) shop(own writtenShop, key string) Shop {
	out := Shop{Merchant: refund.MerchantID(own.Merchant.Value), Name: strings.TrimSpace(own.Name.Value), Language: own.Language.Value, TimeZone: own.TimeZone.Value}
	if !refund.ValidBusinessID(own.Merchant.Value) {
		c.Say(key+".merchant", "is %q, which is no merchant_id", own.Merchant.Value)
	}
	c.Need(out.Name != "", key+".name")
	if !slices.Contains(Locales(), out.Language) {
		c.Say(key+".language", "is %q; there are %s", out.Language, strings.Join(Locales(), ", "))
	}
	if _, err := time.LoadLocation(out.TimeZone); err != nil {
		c.Say(key+".time_zone", "is %q, which is no time zone such as Europe/Berlin", out.TimeZone)
	}
	for i, host := range own.Hosts {
		if !hostForm.MatchString(host.Value) {
			c.Say(fmt.Sprintf("%s.hosts[%d]", key, i), "is %q, which is no host name in small letters", host.Value)
		}
		out.Hosts = append(out.Hosts, host.Value)
	}
	if own.SecretFile.Present {
		if !filepath.IsAbs(own.SecretFile.Value) {
			c.Say(key+".secret_file", "is %q, which is not the whole path of a file", own.SecretFile.Value)
		}
		out.Secrets = secretIn(secret.File(own.SecretFile.Value))
	}
	return out
}

// secretIn reads a shop's secrets whenever they are needed, so that one may follow another.
func secretIn(file secret.Value) func() ([]standardwebhooks.Secret, error) {
	return func() ([]standardwebhooks.Secret, error) {
		text, err := file.ReadFilled()
		if err != nil {
			return nil, err
		}
		return standardwebhooks.ParseSecrets(text)
	}
}
