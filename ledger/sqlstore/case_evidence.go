package sqlstore

import (
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// evidenceKeptMax bounds the documents of one request, or of one act, that are found again by their hash.
const evidenceKeptMax = 64

// hashBytes is how long a SHA-256 is in hexadecimal digits.
const hashBytes = 64

// keepEvidence keeps which documents a refund names, so that the same document is found in other refunds. Most refunds name none.
func (t *tx) keepEvidence(c *caseRow, source ledger.EvidenceSource, all []refund.Evidence) error {
	for _, hash := range hashesOf(all) {
		err := t.exec(`INSERT INTO case_evidence (refund, merchant, sha256, source, named_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			c.id, c.merchant, hash, source, micros(t.now))
		if err != nil {
			return err
		}
	}
	return nil
}

// hashesOf are the hashes of documents, each once, in lower case; what is no SHA-256 is left out.
func hashesOf(all []refund.Evidence) (out []string) {
	seen := map[string]bool{}
	for _, one := range all {
		hash := strings.ToLower(one.SHA256)
		if len(hash) != hashBytes || strings.Trim(hash, "0123456789abcdef") != "" || seen[hash] || len(out) == evidenceKeptMax {
			continue
		}
		seen[hash] = true
		out = append(out, hash)
	}
	return out
}

// evidenceOf are the documents that an act brings, and under which source they are kept.
func evidenceOf(a refund.Act) (ledger.EvidenceSource, []refund.Evidence) {
	switch {
	case a.Reply != nil:
		return ledger.EvidenceOfAnswer, a.Reply.Evidence
	case a.Appeal != nil:
		return ledger.EvidenceOfAppeal, a.Appeal.Evidence
	case a.Clearing != nil:
		return ledger.EvidenceOfClearing, a.Clearing.Evidence
	case a.Inspection != nil:
		return ledger.EvidenceOfInspection, ofInspection(*a.Inspection)
	}
	return "", nil
}

func ofInspection(in refund.Inspection) (all []refund.Evidence) {
	for _, line := range in.Lines {
		all = append(all, line.Evidence...)
	}
	if in.SentProof != nil {
		all = append(all, in.SentProof.Evidence...)
	}
	return all
}
