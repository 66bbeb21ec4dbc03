-- +goose Up
-- Foreign keys are not enforced while this runs, and are checked at its end. What
-- SQL cannot do (packing claims, the hashes of the log) the program does after it,
-- in the same transaction: see migrate.go.

CREATE TABLE new_person ( -- under one name
  id   INTEGER PRIMARY KEY,
  key  TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (key, name)
) STRICT;
INSERT INTO new_person SELECT id, key, name FROM person;
DROP TABLE person;
ALTER TABLE new_person RENAME TO person;

ALTER TABLE act ADD COLUMN content BLOB NOT NULL DEFAULT x''; -- SHA-256 of what it stored
ALTER TABLE act ADD COLUMN hash BLOB NOT NULL DEFAULT x''; -- SHA-256 of the hash of the act before, the act and content

CREATE INDEX work_act ON work (act);

CREATE TABLE new_symbol (
  id      INTEGER PRIMARY KEY,
  symbol  TEXT NOT NULL UNIQUE,
  work    INTEGER NOT NULL REFERENCES work,
  ordinal INTEGER NOT NULL,
  act     INTEGER NOT NULL REFERENCES act
) STRICT;
INSERT INTO new_symbol (symbol, work, ordinal, act) SELECT s.symbol, s.work, s.ordinal, w.act FROM symbol s JOIN work w ON w.id = s.work ORDER BY w.act, w.id, s.ordinal, s.symbol;
DROP TABLE symbol;
ALTER TABLE new_symbol RENAME TO symbol;
CREATE INDEX symbol_work ON symbol (work, ordinal);

CREATE TABLE new_version (
  id       INTEGER PRIMARY KEY,
  work     INTEGER NOT NULL REFERENCES work,
  language TEXT NOT NULL,
  number   INTEGER NOT NULL,
  newest   INTEGER NOT NULL,
  sha256   TEXT NOT NULL,
  name     TEXT NOT NULL,
  format   TEXT NOT NULL,
  rules    TEXT NOT NULL,
  whole    TEXT NOT NULL, -- JSON: masthead, headings, warnings, period, sections …
  act      INTEGER NOT NULL REFERENCES act,
  UNIQUE (work, language, number)
) STRICT;
INSERT INTO new_version SELECT v.id, e.work, e.language, v.number, v.newest, v.sha256, v.name, v.format, v.rules, v.whole, v.act
  FROM version v JOIN expression e ON e.id = v.expression ORDER BY v.id;

CREATE TABLE new_paragraph (
  id     INTEGER PRIMARY KEY,
  work   INTEGER NOT NULL REFERENCES work,
  part   TEXT NOT NULL,
  number TEXT NOT NULL,
  nth    INTEGER NOT NULL,
  act    INTEGER NOT NULL REFERENCES act,
  UNIQUE (work, part, number, nth)
) STRICT;
-- The act that made a paragraph is the first that used it, or one that used a later one.
INSERT INTO new_paragraph SELECT id, work, part, number, nth, min(first) OVER (ORDER BY id DESC) FROM (
  SELECT p.*, min(ifnull((SELECT min(v.act) FROM text x JOIN version v ON v.id = x.version WHERE x.paragraph = p.id), 1 << 40),
    ifnull((SELECT min(act) FROM claim WHERE paragraph = p.id), 1 << 40), ifnull((SELECT min(act) FROM telling WHERE paragraph = p.id), 1 << 40),
    (SELECT max(id) FROM act)) AS first FROM paragraph p) ORDER BY id;
CREATE TABLE new_text (
  id        INTEGER PRIMARY KEY,
  version   INTEGER NOT NULL REFERENCES version,
  ordinal   INTEGER NOT NULL,
  paragraph INTEGER NOT NULL REFERENCES paragraph,
  counted   INTEGER NOT NULL,
  section   TEXT NOT NULL,
  text      TEXT NOT NULL,
  source    BLOB, -- the way back to the bytes of the file
  marks     BLOB, -- what the rules read in it outside of records: made anew at each reading
  act       INTEGER NOT NULL REFERENCES act,
  UNIQUE (version, ordinal)
) STRICT;
INSERT INTO new_text SELECT x.id, x.version, x.ordinal, x.paragraph, x.counted, x.section, x.text, x.source, x.marks, v.act
  FROM text x JOIN version v ON v.id = x.version ORDER BY x.id;
