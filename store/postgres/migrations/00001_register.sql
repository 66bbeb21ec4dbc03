-- +goose Up

-- the mark: this schema is a register of Concord
CREATE TABLE concord (
  mark TEXT NOT NULL PRIMARY KEY
);
INSERT INTO concord VALUES ('register');

-- who acted, and the acts in their order: the log
CREATE TABLE person (
  id   BIGINT PRIMARY KEY,
  key  TEXT COLLATE "C" NOT NULL UNIQUE,
  name TEXT NOT NULL
);
CREATE TABLE act (
  id      BIGINT PRIMARY KEY,
  person  BIGINT NOT NULL REFERENCES person,
  at      BIGINT NOT NULL, -- milliseconds since 1970, UTC
  name    TEXT NOT NULL,
  subject TEXT NOT NULL,
  why     TEXT NOT NULL
);

-- documents
CREATE TABLE work (
  id        BIGINT PRIMARY KEY,
  key       TEXT COLLATE "C" NOT NULL UNIQUE,
  origin    TEXT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  act       BIGINT NOT NULL REFERENCES act
);
CREATE TABLE symbol (
  symbol  TEXT COLLATE "C" PRIMARY KEY,
  work    BIGINT NOT NULL REFERENCES work,
  ordinal INTEGER NOT NULL
);
CREATE INDEX symbol_work ON symbol (work, ordinal);
CREATE TABLE expression (
  id       BIGINT PRIMARY KEY,
  work     BIGINT NOT NULL REFERENCES work,
  language TEXT COLLATE "C" NOT NULL,
  UNIQUE (work, language)
);
CREATE TABLE version (
  id         BIGINT PRIMARY KEY,
  expression BIGINT NOT NULL REFERENCES expression,
  number     INTEGER NOT NULL,
  newest     BOOLEAN NOT NULL,
  sha256     TEXT COLLATE "C" NOT NULL,
  name       TEXT NOT NULL,
  format     TEXT NOT NULL,
  rules      TEXT NOT NULL,
  whole      TEXT NOT NULL, -- JSON: masthead, headings, warnings, period, sections …
  act        BIGINT NOT NULL REFERENCES act,
  UNIQUE (expression, number)
);
CREATE INDEX version_file ON version (sha256);
CREATE TABLE paragraph (
  id     BIGINT PRIMARY KEY,
  work   BIGINT NOT NULL REFERENCES work,
  part   TEXT COLLATE "C" NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  nth    INTEGER NOT NULL,
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
  UNIQUE (version, ordinal)
);

-- which texts of which values bear marks: a projection of text.marks. Values of
-- any length are found by how they begin, since an entry of an index is short.
CREATE TABLE mention (
  value TEXT COLLATE "C" NOT NULL,
  kind  TEXT COLLATE "C" NOT NULL,
  text  BIGINT NOT NULL
);
CREATE INDEX mention_value ON mention (left(value, 200), kind, text);
CREATE INDEX mention_text ON mention (text);

-- what waits for a person
CREATE TABLE candidate (
  id    BIGINT PRIMARY KEY,
  text  BIGINT NOT NULL REFERENCES text,
  start INTEGER NOT NULL,
  stop  INTEGER NOT NULL,
  words TEXT NOT NULL,
  rule  TEXT NOT NULL,
  state TEXT NOT NULL,
  act   BIGINT NOT NULL REFERENCES act,
  UNIQUE (text, start, stop)
);
CREATE INDEX candidate_state ON candidate (state);
CREATE TABLE question (
  id      BIGINT PRIMARY KEY,
  text    BIGINT NOT NULL REFERENCES text,
  start   INTEGER NOT NULL,
  stop    INTEGER NOT NULL,
  words   TEXT NOT NULL,
  choices TEXT NOT NULL, -- JSON
  state   TEXT NOT NULL,
  answer  TEXT NOT NULL,
  act     BIGINT NOT NULL REFERENCES act,
  UNIQUE (text, start, stop)
);
CREATE INDEX question_state ON question (state);

-- records of every kind
CREATE TABLE record (
  id          BIGINT PRIMARY KEY,
  key         TEXT COLLATE "C" NOT NULL UNIQUE,
  kind        TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  origin      TEXT NOT NULL,
  review      TEXT NOT NULL,
  visibility  TEXT NOT NULL,
  merged_into BIGINT REFERENCES record,
  untold      BOOLEAN NOT NULL,
  fields      TEXT NOT NULL, -- JSON: current values, byte for byte as they were made
  act         BIGINT NOT NULL REFERENCES act
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
  act         BIGINT NOT NULL REFERENCES act,
  PRIMARY KEY (record, revision)
);
CREATE TABLE claim (
  id           BIGINT PRIMARY KEY,
  record       BIGINT NOT NULL REFERENCES record,
  field        TEXT NOT NULL,
  value        TEXT NOT NULL,
  text         BIGINT REFERENCES text,
  paragraph    BIGINT REFERENCES paragraph, -- a citation without a span
  start        INTEGER NOT NULL,
  stop         INTEGER NOT NULL,
  contribution TEXT,
  author       TEXT,
  rule         TEXT NOT NULL,
  inferred     BOOLEAN NOT NULL,
  state        TEXT NOT NULL,
  act          BIGINT NOT NULL REFERENCES act,
  CHECK (value <> ''),
  CHECK (text IS NOT NULL OR paragraph IS NOT NULL OR contribution IS NOT NULL OR author IS NOT NULL)
);
CREATE INDEX claim_record ON claim (record);
CREATE TABLE decision ( -- a person's words on a claim; the last one holds
  claim BIGINT NOT NULL REFERENCES claim,
  act   BIGINT NOT NULL REFERENCES act,
  state TEXT NOT NULL,
  why   TEXT NOT NULL,
  PRIMARY KEY (claim, act)
);
CREATE TABLE telling (
  id        BIGINT PRIMARY KEY,
  record    BIGINT NOT NULL REFERENCES record,
  text      BIGINT REFERENCES text,
  paragraph BIGINT REFERENCES paragraph, -- a citation without a span
  start     INTEGER NOT NULL,
  stop      INTEGER NOT NULL,
  dropped   BOOLEAN NOT NULL,
  act       BIGINT NOT NULL REFERENCES act,
  CHECK ((text IS NULL) <> (paragraph IS NULL))
);
CREATE UNIQUE INDEX telling_record ON telling (record, coalesce(text, -paragraph), start, stop);
CREATE INDEX telling_text ON telling (text) WHERE text IS NOT NULL;
