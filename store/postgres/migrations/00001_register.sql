-- +goose Up

-- The tables of store.Tables come first, in their order; columns that hold truth
-- are BOOLEAN here, 0 or 1 where rows are moved. An act is named by its number
-- without a foreign key: concord audit verify holds them together.

-- the mark: this schema is a register of Concord
CREATE TABLE concord (
  mark TEXT NOT NULL PRIMARY KEY
);
INSERT INTO concord VALUES ('register');

-- who acted, and the acts in their order: the log
CREATE TABLE person ( -- under one name: who takes another gets another row
  id   BIGINT PRIMARY KEY,
  key  TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  UNIQUE (key, name)
);
CREATE TABLE act (
  id      BIGINT PRIMARY KEY,
  person  BIGINT NOT NULL REFERENCES person,
  at      BIGINT NOT NULL, -- milliseconds since 1970, UTC
  name    TEXT NOT NULL,
  subject TEXT NOT NULL,
  why     TEXT NOT NULL,
  content BYTEA NOT NULL, -- hash of what it stored
  hash    BYTEA NOT NULL  -- of the hash of the act before, the act and its content
);

-- documents
CREATE TABLE work (
  id        BIGINT PRIMARY KEY,
  key       TEXT COLLATE "C" NOT NULL UNIQUE,
  origin    TEXT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  act       BIGINT NOT NULL
);
CREATE TABLE symbol (
  id      BIGINT PRIMARY KEY,
  symbol  TEXT COLLATE "C" NOT NULL UNIQUE,
  work    BIGINT NOT NULL REFERENCES work,
  ordinal INTEGER NOT NULL,
  act     BIGINT NOT NULL
);
CREATE INDEX symbol_work ON symbol (work, ordinal);
CREATE TABLE version (
  id       BIGINT PRIMARY KEY,
  work     BIGINT NOT NULL REFERENCES work,
  language TEXT COLLATE "C" NOT NULL,
  number   INTEGER NOT NULL,
  newest   BOOLEAN NOT NULL,
  sha256   TEXT COLLATE "C" NOT NULL,
  name     TEXT NOT NULL,
  format   TEXT NOT NULL,
  rules    TEXT NOT NULL,
  whole    TEXT NOT NULL, -- JSON: masthead, headings, warnings, period, sections …
  act      BIGINT NOT NULL,
  UNIQUE (work, language, number)
);
CREATE INDEX version_file ON version (sha256);
CREATE TABLE paragraph (
  id     BIGINT PRIMARY KEY,
  work   BIGINT NOT NULL REFERENCES work,
  part   TEXT COLLATE "C" NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  nth    INTEGER NOT NULL,
  act    BIGINT NOT NULL,
  UNIQUE (work, part, number, nth)
);
CREATE TABLE text (
  id        BIGINT PRIMARY KEY,
  version   BIGINT NOT NULL REFERENCES version,
  ordinal   INTEGER NOT NULL,
  paragraph BIGINT NOT NULL REFERENCES paragraph,
  counted   BOOLEAN NOT NULL,
  section   TEXT NOT NULL,
  text      BYTEA NOT NULL, -- UTF-8: quotes are cut by bytes, and it may hold what TEXT refuses
  source    BYTEA, -- the way back to the bytes of the file
  marks     BYTEA, -- what the rules read in it outside of records: made anew at each reading
  act       BIGINT NOT NULL,
  UNIQUE (version, ordinal)
);

-- what waits for a person
CREATE TABLE candidate (
  id    BIGINT PRIMARY KEY,
  text  BIGINT NOT NULL REFERENCES text,
  start INTEGER NOT NULL,
  stop  INTEGER NOT NULL,
  words TEXT NOT NULL,
  rule  TEXT NOT NULL,
  state TEXT NOT NULL,
  act   BIGINT NOT NULL,
  UNIQUE (text, start, stop)
);
CREATE INDEX candidate_open ON candidate (text) WHERE state = 'open';
CREATE TABLE question (
  id      BIGINT PRIMARY KEY,
  text    BIGINT NOT NULL REFERENCES text,
  start   INTEGER NOT NULL,
  stop    INTEGER NOT NULL,
  words   TEXT NOT NULL,
  choices TEXT NOT NULL, -- JSON
  state   TEXT NOT NULL,
  answer  TEXT NOT NULL,
  act     BIGINT NOT NULL,
  UNIQUE (text, start, stop)
);
CREATE INDEX question_open ON question (text) WHERE state = 'open';

