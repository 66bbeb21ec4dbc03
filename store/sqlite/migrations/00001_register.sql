-- +goose Up
PRAGMA application_id = 1129270851; -- "CONC": this file is a Concord register

-- who acted, and the acts in their order: the log
CREATE TABLE person (
  id   INTEGER PRIMARY KEY,
  key  TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;
CREATE TABLE act (
  id      INTEGER PRIMARY KEY,
  person  INTEGER NOT NULL REFERENCES person,
  at      INTEGER NOT NULL, -- milliseconds since 1970, UTC
  name    TEXT NOT NULL,
  subject TEXT NOT NULL,
  why     TEXT NOT NULL
) STRICT;

-- documents
CREATE TABLE work (
  id        INTEGER PRIMARY KEY,
  key       TEXT NOT NULL UNIQUE,
  origin    TEXT NOT NULL,
  withdrawn INTEGER NOT NULL,
  act       INTEGER NOT NULL REFERENCES act
) STRICT;
CREATE TABLE symbol (
  symbol  TEXT NOT NULL PRIMARY KEY,
  work    INTEGER NOT NULL REFERENCES work,
  ordinal INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX symbol_work ON symbol (work, ordinal);
CREATE TABLE expression (
  id       INTEGER PRIMARY KEY,
  work     INTEGER NOT NULL REFERENCES work,
  language TEXT NOT NULL,
  UNIQUE (work, language)
) STRICT;
CREATE TABLE version (
  id         INTEGER PRIMARY KEY,
  expression INTEGER NOT NULL REFERENCES expression,
  number     INTEGER NOT NULL,
  newest     INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  name       TEXT NOT NULL,
  format     TEXT NOT NULL,
  rules      TEXT NOT NULL,
  whole      TEXT NOT NULL, -- JSON: masthead, headings, warnings, period, sections …
  act        INTEGER NOT NULL REFERENCES act,
  UNIQUE (expression, number)
) STRICT;
CREATE INDEX version_file ON version (sha256);
CREATE TABLE paragraph (
  id     INTEGER PRIMARY KEY,
  work   INTEGER NOT NULL REFERENCES work,
  part   TEXT NOT NULL,
  number TEXT NOT NULL,
  nth    INTEGER NOT NULL,
  UNIQUE (work, part, number, nth)
) STRICT;
CREATE TABLE text (
  id        INTEGER PRIMARY KEY,
  version   INTEGER NOT NULL REFERENCES version,
  ordinal   INTEGER NOT NULL,
  paragraph INTEGER NOT NULL REFERENCES paragraph,
  counted   INTEGER NOT NULL,
  section   TEXT NOT NULL,
  text      TEXT NOT NULL,
  source    BLOB, -- the way back to the bytes of the file
  marks     BLOB, -- what the rules read in it outside of records: made anew at each reading
  UNIQUE (version, ordinal)
) STRICT;

-- which texts of which values bear marks: a projection of text.marks
CREATE TABLE mention (
  value TEXT NOT NULL,
  kind  TEXT NOT NULL,
  text  INTEGER NOT NULL,
  PRIMARY KEY (value, kind, text)
) STRICT, WITHOUT ROWID;

-- what waits for a person
CREATE TABLE candidate (
  id    INTEGER PRIMARY KEY,
  text  INTEGER NOT NULL REFERENCES text,
  start INTEGER NOT NULL,
  stop  INTEGER NOT NULL,
  words TEXT NOT NULL,
  rule  TEXT NOT NULL,
  state TEXT NOT NULL,
  act   INTEGER NOT NULL REFERENCES act,
  UNIQUE (text, start, stop)
) STRICT;
CREATE INDEX candidate_state ON candidate (state);
CREATE TABLE question (
  id      INTEGER PRIMARY KEY,
  text    INTEGER NOT NULL REFERENCES text,
  start   INTEGER NOT NULL,
  stop    INTEGER NOT NULL,
  words   TEXT NOT NULL,
  choices TEXT NOT NULL, -- JSON
  state   TEXT NOT NULL,
  answer  TEXT NOT NULL,
  act     INTEGER NOT NULL REFERENCES act,
  UNIQUE (text, start, stop)
) STRICT;
CREATE INDEX question_state ON question (state);

-- records of every kind
CREATE TABLE record (
  id          INTEGER PRIMARY KEY,
  key         TEXT NOT NULL UNIQUE,
  kind        TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  origin      TEXT NOT NULL,
  review      TEXT NOT NULL,
  visibility  TEXT NOT NULL,
  merged_into INTEGER REFERENCES record,
  untold      INTEGER NOT NULL,
  fields      TEXT NOT NULL, -- JSON: current values
  act         INTEGER NOT NULL REFERENCES act
) STRICT;
CREATE TABLE revision ( -- the earlier ones
  record      INTEGER NOT NULL REFERENCES record,
  revision    INTEGER NOT NULL,
  origin      TEXT NOT NULL,
  review      TEXT NOT NULL,
  visibility  TEXT NOT NULL,
  merged_into INTEGER REFERENCES record,
  untold      INTEGER NOT NULL,
  fields      TEXT NOT NULL,
  act         INTEGER NOT NULL REFERENCES act,
  PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE claim (
  id           INTEGER PRIMARY KEY,
  record       INTEGER NOT NULL REFERENCES record,
  field        TEXT NOT NULL,
  value        TEXT NOT NULL,
  text         INTEGER REFERENCES text,
  paragraph    INTEGER REFERENCES paragraph, -- a citation without a span
  start        INTEGER NOT NULL,
  stop         INTEGER NOT NULL,
  contribution TEXT,
  author       TEXT,
  rule         TEXT NOT NULL,
  inferred     INTEGER NOT NULL,
  state        TEXT NOT NULL,
  act          INTEGER NOT NULL REFERENCES act,
  CHECK (value <> ''),
  CHECK (text IS NOT NULL OR paragraph IS NOT NULL OR contribution IS NOT NULL OR author IS NOT NULL)
) STRICT;
CREATE INDEX claim_record ON claim (record);
CREATE INDEX claim_proposed ON claim (record) WHERE state = 'proposed';
CREATE TABLE decision ( -- a person's words on a claim; the last one holds
  claim INTEGER NOT NULL REFERENCES claim,
  act   INTEGER NOT NULL REFERENCES act,
  state TEXT NOT NULL,
  why   TEXT NOT NULL,
  PRIMARY KEY (claim, act)
) STRICT, WITHOUT ROWID;
CREATE TABLE telling (
  id        INTEGER PRIMARY KEY,
  record    INTEGER NOT NULL REFERENCES record,
  text      INTEGER REFERENCES text,
  paragraph INTEGER REFERENCES paragraph, -- a citation without a span
  start     INTEGER NOT NULL,
  stop      INTEGER NOT NULL,
  dropped   INTEGER NOT NULL,
  act       INTEGER NOT NULL REFERENCES act,
  CHECK ((text IS NULL) <> (paragraph IS NULL))
) STRICT;
CREATE UNIQUE INDEX telling_record ON telling (record, ifnull(text, -paragraph), start, stop);
CREATE INDEX telling_text ON telling (text) WHERE text IS NOT NULL;

-- projections: can be made anew from the records and tellings at any time
CREATE TABLE listing (
  record  INTEGER PRIMARY KEY,
  hidden  INTEGER NOT NULL, -- rejected, withdrawn, merged
  sample  INTEGER NOT NULL,
  untold  INTEGER NOT NULL,
  first   INTEGER NOT NULL, -- day, 20210602
  last    INTEGER NOT NULL,
  recency INTEGER NOT NULL, -- sorts the latest first
  work    INTEGER NOT NULL, -- of the first telling; where there is none, last of all
  ordinal INTEGER NOT NULL,
  start   INTEGER NOT NULL
) STRICT;
CREATE INDEX listing_document ON listing (work, ordinal, start, record);
CREATE INDEX listing_first ON listing (first, record);
CREATE INDEX listing_recency ON listing (recency, record);
CREATE TABLE facet (
  record INTEGER NOT NULL,
  name   TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (record, name, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX facet_value ON facet (name, value);
