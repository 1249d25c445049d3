-- +goose Up
-- How it is known who did what is not of one refund (verified), and who that is in the verifier's words (subject), as the
-- trail of a refund has it. Empty in rows from before, and where makegood itself acted.
ALTER TABLE switches ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE switches ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE write_offs ADD COLUMN asked_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE write_offs ADD COLUMN asked_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE write_offs ADD COLUMN agreed_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE write_offs ADD COLUMN agreed_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE rule_revisions ADD COLUMN asked_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE rule_revisions ADD COLUMN asked_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE rule_revisions ADD COLUMN agreed_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE rule_revisions ADD COLUMN agreed_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE fund_acts ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE fund_acts ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE book_periods ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE book_periods ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE customer_keys ADD COLUMN erased_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE customer_keys ADD COLUMN erased_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE outside_refunds ADD COLUMN attributed_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE outside_refunds ADD COLUMN attributed_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN person_verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN person_subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE stored_states ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE stored_states ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE bought_cards ADD COLUMN verified TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE bought_cards ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE bought_cards DROP COLUMN subject;
ALTER TABLE bought_cards DROP COLUMN verified;
ALTER TABLE stored_states DROP COLUMN subject;
ALTER TABLE stored_states DROP COLUMN verified;
ALTER TABLE disputes DROP COLUMN person_subject;
ALTER TABLE disputes DROP COLUMN person_verified;
ALTER TABLE outside_refunds DROP COLUMN attributed_subject;
ALTER TABLE outside_refunds DROP COLUMN attributed_verified;
ALTER TABLE customer_keys DROP COLUMN erased_subject;
ALTER TABLE customer_keys DROP COLUMN erased_verified;
ALTER TABLE book_periods DROP COLUMN subject;
ALTER TABLE book_periods DROP COLUMN verified;
ALTER TABLE fund_acts DROP COLUMN subject;
ALTER TABLE fund_acts DROP COLUMN verified;
ALTER TABLE rule_revisions DROP COLUMN agreed_subject;
ALTER TABLE rule_revisions DROP COLUMN agreed_verified;
ALTER TABLE rule_revisions DROP COLUMN asked_subject;
ALTER TABLE rule_revisions DROP COLUMN asked_verified;
ALTER TABLE write_offs DROP COLUMN agreed_subject;
ALTER TABLE write_offs DROP COLUMN agreed_verified;
ALTER TABLE write_offs DROP COLUMN asked_subject;
ALTER TABLE write_offs DROP COLUMN asked_verified;
ALTER TABLE switches DROP COLUMN subject;
ALTER TABLE switches DROP COLUMN verified;
