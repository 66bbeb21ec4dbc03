-- +goose Up
-- what an act changed is looked up, so that it can be taken back
CREATE INDEX claim_act ON claim (act);
CREATE INDEX decision_act ON decision (act);
CREATE INDEX confirmation_act ON confirmation (act);
-- The listings that stand do not have what is in doubt: below 0, they are made anew
-- when the register is opened. A new register has none.
UPDATE generation SET number = CASE WHEN EXISTS (SELECT 1 FROM record) THEN -number - 1 ELSE 1 END;