-- records of every kind
CREATE TABLE record (
  id          BIGINT PRIMARY KEY,
  key         TEXT COLLATE "C" NOT NULL UNIQUE,
  kind        TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  origin      TEXT NOT NULL,
  review      TEXT NOT NULL,
  visibility  TEXT NOT NULL,
  merged_into BIGINT REFERENCES record DEFERRABLE, -- which may come later when a register is moved
  untold      BOOLEAN NOT NULL,
  fields      TEXT NOT NULL, -- JSON: current values, byte for byte as they were made
  act         BIGINT NOT NULL
);
CREATE TABLE revision ( -- the earlier ones
  record      BIGINT NOT NULL REFERENCES record,
  revision    INTEGER NOT NULL,
  origin      TEXT NOT NULL,
  review      TEXT NOT NULL,
  visibility  TEXT NOT NULL,
  merged_into BIGINT REFERENCES record,
  untold      BOOLEAN NOT NULL,
  fields      TEXT NOT NULL,
  act         BIGINT NOT NULL,
  PRIMARY KEY (record, revision)
);
CREATE TABLE claim ( -- those that one act stored of one record, packed; the first has the number of the row
  id     BIGINT PRIMARY KEY,
  record BIGINT NOT NULL REFERENCES record,
  count  INTEGER NOT NULL CHECK (count > 0),
  packed BYTEA NOT NULL,
  act    BIGINT NOT NULL
);
CREATE INDEX claim_record ON claim (record);
CREATE TABLE decision ( -- a person's words on a claim; the last one holds
  id    BIGINT PRIMARY KEY,
  claim BIGINT NOT NULL,
  state TEXT NOT NULL,
  why   TEXT NOT NULL,
  act   BIGINT NOT NULL,
  UNIQUE (claim, act)
);
CREATE TABLE telling (
  id        BIGINT PRIMARY KEY,
  record    BIGINT NOT NULL REFERENCES record,
  text      BIGINT REFERENCES text,
  paragraph BIGINT REFERENCES paragraph, -- a citation without a span
  start     INTEGER NOT NULL,
  stop      INTEGER NOT NULL,
  dropped   BOOLEAN NOT NULL,
  act       BIGINT NOT NULL,
  CHECK ((text IS NULL) <> (paragraph IS NULL))
);
CREATE UNIQUE INDEX telling_record ON telling (record, coalesce(text, -paragraph), start, stop);
CREATE INDEX telling_text ON telling (text) WHERE text IS NOT NULL;
CREATE TABLE same (
  id      BIGINT PRIMARY KEY,
  a       BIGINT NOT NULL REFERENCES record,
  b       BIGINT NOT NULL REFERENCES record,
  state   TEXT NOT NULL,
  score   DOUBLE PRECISION NOT NULL,
  reasons TEXT NOT NULL, -- JSON
  rule    TEXT NOT NULL,
  why     TEXT NOT NULL,
  act     BIGINT NOT NULL
);
CREATE UNIQUE INDEX same_pair ON same (least(a, b), greatest(a, b));
CREATE INDEX same_a ON same (a);
CREATE INDEX same_b ON same (b);
CREATE INDEX same_asked ON same (score DESC) WHERE state = 'asked';
CREATE TABLE confirmation (
  id           BIGINT PRIMARY KEY,
  record       BIGINT NOT NULL REFERENCES record,
  revision     INTEGER NOT NULL,
  organization TEXT NOT NULL,
  cycle        TEXT NOT NULL,
  word         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  speaker      TEXT NOT NULL,
  act          BIGINT NOT NULL
);
CREATE INDEX confirmation_record ON confirmation (record);
CREATE TABLE earlier ( -- what a row was before it was changed, for the log
  id    BIGINT PRIMARY KEY,
  name  TEXT NOT NULL, -- of its table
  row   BIGINT NOT NULL,
  image BYTEA NOT NULL,
  act   BIGINT NOT NULL -- that had made it so
);

-- Projections from here on: made anew from the tables above at any time.

-- Which texts of which values bear marks: numbers of texts, packed. Values of any
-- length are found by how they begin, since an entry of an index is short.
CREATE TABLE mention (
  value   TEXT COLLATE "C" NOT NULL,
  kind    TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  texts   BYTEA NOT NULL
);
CREATE INDEX mention_value ON mention (left(value, 200), kind, version);
CREATE INDEX mention_version ON mention (version);

-- the facets that any record has, numbered in one line
CREATE TABLE term (
  id    BIGINT PRIMARY KEY,
  name  TEXT NOT NULL,
  value TEXT NOT NULL
);
-- what lists need of a record, packed; programs hold it in memory
CREATE TABLE listing (
  record BIGINT PRIMARY KEY,
  act    BIGINT NOT NULL, -- that changed it
  packed BYTEA NOT NULL
);
CREATE INDEX listing_act ON listing (act);
-- the index of texts
CREATE TABLE found (
  record BIGINT PRIMARY KEY,
  words  TSVECTOR NOT NULL
);
CREATE INDEX found_words ON found USING gin (words);
-- grows when all projections are made anew
CREATE TABLE generation (
  number BIGINT NOT NULL
);
INSERT INTO generation VALUES (1);
