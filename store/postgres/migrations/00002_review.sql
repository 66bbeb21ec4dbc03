-- +goose Up
-- What an act changed is looked up, so that it can be taken back. Rows come in the
-- order of their acts, so that the least index does.
CREATE INDEX claim_act ON claim USING brin (act) WITH (autosummarize = on);
CREATE INDEX record_act ON record USING brin (act) WITH (autosummarize = on);
CREATE INDEX revision_act ON revision USING brin (act) WITH (autosummarize = on);
CREATE INDEX telling_act ON telling USING brin (act) WITH (autosummarize = on);
CREATE INDEX candidate_act ON candidate USING brin (act) WITH (autosummarize = on);
CREATE INDEX question_act ON question USING brin (act) WITH (autosummarize = on);
CREATE INDEX decision_act ON decision (act);
CREATE INDEX same_act ON same (act);
CREATE INDEX confirmation_act ON confirmation (act);
CREATE INDEX earlier_row ON earlier (name, row);
CREATE INDEX earlier_act ON earlier (act);
-- The listings that stand do not have what is in doubt: below 0, they are made anew
-- when the register is opened. A new register has none.
UPDATE generation SET number = CASE WHEN EXISTS (SELECT FROM record) THEN -number - 1 ELSE number END;
