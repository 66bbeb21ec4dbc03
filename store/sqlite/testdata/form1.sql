-- A register of form 1, as the program of that time made it.
PRAGMA application_id = 1129270851;
PRAGMA journal_mode = WAL;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
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
CREATE TABLE mention (
  value TEXT NOT NULL,
  kind  TEXT NOT NULL,
  text  INTEGER NOT NULL,
  PRIMARY KEY (value, kind, text)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE facet (
  record INTEGER NOT NULL,
  name   TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (record, name, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX symbol_work ON symbol (work, ordinal);
CREATE INDEX version_file ON version (sha256);
CREATE INDEX candidate_state ON candidate (state);
CREATE INDEX question_state ON question (state);
CREATE INDEX claim_record ON claim (record);
CREATE INDEX claim_proposed ON claim (record) WHERE state = 'proposed';
CREATE UNIQUE INDEX telling_record ON telling (record, ifnull(text, -paragraph), start, stop);
CREATE INDEX telling_text ON telling (text) WHERE text IS NOT NULL;
CREATE INDEX listing_document ON listing (work, ordinal, start, record);
CREATE INDEX listing_first ON listing (first, record);
CREATE INDEX listing_recency ON listing (recency, record);
CREATE INDEX facet_value ON facet (name, value);
INSERT INTO goose_db_version VALUES (1, 0, 1, '2026-11-25 02:49:09');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2026-11-25 02:49:09');
INSERT INTO person VALUES (1, 'local:amira', 'Amira');
INSERT INTO act VALUES (1, 1, 2345709601000, 'test', 'A/99/1', 'because');
INSERT INTO act VALUES (2, 1, 2345709602000, 'test', 'A/99/1', 'because');
INSERT INTO act VALUES (3, 1, 2345709603000, 'test', 'A/99/1', 'because');
INSERT INTO work VALUES (1, 'A/99/1', 'read', 0, 1);
INSERT INTO work VALUES (2, 'A/98/5', 'starter', 0, 3);
INSERT INTO symbol VALUES ('A/99/1', 1, 0);
INSERT INTO symbol VALUES ('S/2044/1', 1, 1);
INSERT INTO symbol VALUES ('A/98/5', 2, 0);
INSERT INTO expression VALUES (1, 1, 'en');
INSERT INTO version VALUES (1, 1, 1, 0, 'aaa', 'a.txt', 'text', '1', '{"masthead":{"Symbols":null,"Session":0,"Year":0,"AgendaItem":"","SubItems":null,"Title":"","Distribution":"","Date":"","JobNumber":"","OriginalLanguage":"","ProvisionalAgenda":false}}', 1);
INSERT INTO version VALUES (2, 1, 2, 1, 'bbb', 'a.txt', 'text', '1', '{"masthead":{"Symbols":null,"Session":0,"Year":0,"AgendaItem":"","SubItems":null,"Title":"","Distribution":"","Date":"","JobNumber":"","OriginalLanguage":"","ProvisionalAgenda":false}}', 2);
INSERT INTO paragraph VALUES (1, 1, '', '1', 0);
INSERT INTO paragraph VALUES (2, 1, '', '2', 0);
INSERT INTO paragraph VALUES (3, 1, 'annex', '7', 0);
INSERT INTO paragraph VALUES (4, 2, '', '3', 0);
INSERT INTO text VALUES (1, 1, 0, 1, 0, 'AU', 'The AU and UNODC met in Nairobi on 2 June 2044.', x'010100001500', x'01010804056163746f72024155046e616d65');
INSERT INTO text VALUES (2, 1, 1, 2, 0, '', '观察员小组访问了维也纳。', NULL, NULL);
INSERT INTO text VALUES (3, 2, 0, 1, 0, 'AU', 'The AU and UNODC met in Nairobi on 2 June 2044.', x'010100001500', x'01010804056163746f72024155046e616d65');
INSERT INTO text VALUES (4, 2, 1, 2, 0, '', '观察员小组访问了维也纳。', NULL, NULL);
INSERT INTO mention VALUES ('AU', 'actor', 1);
INSERT INTO mention VALUES ('AU', 'actor', 3);
INSERT INTO candidate VALUES (1, 1, 24, 31, 'Nairobi', 'shape', 'open', 1);
INSERT INTO candidate VALUES (2, 3, 24, 31, 'Nairobi', 'shape', 'open', 2);
INSERT INTO question VALUES (1, 1, 24, 31, 'Nairobi', '["AUC"]', 'open', '', 1);
INSERT INTO question VALUES (2, 3, 24, 31, 'Nairobi', '["AUC"]', 'open', '', 2);
INSERT INTO record VALUES (1, 'r00', 'activity', 2, 'read', 'reviewed', 'public', NULL, 0, '{"kind":"meeting","date":"2044-06-02","parties":[{"actor":"AU"}],"places":["Nairobi"]}', 3);
INSERT INTO record VALUES (2, 'r01', 'activity', 1, 'read', 'none', 'public', NULL, 0, '{"kind":"meeting","date":"2044-06-02","parties":[{"actor":"AU"}],"places":["Nairobi"]}', 1);
INSERT INTO record VALUES (3, 'r10', 'activity', 1, 'read', 'none', 'public', NULL, 0, '{"kind":"meeting","date":"2044-06-02","parties":[{"actor":"AU"}],"places":["Nairobi"]}', 2);
INSERT INTO record VALUES (4, 'r11', 'activity', 1, 'read', 'none', 'public', NULL, 0, '{"kind":"meeting","date":"2044-06-02","parties":[{"actor":"AU"}],"places":["Nairobi"]}', 2);
INSERT INTO revision VALUES (1, 1, 'read', 'none', 'public', NULL, 0, '{"kind":"meeting","date":"2044-06-02","parties":[{"actor":"AU"}],"places":["Nairobi"]}', 1);
INSERT INTO claim VALUES (1, 1, 'kind', 'meeting', 1, NULL, 4, 6, NULL, NULL, 'act-word', 0, 'accepted', 1);
INSERT INTO claim VALUES (2, 1, 'date', '2044-06-02', 1, NULL, 4, 6, NULL, NULL, '', 1, 'accepted', 1);
INSERT INTO claim VALUES (3, 1, 'place', 'Nairobi', NULL, NULL, 0, 0, NULL, 'local:amira', '', 0, 'accepted', 1);
INSERT INTO claim VALUES (4, 1, 'mode', 'virtual', NULL, 3, 0, 0, NULL, NULL, '', 0, 'accepted', 1);
INSERT INTO claim VALUES (5, 2, 'kind', 'meeting', 2, NULL, 4, 6, NULL, NULL, 'act-word', 0, 'accepted', 1);
INSERT INTO claim VALUES (6, 2, 'date', '2044-06-02', 2, NULL, 4, 6, NULL, NULL, '', 1, 'accepted', 1);
INSERT INTO claim VALUES (7, 2, 'place', 'Nairobi', NULL, NULL, 0, 0, NULL, 'local:amira', '', 0, 'accepted', 1);
INSERT INTO claim VALUES (8, 2, 'mode', 'virtual', NULL, 3, 0, 0, NULL, NULL, '', 0, 'proposed', 1);
INSERT INTO claim VALUES (9, 3, 'kind', 'meeting', 3, NULL, 4, 6, NULL, NULL, 'act-word', 0, 'accepted', 2);
INSERT INTO claim VALUES (10, 3, 'date', '2044-06-02', 3, NULL, 4, 6, NULL, NULL, '', 1, 'accepted', 2);
INSERT INTO claim VALUES (11, 3, 'place', 'Nairobi', NULL, NULL, 0, 0, NULL, 'local:amira', '', 0, 'accepted', 2);
INSERT INTO claim VALUES (12, 3, 'mode', 'virtual', NULL, 3, 0, 0, NULL, NULL, '', 0, 'proposed', 2);
INSERT INTO claim VALUES (13, 4, 'kind', 'meeting', 4, NULL, 4, 6, NULL, NULL, 'act-word', 0, 'accepted', 2);
INSERT INTO claim VALUES (14, 4, 'date', '2044-06-02', 4, NULL, 4, 6, NULL, NULL, '', 1, 'accepted', 2);
INSERT INTO claim VALUES (15, 4, 'place', 'Nairobi', NULL, NULL, 0, 0, NULL, 'local:amira', '', 0, 'accepted', 2);
INSERT INTO claim VALUES (16, 4, 'mode', 'virtual', NULL, 3, 0, 0, NULL, NULL, '', 0, 'proposed', 2);
INSERT INTO decision VALUES (4, 3, 'accepted', 'seen');
INSERT INTO telling VALUES (1, 1, 1, NULL, 4, 6, 0, 1);
INSERT INTO telling VALUES (2, 2, 2, NULL, 4, 6, 1, 3);
INSERT INTO telling VALUES (3, 3, 3, NULL, 4, 6, 0, 2);
INSERT INTO telling VALUES (4, 4, 4, NULL, 4, 6, 0, 2);
INSERT INTO telling VALUES (5, 3, NULL, 4, 0, 0, 0, 3);
INSERT INTO listing VALUES (1, 0, 0, 0, 20440602, 20440602, -20440602, 1, 0, 4);
INSERT INTO listing VALUES (2, 0, 0, 0, 20440602, 20440602, -20440602, 1, 1, 4);
INSERT INTO listing VALUES (3, 0, 0, 0, 20440602, 20440602, -20440602, 1, 0, 4);
INSERT INTO listing VALUES (4, 0, 0, 0, 20440602, 20440602, -20440602, 1, 1, 4);
INSERT INTO facet VALUES (1, 'kind', 'meeting');
INSERT INTO facet VALUES (2, 'kind', 'meeting');
INSERT INTO facet VALUES (3, 'kind', 'meeting');
INSERT INTO facet VALUES (4, 'kind', 'meeting');
INSERT INTO facet VALUES (1, 'party', 'AU');
INSERT INTO facet VALUES (2, 'party', 'AU');
INSERT INTO facet VALUES (3, 'party', 'AU');
INSERT INTO facet VALUES (4, 'party', 'AU');
INSERT INTO facet VALUES (1, 'place', 'Nairobi');
INSERT INTO facet VALUES (2, 'place', 'Nairobi');
INSERT INTO facet VALUES (3, 'place', 'Nairobi');
INSERT INTO facet VALUES (4, 'place', 'Nairobi');
INSERT INTO facet VALUES (1, 'section', 'AU');
INSERT INTO facet VALUES (3, 'section', 'AU');
INSERT INTO facet VALUES (3, 'work', 'A/98/5');
INSERT INTO facet VALUES (1, 'work', 'A/99/1');
INSERT INTO facet VALUES (2, 'work', 'A/99/1');
INSERT INTO facet VALUES (3, 'work', 'A/99/1');
INSERT INTO facet VALUES (4, 'work', 'A/99/1');
