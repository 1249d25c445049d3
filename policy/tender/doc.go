// Package tender divides the total of a refund over the payments of its order: by what each still owes
// back, with instruments that cannot be divided, providers' smallest amounts, legs that are paid already
// and authorisations to cancel. How much the total is, entitlement says.
//
// On the path: below policy. The rules are MONEY's conventions C8 and C13 and its checks 8 to 10.
package tender