DROP TABLE text;
DROP TABLE paragraph;
DROP TABLE version;
DROP TABLE expression;
ALTER TABLE new_version RENAME TO version;
ALTER TABLE new_paragraph RENAME TO paragraph;
ALTER TABLE new_text RENAME TO text;
CREATE INDEX version_file ON version (sha256);

CREATE INDEX candidate_act ON candidate (act);
CREATE INDEX question_act ON question (act);
CREATE INDEX record_act ON record (act);
CREATE INDEX revision_act ON revision (act);
CREATE INDEX telling_act ON telling (act);

ALTER TABLE claim RENAME TO old_claim;
CREATE TABLE claim ( -- those that one act stored of one record: the first has the number id, the next id + 1 …
  id     INTEGER PRIMARY KEY,
  record INTEGER NOT NULL REFERENCES record,
  count  INTEGER NOT NULL CHECK (count > 0),
  packed BLOB NOT NULL,
  act    INTEGER NOT NULL REFERENCES act
) STRICT;

CREATE TABLE new_decision ( -- a person's words on a claim; the last one holds
  id    INTEGER PRIMARY KEY,
  claim INTEGER NOT NULL,
  state TEXT NOT NULL,
  why   TEXT NOT NULL,
  act   INTEGER NOT NULL REFERENCES act,
  UNIQUE (claim, act)
) STRICT;
INSERT INTO new_decision (claim, state, why, act) SELECT claim, state, why, act FROM decision ORDER BY act, claim;
DROP TABLE decision;
ALTER TABLE new_decision RENAME TO decision;

CREATE TABLE same ( -- one for each pair of records
  id      INTEGER PRIMARY KEY,
  a       INTEGER NOT NULL REFERENCES record,
  b       INTEGER NOT NULL REFERENCES record,
  state   TEXT NOT NULL,
  score   REAL NOT NULL,
  reasons TEXT NOT NULL, -- JSON
  rule    TEXT NOT NULL,
  why     TEXT NOT NULL,
  act     INTEGER NOT NULL REFERENCES act,
  CHECK (a <> b)
) STRICT;
CREATE UNIQUE INDEX same_pair ON same (min(a, b), max(a, b));
CREATE INDEX same_a ON same (a);
CREATE INDEX same_b ON same (b);
CREATE INDEX same_state ON same (state, score DESC);
CREATE INDEX same_act ON same (act);

CREATE TABLE confirmation ( -- an organization's words; the last one of a cycle holds
  id           INTEGER PRIMARY KEY,
  record       INTEGER NOT NULL REFERENCES record,
  revision     INTEGER NOT NULL,
  organization TEXT NOT NULL,
  cycle        TEXT NOT NULL,
  word         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  speaker      TEXT NOT NULL,
  act          INTEGER NOT NULL REFERENCES act
) STRICT;
CREATE INDEX confirmation_record ON confirmation (record, organization, cycle);

CREATE TABLE earlier ( -- what a row that was changed in place was before
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL, -- of its table
  row   INTEGER NOT NULL,
  image BLOB NOT NULL,
  act   INTEGER NOT NULL REFERENCES act -- that had made it so
) STRICT;
CREATE INDEX earlier_act ON earlier (name, act, row);

-- projections
DROP TABLE facet;
DROP TABLE listing;
DROP TABLE mention;
CREATE TABLE listing (
  record INTEGER PRIMARY KEY,
  act    INTEGER NOT NULL, -- that changed it last
  packed BLOB NOT NULL
) STRICT;
CREATE INDEX listing_act ON listing (act);
CREATE TABLE term ( -- the facets that listings have by number; none is ever taken away
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (name, value)
) STRICT;
CREATE TABLE mention (
  value   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  version INTEGER NOT NULL,
  texts   BLOB NOT NULL,
  PRIMARY KEY (value, kind, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_version ON mention (version);
CREATE VIRTUAL TABLE found USING fts5 (title, text, stem, facet, content = '', contentless_delete = 1,
  tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE TABLE generation (number INTEGER NOT NULL) STRICT;
INSERT INTO generation VALUES (0);
