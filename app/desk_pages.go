package app

import (
	"github.com/makegood/makegood/desk"
	"github.com/makegood/makegood/desk/web"
)

// staffNav are the links at the head of staff's pages.
func staffNav() []web.Link {
	return nil
}

// staffPages are all packages of pages for staff.
func (a *App) staffPages(kit *web.Kit, p deskParts) ([]desk.Pages, error) {
	return nil, nil
}

// publicPages are all packages of pages for customers.
func (a *App) publicPages(kit *web.Kit, p deskParts) ([]desk.Pages, error) {
	return nil, nil
}
